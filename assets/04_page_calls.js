// The list of calls: keeps its filters in the URL, refreshes its rows, and renders the cells of its grid.
(() => {
  const {none, context, idle, events, set, throttled, nextTick} = window.autoboxPage, {filtersOf} = window.autoboxFilters;

  // A call knows the list that it was opened from: its filters go with it.
  const pathOf = (id) => `/analysis/${id}${location.pathname === "/calls" ? location.search : ""}`;

  const calls = {
    screen() {
      const narrow = matchMedia("(max-width: 767.98px)");
      const say = () => (narrow.matches ? "phone" : "desk");
      narrow.onchange = () => set("calls-screen", {data: say()});
      const before = window.autoboxListPlace.length();
      if (before) set("calls-shown", {data: before});
      return say();
    },
    filters(q, from, to, status, language, direction, intent, tag, is_checked, tests, more, shown, before) {
      if (context().triggered_id === "calls-more") {
        window.autoboxListPlace.lengthen(shown + 30);
        return [none(), shown + 30, none()];
      }
      const given = {q, from, to, status, language, direction, intent, tag, is_checked, tests};
      // What has no control (the calls behind a figure) stays as the address has it, until the filters are cleared.
      const filters = filtersOf(given, before);
      if (JSON.stringify(filters) === JSON.stringify(before)) return [none(), none(), none()];
      const view = new URLSearchParams(location.search).get("view"), isNamed = view && view !== "none"; // its columns stay
      const query = new URLSearchParams({...filters, ...(isNamed ? {view} : {})}).toString();
      window.autoboxCallRows.prefetch(filters);
      document.querySelector(".grid-place")?.classList.add("is-here"); // rows that came with the page are of other filters
      window.autoboxStep(query ? `?${query}` : location.pathname + window.dash_clientside.views.bare(), context().triggered_id?.name);
      return [filters, 30, !query];
    },
    news() {
      const filtersChanged = context().triggered.some((one) => one.prop_id.startsWith("calls-filters"));
      if (!filtersChanged) {
        if (idle()) return none();
        const told = events();
        if (told.length && !told.some((event) => /^(call\.|analysis\.completed)/.test(event.type))) return none();
      }
      const act = () => {
        const grid = window.dash_ag_grid && document.getElementById("calls-grid") ? window.dash_ag_grid.getApi("calls-grid") : null;
        if (grid && filtersChanged) window.autoboxCallRows.readAnew(grid);
        else if (grid) grid.refreshInfiniteCache();
        else window.autoboxCallRows.forget();
        if (!filtersChanged) set("calls-news", {data: nextTick()});
      };
      if (filtersChanged) setTimeout(act, 0); // once the filters are in their store
      else throttled("calls", 1000, act);
      return none();
    },
    open(cell) {
      if (cell?.rowId && cell.colId !== "ag-Grid-SelectionColumn") window.autoboxGo(pathOf(cell.rowId));
      return none();
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {calls});

  window.dashAgGridFunctions = Object.assign({}, window.dashAgGridFunctions, {
    callsGridTheme: () => window.dash_ag_grid?.themeQuartz || window.agGrid?.themeQuartz,
  });
  const components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  // Where both do not fit, the name is cut, never the number.
  const who = ({name, number}) => [
    name && React.createElement("span", {className: "grid-name"}, name),
    React.createElement("span", {className: "grid-number"}, name ? ` · ${number}` : number),
  ].filter(Boolean);
  // A link besides the row's click: for the keyboard, and for new tabs.
  const linkOf = (props) => React.createElement("a", {
    href: pathOf(props.data.id), className: "grid-link", title: props.value,
    onClick: (event) => { if (!event.ctrlKey && !event.metaKey) event.preventDefault(); },
    onKeyDown: (event) => { if (event.key === "Enter") window.autoboxGo(pathOf(props.data.id)); },
  }, ...who(props.data));
  // What a search found in the call, on a second line.
  const foundIn = (pieces) => pieces?.length ? React.createElement("small", {className: "grid-found"},
    ...pieces.map(([text, isMatch]) => isMatch ? React.createElement("mark", null, text) : text)) : null;
  components.CallLink = (props) =>
    props.data ? React.createElement(React.Fragment, null, linkOf(props), foundIn(props.data.found)) : null;
  components.CallUrgency = (props) =>
    props.value ? React.createElement("span", {className: `badge-soft ${props.data.presses}`}, props.value) : null;
  components.CallOutcome = (props) =>
    props.data ? React.createElement("span", {className: `grid-mark ends-${props.data.ends}`}, props.value) : null;
})();
