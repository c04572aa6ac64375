// Explore: what is asked stands in the URL, and is answered at once.
(() => {
  const {none} = window.autoboxPage;
  const explore = {
    asked(values, _clicks, ids, before) {
      const {chosen, period, isSame, field} = window.autoboxChosen(values, ids, before);
      if (isSame) return [none(), none(), none()];
      window.autoboxStep(`?${new URLSearchParams(chosen)}`, field);
      return [chosen, period ? chosen.from : none(), period ? chosen.to : none()];
    },
  };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {explore});
})();
