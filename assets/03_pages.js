// What pages do in the browser: they listen to the live channel, keep filters in the address, and ask the API.
(() => {
  const none = () => window.dash_clientside.no_update;
  const context = () => window.dash_clientside.callback_context;
  const byTimer = () => context().triggered.every((one) => one.prop_id.endsWith(".n_intervals"));
  // The timer is only for when the channel is down: `live.js` says how it stands.
  const isOpen = () => document.documentElement.dataset.live === "open";
  const idle = () => byTimer() && isOpen();
  let ticks = 0;

  // A page that nobody sees asks for nothing; it reads anew when it is looked at.
  const unseen = {};
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const [name, act] of Object.entries(unseen)) { delete unseen[name]; act(); }
  });
  // The newest value of a function that is called too often: at once, then at most once in `wait` milliseconds.
  const lastCall = {}, STILL_ASKING_MS = 100;
  // Nor does it run while `place` still waits for what it asked for before: a server that is slow is not asked more often.
  const calmly = (name, wait, act, place) => {
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
  const set = (id, props) => window.autoboxSet(id, props);
  const events = () => context().triggered.map((one) => one.value).filter((value) => value && value.type);
  // The newest event of the metrics room that is a reason to read anew. The server may answer with what it has read since then for
  // another page (`dashboard_app/coalescing.py`). Without the channel nothing is known, and it has to read.
  let heard = null;
  const learn = (told) => {
    if (!told.length) heard = null;
    for (const {type, id} of told) heard = type === "live.joined" ? id : Math.max(heard ?? 0, id);
    return told;
  };
  const readAnew = (id) => set(id, {data: {tick: ++ticks, heard}});

  const call = {
    tick() {
      if (idle()) return none();
      const told = events();
      if (told.some((event) => event.type === "call.erased")) { window.autoboxErased(); return none(); }
      if (told.some((event) => event.type === "call.annotated")) calmly("call-added", 150, () => set("call-added", {data: ++ticks}));
      if (told.length && told.every((event) => event.type === "call.annotated")) return none();
      calmly("call", 150, () => set("call-tick", {data: ++ticks}));
      return none();
    },
    async analyse(clicks, conversation, words, choice) {
      if (!clicks) return [none(), none()];
      const chosen = choice ? {body: JSON.stringify(choice)} : {};
      const headers = {"Accept": "application/json", ...(choice ? {"Content-Type": "application/json"} : {})};
      const answer = await fetch(`/api/conversation/${conversation}/ai-analysis`, {method: "POST", headers, ...chosen}).catch(() => null);
      const refusal = answer ? await code(answer) : "unreachable";
      return [{at: Date.now()}, refusal ? words[refusal] || words.any : ""];
    },
    analyseWith(clicks, offer, conversation, words) {
      const [prompt, model] = (offer || "").split("|");
      return call.analyse(clicks, conversation, words, {prompt, model});
    },
  };

  const code = async (answer) => (answer.ok ? null : (await answer.json().catch(() => ({})))?.error?.code || "any");

  // A call knows the list that it was opened from: its filters go with it.
  const pathOf = (id) => `/analysis/${id}${location.pathname === "/calls" ? location.search : ""}`;

  // Each choice on the panel and among the calls is a step of the way back; what is typed into one field is one step. Dash does not hear
  // of it, and so may take the address that is gone back to for the one that it has drawn: it is told to draw it.
  let isAhead = false, typed = {};
  const PLACE = "_pages_location", TYPED = ["q", "from", "to"];
  const step = (address, field) => {
    const goesOn = TYPED.includes(field) && typed.field === field && typed.href === location.href;
    history[goesOn ? "replaceState" : "pushState"](goesOn ? history.state : {}, "", address);
    typed = {field, href: location.href};
    isAhead = true;
  };
  const drawAnew = () => {
    typed = {};
    if (!isAhead) return;
    isAhead = false;
    const {pathname, search} = window.dash_component_api.getLayout(PLACE).props;
    if (pathname === location.pathname && (search ?? "") === location.search) set(PLACE, {search: location.search});
  };
  for (const moved of ["popstate", "_dashprivate_pushstate"]) addEventListener(moved, drawAnew);

  const calls = {
    screen() {
      const narrow = matchMedia("(max-width: 767.98px)");
      const say = () => (narrow.matches ? "phone" : "desk");
      narrow.onchange = () => set("calls-screen", {data: say()});
      return say();
    },
    filters(q, from, to, status, language, direction, intent, tag, is_checked, tests, more, shown, before) {
      if (context().triggered_id === "calls-more") return [none(), shown + 30, none()];
      const given = {q, from, to, status, language, direction, intent, tag, is_checked, tests};
      // What has no control (the calls behind a figure) stays as the address has it, until the filters are cleared.
      const filters = Object.fromEntries(Object.entries({...before, ...given}).filter(([, value]) => value && value !== "any"));
      if (JSON.stringify(filters) === JSON.stringify(before)) return [none(), none(), none()];
      const view = new URLSearchParams(location.search).get("view"), isNamed = view && view !== "none"; // its columns stay
      const query = new URLSearchParams({...filters, ...(isNamed ? {view} : {})}).toString();
      window.autoboxCallRows.prefetch(filters);
      document.querySelector(".grid-place")?.classList.add("is-here"); // rows that came with the page are of other filters
      step(query ? `?${query}` : location.pathname + window.dash_clientside.views.bare(), context().triggered_id?.name);
      return [filters, 30, !query];
    },
    news() {
      const filtersChanged = context().triggered.some((one) => one.prop_id.startsWith("calls-filters"));
      if (!filtersChanged) {
        if (idle()) return none();
        const told = events();
        if (told.length && !told.some((event) => /^(call\.|analysis\.completed)/.test(event.type))) return none();
      }
      const act = () => {
        const grid = window.dash_ag_grid && document.getElementById("calls-grid") ? window.dash_ag_grid.getApi("calls-grid") : null;
        if (grid && filtersChanged) window.autoboxCallRows.readAnew(grid);
        else if (grid) grid.refreshInfiniteCache();
        else window.autoboxCallRows.forget();
        if (!filtersChanged) set("calls-news", {data: ++ticks});
      };
      if (filtersChanged) setTimeout(act, 0); // once the filters are in their store
      else calmly("calls", 1000, act);
      return none();
    },
    open(cell) {
      if (cell?.rowId && cell.colId !== "ag-Grid-SelectionColumn") window.autoboxGo(pathOf(cell.rowId));
      return none();
    },
  };

  const today = {
    listen() {
      if (idle()) return [none(), none()];
      const told = learn(events());
      const counts = byTimer() || told.some((event) => /^(call\.started|call\.answered|call\.ended|call\.erased|analysis\.completed)/.test(event.type));
      calmly("today-said", 700, () => readAnew("today-said"), "today-live");
      if (counts) calmly("today-changed", 1500, () => readAnew("today-changed"));
      return [none(), none()];
    },
  };

  // What the figures ask for once the filters have come to them, and what the sections beside them ask for then.
  const figuresOf = (filters) => (body) => {
    body.inputs[0].value = filters;
    body.changedPropIds = body.parsedChangedPropsIds = ["panel-filters.data"];
    return body;
  };
  const besideOf = (filters) => (body) => {
    body.state[0].value = filters;
    body.inputs[0].value = {tick: body.inputs[0].value.tick, heard: null};
    return body;
  };
  const OF_FILTERS = /^panel-(?!live\b)/;
  let latest;
  const panel = {
    // A period sets both days; anything else is read from the controls. What is chosen is the address, so that it can be shared.
    filters(values, _clicks, ids, before) {
      const pressed = context().triggered_id;
      const given = Object.fromEntries(ids.map((id, place) => [id.name, values[place]]));
      const period = pressed?.type === "panel-period"
        ? [...document.querySelectorAll(".period")].find((button) => button.id.includes(`"${pressed.name}"`)) : null;
      if (period) [given.from, given.to] = [period.dataset.from, period.dataset.to];
      const filters = Object.fromEntries(Object.entries(given).filter(([, value]) => value && value !== "any"));
      for (const button of document.querySelectorAll(".period")) {
        button.setAttribute("aria-pressed", String(button.dataset.from === filters.from && button.dataset.to === filters.to));
      }
      const same = JSON.stringify(Object.entries(filters).sort()) === JSON.stringify(Object.entries(before || {}).sort());
      if (same) return [none(), none(), none()];
      // What the last choice still asks for would keep the new figures waiting: a browser asks six things at a time.
      window.autoboxStop(OF_FILTERS);
      cancelIdleCallback(latest);
      const beside = ["trade", "volume"].map((name) => [`panel-${name}.children`, besideOf(filters)]);
      window.autoboxPrefetch(["panel-figures.children", figuresOf(filters)], ...beside);
      step(`?${new URLSearchParams(filters)}`, pressed?.type === "panel-period" ? "" : pressed?.name);
      return [filters, period ? given.from : none(), period ? given.to : none()];
    },
    listen() {
      if (idle()) return [none(), none()];
      const told = learn(events());
      const counts = byTimer() || told.some((event) => /^(call\.ended|call\.erased|analysis\.completed)/.test(event.type));
      calmly("panel-said", 500, () => readAnew("panel-said"), "panel-live");
      if (counts) calmly("panel-changed", 2000, () => readAnew("panel-changed"), "panel-figures");
      return [none(), none()];
    },
    // The figures come first; the sections beside them are asked for once they are there, with what the figures were read anew for.
    beside(_figures, changed, before) {
      const isNews = changed && changed.tick !== before?.tick;
      return {tick: changed?.tick ?? 0, heard: isNews ? changed.heard : null};
    },
    // What is out of sight waits until what is seen has been drawn.
    later() {
      latest = requestIdleCallback(() => set("panel-later", {data: ++ticks}), {timeout: 500});
      return none();
    },
  };

  const live = {
    listen() {
      if (idle()) return none();
      learn(events());
      calmly("live", 300, () => readAnew("live-said"), "live-board");
      return none();
    },
    // A screen on the wall: everything, and it must not fall asleep. Needs the click, as browsers want a gesture.
    async fill(clicks) {
      if (!clicks) return none();
      await document.documentElement.requestFullscreen?.().catch(() => null);
      await navigator.wakeLock?.request("screen").catch(() => null);
      return none();
    },
  };
  // Whoever reads the end of a running transcript is kept there; whoever scrolled up in it is left in peace.
  const atEnd = new WeakMap();
  document.addEventListener("scroll", ({target}) => {
    if (target.classList?.contains("board-said")) atEnd.set(target, target.scrollTop + target.clientHeight >= target.scrollHeight - 24);
  }, {capture: true, passive: true});
  new MutationObserver(() => {
    for (const box of document.querySelectorAll(".board-said")) if (atEnd.get(box) !== false) box.scrollTop = box.scrollHeight;
  }).observe(document.documentElement, {childList: true, subtree: true, characterData: true});

  // What a press has asked for is lost if news draws its button anew meanwhile: news waits a moment. What was pressed draws the list itself.
  const ANSWERED_MS = 1500;
  document.addEventListener("click", ({target}) => {
    if (!target.closest?.(".follow-up-steps button, .alert-rules button")) return;
    for (const name of ["follow-ups", "alerts"]) lastCall[name] = {...lastCall[name], at: Date.now() + ANSWERED_MS};
  }, true);
  const lists = {
    // What the button says is how many more. Dash also asks when it is drawn for the first time.
    longer(pressed, length, more) {
      return pressed ? length + Number(more) : none();
    },
  };

  const FIRST_LENGTH = 20;
  const followUps = {
    address(view, kind, length) {
      const chosen = Object.entries({view: view === "open" ? "" : view, kind: kind === "any" ? "" : kind, length: length > FIRST_LENGTH ? length : ""}).filter(([, value]) => value);
      const query = new URLSearchParams(chosen).toString();
      if (location.pathname === "/follow-ups") history.replaceState(history.state, "", query ? `?${query}` : location.pathname);
    },
    listen() {
      if (idle()) return none();
      const told = events();
      if (!byTimer() && !told.some((event) => event.type === "metrics.changed" || event.type === "live.joined")) return none();
      calmly("follow-ups", 400, () => set("follow-ups-changed", {data: ++ticks}));
      return none();
    },
  };

  const isOfAlerts = ({type, data}) => type.startsWith("alert.") || type === "live.joined" || (type === "metrics.changed" && data?.what === "alerts");
  const alerts = {
    listen() {
      if (idle()) return none();
      if (byTimer() || events().some(isOfAlerts)) calmly("alerts", 300, () => set("alerts-changed", {data: ++ticks}));
      return none();
    },
    // How many are open stands in the navigation of every page.
    count() {
      if (events().some((event) => event.type !== "live.joined" && isOfAlerts(event))) calmly("alert-count", 300, () => set("shell-alerts-told", {data: ++ticks}));
      return none();
    },
  };

  const testCalls = {
    async scripts() {
      if (!document.querySelector("[data-offered=true]")) return [];
      const answer = await fetch("/api/test-calls/scripts", {headers: {"Accept": "application/json"}}).catch(() => null);
      if (!answer || !answer.ok) return [];
      const found = await answer.json().catch(() => ({}));
      return (found.items || found.scripts || []).map((one) => ({value: one.name, label: one.title || one.name}));
    },
    async place(clicks, script, kind, number, words) {
      if (!clicks) return [none(), none()];
      set("tests-error", {children: ""});
      const to = kind === "phone" ? {to: (number || "").replace(/[^+\d]/g, "")} : {};
      const played = {simulated: script, browser: `${document.documentElement.lang}-microphone`}[kind];
      const order = () => testCalls.order({kind, ...to, ...(played ? {script: played} : {})});
      try {
        if (kind === "phone" && /^\+\d{7,15}$/.test(to.to) && !(await testCalls.confirms(to.to))) return [none(), none()];
        if (kind !== "browser") return [await order(), ""];
        const {code, reason} = await window.autoboxTelephone.place(async () => {
          const placed = await order();
          set("tests-placed", {data: placed});
          return placed.stream;
        });
        return [none(), code === 1000 ? words[`ended_${reason}`] || "" : words.stream_lost];
      } catch (refused) {
        const advice = words[refused.code] || words.any;
        return [none(), refused.code === "carrier_refused" ? `${advice} (${refused.message})` : advice];
      }
    },
    confirms(number) {
      const dialog = document.getElementById("tests-confirm");
      dialog.querySelector("[data-number]").textContent = number;
      dialog.returnValue = "";
      dialog.showModal();
      return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ring"), {once: true}));
    },
    // The key makes it one call, however often it is asked for: a request whose answer is lost is sent once more.
    async order(wanted) {
      const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key};
      const ask = () => fetch("/api/test-calls", {method: "POST", headers, body: JSON.stringify(wanted)}).catch(() => null);
      const answer = (await ask()) || (wanted.kind === "phone" ? await ask() : null);
      if (answer?.ok) return answer.json();
      const {error} = answer ? await answer.json().catch(() => ({})) : {error: {code: "unreachable"}};
      throw Object.assign(new Error(error?.message), {code: error?.code || "any"});
    },
    tick() {
      if (idle()) return none();
      calmly("tests", 250, () => set("tests-tick", {data: ++ticks}));
      return none();
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {call, calls, today, panel, board: live, lists, followUps, alerts, testCalls});
  window.dashAgGridFunctions = Object.assign({}, window.dashAgGridFunctions, {
    callsGridTheme: () => window.dash_ag_grid?.themeQuartz || window.agGrid?.themeQuartz,
  });
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  // A link besides the row's click: for the keyboard, and for new tabs.
  const linkOf = (props) => React.createElement("a", {
    href: pathOf(props.data.id), className: "grid-link",
    onClick: (event) => { if (!event.ctrlKey && !event.metaKey) event.preventDefault(); },
    onKeyDown: (event) => { if (event.key === "Enter") window.autoboxGo(pathOf(props.data.id)); },
  }, props.value);
  // What a search found in the call, on a second line.
  const foundIn = (pieces) => pieces?.length ? React.createElement("small", {className: "grid-found"},
    ...pieces.map(([text, isMatch]) => isMatch ? React.createElement("mark", null, text) : text)) : null;
  components.CallLink = (props) =>
    props.data ? React.createElement(React.Fragment, null, linkOf(props), foundIn(props.data.found)) : null;
  components.CallUrgency = (props) =>
    props.value ? React.createElement("span", {className: `badge-soft ${props.data.presses}`}, props.value) : null;
  components.CallOutcome = (props) =>
    props.data ? React.createElement("span", {className: `grid-mark ends-${props.data.ends}`}, props.value) : null;
})();
