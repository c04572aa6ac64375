// The rows of the grid of calls. With each request, the grid gives the callbacks that take its answer, so the answer goes straight to it.
// On the way through Dash's state, the request, the answer and that the answer was taken would each be told to every component.
(() => {
  const GRID = "calls-grid", NOTHING = "calls-nothing", FILTERS = "calls-filters", FIRST_COUNT = 1;
  const CALLBACK = "/_dash-update-component", OUTPUT = `..${GRID}.getRowsResponse...${NOTHING}.hidden..`, CHANGED = [`${GRID}.getRowsRequest`];
  const headers = {"Accept": "application/json", "Content-Type": "application/json"};
  const set = (id, props) => window.autoboxSet(id, props);

  // As `first_block` in dashboard_app/pages/calls.py writes it: the answer that came with the page is found by its letters.
  const requestOf = ({startRow, endRow, sortModel, filterModel}, filters) => ({
    output: OUTPUT,
    outputs: [{id: GRID, property: "getRowsResponse"}, {id: NOTHING, property: "hidden"}],
    inputs: [{id: GRID, property: "getRowsRequest", value: {startRow, endRow, sortModel, filterModel, api: {}}}],
    changedPropIds: CHANGED,
    parsedChangedPropsIds: CHANGED,
    state: [{id: FILTERS, property: "data", value: filters}],
  });
  // Throws where the answer has no rows: it failed, or a newer request has taken its place.
  const answerTo = async (asked) => {
    const filters = window.dash_component_api.getLayout(FILTERS).props.data;
    const body = JSON.stringify(requestOf(asked, filters));
    const answer = await fetch(CALLBACK, {method: "POST", credentials: "same-origin", headers, body});
    const {response, sideUpdate} = await answer.json();
    for (const [id, props] of Object.entries(sideUpdate || {})) set(id, props); // the notice that something failed
    return response;
  };
  const showNothing = ({hidden}) => {
    if (document.getElementById(NOTHING)?.hidden !== hidden) set(NOTHING, {hidden});
  };
  const load = async (asked) => {
    try {
      const {[GRID]: {getRowsResponse: {rowData, rowCount}}, [NOTHING]: nothing} = await answerTo(asked);
      asked.successCallback(rowData, rowCount);
      showNothing(nothing);
    } catch {
      asked.failCallback();
    }
  };

  // The rows that are there stay, paler, until the new ones come: to draw rows that are still coming takes as long as to draw the rows.
  // Where the request fails they stay so: they are not what was asked for.
  const readAnew = (grid) => {
    const place = document.querySelector(".grid-place"), blocks = () => Object.values(grid.getCacheBlockState());
    const shown = grid.getDisplayedRowCount(), held = blocks().length;
    const haveCome = () => {
      const all = blocks();
      return all.length ? all.every((one) => one.pageStatus === "loaded") : grid.getDisplayedRowCount() === 0;
    };
    const look = () => {
      if (!grid.isDestroyed() && !haveCome()) return;
      place?.classList.remove("is-asking");
      if (grid.isDestroyed()) return;
      grid.removeEventListener("modelUpdated", look);
      // Behind an answer without rows, the grid takes one that does not know how many there are for none at all.
      if (grid.getDisplayedRowCount() === undefined) grid.setRowCount(blocks()[0].endRow + 1, false);
    };
    if (shown) grid.ensureIndexVisible(0);
    if (held > 1) grid.purgeInfiniteCache();
    else grid.setRowCount(shown || FIRST_COUNT, false); // how many there are is not known any more; it asks for rows of which it has none
    if (held === 1) grid.refreshInfiniteCache();
    place?.classList.add("is-asking");
    grid.addEventListener("modelUpdated", look);
  };

  window.autoboxCallRows = {
    readAnew,
    // The grid's `setProps`, without its requests for rows.
    serving: (setProps) => (props) => (props.getRowsRequest ? load(props.getRowsRequest) : setProps(props)),
    // Asks for what the grid will ask for once the filters have come to it: its first rows, sorted as now.
    prefetch(filters) {
      const change = ({inputs: [{value: {startRow, endRow, ...sorted}}]}) => requestOf({...sorted, startRow: 0, endRow: endRow - startRow}, filters);
      window.autoboxPrefetch([OUTPUT, change]);
    },
    forget() { window.autoboxForget(OUTPUT); }, // it will ask when it is there
  };
})();
