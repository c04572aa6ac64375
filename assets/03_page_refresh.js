// What the pages share to stay up to date: they read events of the live channel (`live.js`), and ask the server at most once in a while.
// The files `04_page_….js` hold each page's own part.
(() => {
  const none = () => window.dash_clientside.no_update;
  const context = () => window.dash_clientside.callback_context;
  const byTimer = () => context().triggered.every((one) => one.prop_id.endsWith(".n_intervals"));
  // The timer counts only while the live channel is down.
  const isOpen = () => document.documentElement.dataset.live === "open";
  const idle = () => byTimer() && isOpen();
  let ticks = 0;
  const nextTick = () => ++ticks;

  // A hidden page asks for nothing; it refreshes when it becomes visible.
  const unseen = {};
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const [name, act] of Object.entries(unseen)) { delete unseen[name]; act(); }
  });
  // Runs the newest `act` of a name: at once, then at most once in `wait` milliseconds. While the element `place` still loads what it
  // asked for before, it waits: a slow server is not asked more often.
  const lastCall = {}, STILL_ASKING_MS = 100;
  const throttled = (name, wait, act, place) => {
    if (document.hidden) { unseen[name] = act; return; }
    const since = Date.now() - (lastCall[name]?.at || 0);
    clearTimeout(lastCall[name]?.timer);
    const run = () => {
      const isAsking = place && document.querySelector(`#${place}[data-dash-is-loading="true"]`);
      lastCall[name] = {at: Date.now(), timer: isAsking ? setTimeout(run, STILL_ASKING_MS) : undefined};
      if (!isAsking) act();
    };
    if (since >= wait) run();
    else lastCall[name] = {at: lastCall[name].at, timer: setTimeout(run, wait - since)};
  };
  // Delays the next run of a name, so that a redraw does not undo what somebody has just clicked.

  const set = (id, props) => window.autoboxSet(id, props);
  const events = () => context().triggered.map((one) => one.value).filter((value) => value && value.type);
  // Remembers the newest event of the metrics room that is a reason to refresh. The server may answer with what it has read since then for
  // another page (`dashboard_app/coalescing.py`). Without the channel nothing is known, and it has to read.
  let heard = null;
  const noteEvents = (told) => {
    if (!told.length) heard = null;
    for (const {type, id} of told) heard = type === "live.joined" ? id : Math.max(heard ?? 0, id);
    return told;
  };
  const refresh = (id) => set(id, {data: {tick: nextTick(), heard}});

  const errorCode = async (answer) => (answer.ok ? null : (await answer.json().catch(() => ({})))?.error?.code || "any");

  window.autoboxPage = {none, context, byTimer, idle, events, noteEvents, refresh, set, throttled, nextTick, errorCode};
})();
