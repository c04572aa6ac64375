// The panel: keeps its filters in the URL, asks for its figures first and for what is out of sight last.
(() => {
  const {none, byTimer, idle, events, noteEvents, refresh, set, throttled, nextTick} = window.autoboxPage;

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
      const {filters, period, isSame, field} = window.autoboxFilters.chosen(values, ids, before);
      if (isSame) return [none(), none(), none()];
      // What the last choice still asks for would keep the new figures waiting: a browser asks six things at a time.
      window.autoboxStop(OF_FILTERS);
      cancelIdleCallback(latest);
      const beside = ["trade", "volume"].map((name) => [`panel-${name}.children`, besideOf(filters)]);
      window.autoboxPrefetch(["panel-figures.children", figuresOf(filters)], ...beside);
      window.autoboxStep(`?${new URLSearchParams(filters)}`, field);
      return [filters, period ? filters.from : none(), period ? filters.to : none()];
    },
    listen() {
      if (idle()) return [none(), none()];
      const told = noteEvents(events());
      const counts = byTimer() || told.some((event) => /^(call\.ended|call\.erased|analysis\.completed)/.test(event.type));
      throttled("panel-said", 500, () => refresh("panel-said"), "panel-live");
      if (counts) throttled("panel-changed", 2000, () => refresh("panel-changed"), "panel-figures");
      return [none(), none()];
    },
    // The figures come first; the sections beside them are asked for once they are there, with what the figures were read anew for.
    beside(_figures, changed, before) {
      const isNews = changed && changed.tick !== before?.tick;
      return {tick: changed?.tick ?? 0, heard: isNews ? changed.heard : null};
    },
    // What is out of sight waits until what is seen has been drawn.
    later() {
      latest = requestIdleCallback(() => set("panel-later", {data: nextTick()}), {timeout: 500});
      return none();
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {panel});
})();
