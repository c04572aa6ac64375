// Where the reader is in the list of calls: going back, or a reload, finds the grid's row and order, and as long a list on a telephone.
// The history's entry keeps them.
(() => {
  const GRID = "calls-grid", ROW_PX = 46, BLOCK = 50, USUAL = "started_at desc";
  const isHere = () => location.pathname === "/calls";
  const keep = (what) => history.replaceState({...history.state, ...what}, "");
  const orderOf = (grid) => grid.getColumnState().filter((one) => one.sort).map(({colId, sort}) => `${colId} ${sort}`)[0] ?? USUAL;

  const save = () => {
    const grid = isHere() && document.getElementById(GRID) ? window.dash_ag_grid?.getApi(GRID) : null;
    if (grid && !grid.isDestroyed()) keep({row: Math.floor(grid.getVerticalPixelRange().top / ROW_PX), order: orderOf(grid)});
  };
  // Before a link, a row or a key adds an entry.
  for (const name of ["click", "keydown"]) addEventListener(name, save, {capture: true});
  addEventListener("pagehide", save);

  window.autoboxListPlace = {
    restore(grid) {
      const {row = 0, order = USUAL} = history.state ?? {};
      if (order !== orderOf(grid)) {
        const [colId, sort] = order.split(" ");
        grid.applyColumnState({state: [{colId, sort}], defaultState: {sort: null}});
      }
      if (!row) return;
      if (grid.getDisplayedRowCount() <= row + BLOCK) grid.setRowCount(row + BLOCK, false); // how many there are is not known yet
      grid.ensureIndexVisible(row, "top");
    },
    lengthen: (rows) => keep({rows}),
    length: () => history.state?.rows ?? 0,
  };
})();
