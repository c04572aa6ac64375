// The grid is a third of all scripts, and only the list of calls has one. There it comes once the page has been drawn, with the rows that
// came with it (`dashboard_app/components/first_rows.py`); other pages load it when they are there and the browser has nothing else to do.
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
  // The grid's script would fetch its second half only when a grid is drawn. Both are asked for together; if the half fails, it is fetched again.
  const loadAll = () => {
    if (!isComing) add(told.dataset.drawn, null);
    load();
  };
  const onceDrawn = (act) => (document.hidden ? act() : requestAnimationFrame(() => setTimeout(act)));
  addEventListener("load", () => setTimeout(() => requestIdleCallback(load, {timeout: AT_LATEST_MS}), AFTER_MS));

  // Stands where the renderer looks for the grid: an empty place until its script is there.
  const AgGrid = (props) => {
    const [isHere, setHere] = React.useState(Boolean(grid));
    React.useEffect(() => {
      if (isHere) return;
      came.then(() => setHere(true));
      onceDrawn(loadAll);
    }, []);
    if (isHere) return React.createElement(grid.AgGrid, props);
    return React.createElement("div", {className: props.className, style: props.style});
  };
  AgGrid.dashRenderType = true; // the grid wants to know why it is drawn anew
  const place = {AgGrid, getApi: (id) => grid?.getApi(id), getApiAsync: (id) => came.then(() => grid.getApiAsync(id))};
  // A part of the grid that comes later says again what stands here already.
  const set = (module) => {
    if (module === place) return;
    grid = module;
    tell();
  };
  Object.defineProperty(window, "dash_ag_grid", {get: () => place, set});
})();
