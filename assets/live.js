// The live channel in the browser: one WebSocket for each room that the page declares.
//
// A page declares a room with a store, `dcc.Store(id={"type": "live", "topic": "metrics" | "conversations/<id>"})`. While the
// store is in the page, its socket is open; where it drops, it comes back by itself with `?after=<last id>`, so that nothing is
// lost, and what comes twice is dropped.
//
// - Store `data`: an event, {id, type, conversation_id, at, data}. It means "read anew". Where several of one type come at
//   once, only the newest is set; different types are set one after the other. `live.joined` comes when a room has been joined
//   without a history: what happened between drawing the page and now may be missing on it.
// - <html data-after>: the newest event when the document was made. Rooms of a page that is just being opened begin there, so that
//   only what has happened since is told, and nothing is read anew where nothing has.
// - `document` hears `live:event` for every single event, in order; `detail` is {topic, event}: for pages that append.
// - <html data-live>: "wait" until the first connection, "open" while every room is connected, "lost" otherwise (enable the
//   fallback timer then). `document` hears `live:state`; every .live-state element shows its data-wait, data-open or data-lost.
(() => {
  const FIRST_PAUSE = 400, LONGEST_PAUSE = 15000, SILENCE = 40000, SPACING = 40, SESSION_OVER = 4401, OPENING = 10000;
  const rooms = new Map();
  const set = (topic, event) => window.autoboxSet({type: "live", topic}, {data: event});

  const show = () => {
    const all = [...rooms.values()];
    const state = all.some((room) => room.isLost) ? "lost" : all.length && all.every((room) => room.isOpen) ? "open" : "wait";
    const root = document.documentElement;
    for (const place of document.querySelectorAll(".live-state")) {
      place.classList.toggle("is-open", state === "open");
      place.classList.toggle("is-lost", state === "lost");
      if (place.dataset[state] && place.textContent !== place.dataset[state]) place.textContent = place.dataset[state];
    }
    if (root.dataset.live === state) return;
    root.dataset.live = state;
    document.dispatchEvent(new CustomEvent("live:state", {detail: state}));
  };

  // A browser does not tell a page why a socket was refused. If the session has ended meanwhile, the answer to any request leads to the
  // sign-in (11_session_expired.js).
  const askWhy = () => fetch("/api/metrics", {method: "HEAD"}).catch(() => {});

  // How much the server's clock is ahead of this machine's: one that is set wrong would tell wrong lengths of running calls.
  const NOISE = 3000;
  const setAhead = (ms) => { window.autoboxAhead = Math.abs(ms) > NOISE ? ms : 0; };

  class Room {
    constructor(topic) {
      const after = document.documentElement.dataset.after;
      const last = after && performance.now() < OPENING ? Number(after) : null;
      Object.assign(this, {topic, last, tries: 0, isOpen: false, isLost: false, waiting: new Map()});
      this.open();
    }

    open() {
      clearTimeout(this.retry);
      const after = this.last === null ? "" : `?after=${this.last}`;
      const socket = this.socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/ws/${this.topic}${after}`);
      let wasOpened = false;
      socket.onopen = () => { wasOpened = true; };
      socket.onmessage = (message) => socket === this.socket && this.hear(JSON.parse(message.data));
      socket.onclose = ({code}) => {
        if (socket !== this.socket) return;
        if (code === SESSION_OVER && !window.autoboxSignedOut?.()) location.reload();
        else this.lose();
        if (!wasOpened) askWhy();
      };
      this.listenOn();
    }

    hear(event) {
      this.listenOn();
      const isPing = event.type === "ping";
      if (isPing) setAhead(Date.parse(event.at) - Date.now());
      const isNew = this.last === null || event.id > this.last;
      if (isPing) this.greet(event);
      else if (isNew) this.tell(event);
      if (isNew || (isPing && event.data.reset)) this.last = event.id; // reset: the ids are those of another database
    }

    // The first ping of a connection comes when everything missed has been sent.
    greet(ping) {
      if (!this.isOpen && (this.last === null || ping.data.reset)) this.signal({...ping, type: "live.joined"});
      Object.assign(this, {isOpen: true, isLost: false, tries: 0});
      show();
    }

    tell(event) {
      document.dispatchEvent(new CustomEvent("live:event", {detail: {topic: this.topic, event}}));
      this.signal(event);
    }

    // Dash keeps one value of a store: types that came together go one by one, with time for a callback between them.
    signal(event) {
      this.waiting.set(event.type, event);
      this.signalling ??= setTimeout(() => this.pass(), 0);
    }

    pass() {
      const [[type, event]] = this.waiting;
      this.waiting.delete(type);
      set(this.topic, event);
      this.signalling = this.waiting.size ? setTimeout(() => this.pass(), SPACING) : undefined;
    }

    // A line that died without a word is noticed by the pings that do not come.
    listenOn() {
      clearTimeout(this.silence);
      this.silence = setTimeout(() => { this.socket.close(); this.lose(); }, SILENCE);
    }

    lose() {
      this.socket = null;
      clearTimeout(this.silence);
      Object.assign(this, {isOpen: false, isLost: true});
      const pause = Math.min(FIRST_PAUSE * 2 ** this.tries++, LONGEST_PAUSE) * (0.5 + Math.random() / 2);
      this.retry = setTimeout(() => this.open(), pause);
      show();
    }

    hurry() {
      if (this.socket === null) { this.tries = 0; this.open(); }
    }

    leave() {
      const socket = this.socket;
      this.socket = null;
      [this.retry, this.silence, this.signalling].forEach(clearTimeout);
      socket?.close();
    }
  }

  const sync = (topics) => {
    for (const [topic, room] of rooms) if (!topics.includes(topic)) { room.leave(); rooms.delete(topic); }
    for (const topic of topics) if (!rooms.has(topic)) rooms.set(topic, new Room(topic));
    show();
  };

  const hurry = () => { if (!document.hidden) for (const room of rooms.values()) room.hurry(); };
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
  document.documentElement.dataset.live = "wait";
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    live: {
      sync(ids) {
        sync(ids.map((id) => id.topic));
        return ids.map(() => window.dash_clientside.no_update);
      },
    },
  });
})();
