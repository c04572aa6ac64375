// Loads AG Grid's script late: it is a third of all scripts, and only the list of calls has a grid. That page loads it after its first
// rows have been rendered (`dashboard_app/components/first_rows.py`); other pages load it when the browser is idle.
(() => {
  const told = document.querySelector('meta[name="grid-script"]'), address = told?.content;
  if (!address) return;
  const AT_LATEST_MS = 4000, AFTER_MS = 1500;
  let grid = null, isComing = false, tell;
  const came = new Promise((resolve) => { tell = resolve; });
  const add = (src, onerror) => document.head.append(Object.assign(document.createElement("script"), {src, async: false, onerror}));
  const load = () => {
    if (isComing) return;
    isComing = true;
    add(address, () => { isComing = false; });
  };
  // The grid's script would request its second half only when a grid is rendered. Both are requested together; if the half fails, it is requested again.
  const loadAll = () => {
    if (!isComing) add(told.dataset.drawn, null);
    load();
  };
  const onceDrawn = (act) => (document.hidden ? act() : requestAnimationFrame(() => setTimeout(act)));
  addEventListener("load", () => setTimeout(() => requestIdleCallback(load, {timeout: AT_LATEST_MS}), AFTER_MS));

  // Registered where the renderer looks for the grid: an empty element until the script has loaded.
  const AgGrid = (props) => {
    const [isHere, setHere] = React.useState(Boolean(grid));
    const setProps = React.useMemo(() => window.autoboxCallRows.serving(props.setProps), [props.setProps]);
    React.useEffect(() => {
      if (isHere) return;
      came.then(() => setHere(true));
      onceDrawn(loadAll);
    }, []);
    if (isHere) return React.createElement(grid.AgGrid, {...props, setProps});
    return React.createElement("div", {className: props.className, style: props.style});
  };
  AgGrid.dashRenderType = true; // the grid needs to know why it is rendered again
  const place = {AgGrid, getApi: (id) => grid?.getApi(id), getApiAsync: (id) => came.then(() => grid.getApiAsync(id))};
  // A later part of the grid assigns the object that is already here.
  const set = (module) => {
    if (module === place) return;
    grid = module;
    tell();
  };
  Object.defineProperty(window, "dash_ag_grid", {get: () => place, set});
})();
