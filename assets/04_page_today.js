// The page of today: refreshes on events.
(() => {
  const {none, byTimer, idle, events, noteEvents, refresh, throttled} = window.autoboxPage;

  const today = {
    listen() {
      if (idle()) return [none(), none()];
      const told = noteEvents(events());
      const counts = byTimer() || told.some((event) => /^(call\.started|call\.answered|call\.ended|call\.erased|analysis\.completed)/.test(event.type));
      throttled("today-said", 700, () => refresh("today-said"), "today-live");
      if (counts) throttled("today-changed", 1500, () => refresh("today-changed"));
      return [none(), none()];
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {today});
})();
