// A chart that leads to calls is one stop of the keyboard: arrows walk from column to column, and up and down within one.
(() => {
  const linkOf = (event) => event.target.closest?.(".chart-columns a");
  const linksOf = (column) => (column.matches("a") ? [column] : [...column.querySelectorAll("a")]);
  // Of the same kind as the one before, where the column has it.
  const like = (links, link) => links.find((one) => one.className === link.className) ?? links.at(-1);

  const STEPS = {ArrowLeft: -1, ArrowRight: 1}, ENDS = {Home: 0, End: -1}, WITHIN = {ArrowUp: 1, ArrowDown: -1};
  const next = (link, key) => {
    const columns = [...link.closest(".chart-columns").children].map(linksOf).filter((links) => links.length);
    const place = columns.findIndex((links) => links.includes(link)), own = columns[place];
    if (key in WITHIN) return own[own.indexOf(link) + WITHIN[key]];
    const column = key in ENDS ? columns.at(ENDS[key]) : columns[place + STEPS[key]];
    return column && like(column, link);
  };
  document.addEventListener("keydown", (event) => {
    const link = linkOf(event);
    if (!link || !window.autoboxIsPlain(event) || !(event.key in STEPS || event.key in ENDS || event.key in WITHIN)) return;
    event.preventDefault();
    next(link, event.key)?.focus();
  });
  // The Tab key comes back to where the reader was.
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link) for (const one of link.closest(".chart-columns").querySelectorAll("a")) one.tabIndex = one === link ? 0 : -1;
  });

  // They are links, so that they can be opened in a new tab, too.
  document.addEventListener("click", (event) => {
    const link = linkOf(event);
    if (!link || !window.autoboxIsPlain(event)) return;
    event.preventDefault();
    window.autoboxGo(link.pathname + link.search);
  });

  // A press on a column of Plotly's opens its calls.
  window.dash_clientside = window.dash_clientside || {};
  window.dash_clientside.charts = {
    open(presses) {
      const address = presses.flatMap((press) => press?.points ?? []).map((point) => point.customdata).find((one) => typeof one === "string");
      if (address) window.autoboxGo(address);
      return window.dash_clientside.no_update;
    },
  };
})();
