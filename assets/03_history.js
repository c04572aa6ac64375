// Adds a history entry for each choice of a filter on the panel and among the calls; what is typed into one field is one entry. Dash does
// not notice them, and may take the URL that the user goes back to for the one that it has rendered: then it is told to render it.
(() => {
  let isAhead = false, typed = {};
  const PLACE = "_pages_location", TYPED = ["q", "from", "to"];
  window.autoboxStep = (address, field) => {
    const goesOn = TYPED.includes(field) && typed.field === field && typed.href === location.href;
    history[goesOn ? "replaceState" : "pushState"](goesOn ? history.state : {}, "", address);
    typed = {field, href: location.href};
    isAhead = true;
  };
  const redraw = () => {
    typed = {};
    if (!isAhead) return;
    isAhead = false;
    const {pathname, search} = window.dash_component_api.getLayout(PLACE).props;
    if (pathname === location.pathname && (search ?? "") === location.search) window.autoboxSet(PLACE, {search: location.search});
  };
  for (const moved of ["popstate", "_dashprivate_pushstate"]) addEventListener(moved, redraw);
})();
