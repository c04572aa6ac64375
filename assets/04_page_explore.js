// Explore, and boards of its charts: what is asked stands in the URL, and is answered at once, and anew when there are other calls to count.
(() => {
  const {none, events, noteEvents, refresh, throttled} = window.autoboxPage;
  const listen = (changed, place) => () => {
    const counts = noteEvents(events()).some((event) => /^(call\.ended|call\.erased|analysis\.completed)/.test(event.type));
    if (counts) throttled(changed, 2000, () => refresh(changed), place);
    return none();
  };
  const explore = {
    asked(values, _clicks, ids, before) {
      const {filters: chosen, period, isSame, field} = window.autoboxFilters.chosen(values, ids, before);
      if (isSame) return [none(), none(), none()];
      window.autoboxStep(`?${new URLSearchParams(chosen)}`, field);
      return [chosen, period ? chosen.from : none(), period ? chosen.to : none()];
    },
    listen: listen("explore-changed", "explore-answer"),
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {explore, chartBoard: {listen: listen("board-changed")}});
})();
