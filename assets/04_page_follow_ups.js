// Follow-ups: keeps the view in the URL and refreshes on events. Also what makes lists longer.
(() => {
  const {none, byTimer, idle, events, set, throttled, nextTick} = window.autoboxPage;

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
      throttled("follow-ups", 400, () => set("follow-ups-changed", {data: nextTick()}));
      return none();
    },
  };

  // How many are open stands in the navigation of every page.
  followUps.count = () => {
    if (events().some(({type, data}) => type === "metrics.changed" && data?.what === "follow_ups")) throttled("follow-up-count", 300, () => set("shell-follow-ups-told", {data: nextTick()}));
    return none();
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {lists, followUps});
})();
