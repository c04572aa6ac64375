// A chart that leads to calls is one stop of the keyboard: arrows walk from column to column, and up and down within one. So does the
// table of the week, from cell to cell.
(() => {
  const linkOf = (event) => event.target.closest?.(".chart-columns a, .heat a");
  const within = (link) => link.closest(".chart-columns, .heat");
  const linksOf = (column) => (column.matches("a") ? [column] : [...column.querySelectorAll("a")]);
  // Of the same kind as the one before, where the column has it.
  const like = (links, link) => links.find((one) => one.className === link.className) ?? links.at(-1);

  const STEPS = {ArrowLeft: -1, ArrowRight: 1}, ENDS = {Home: 0, End: -1}, WITHIN = {ArrowUp: 1, ArrowDown: -1};
  // On a telephone, the table's days run across: what lies where goes by what is seen.
  const middle = (one) => { const {left, top, width, height} = one.getBoundingClientRect(); return [left + width / 2, top + height / 2]; };
  const inTable = (link, key) => {
    const [x, y] = middle(link), across = !(key in WITHIN), sign = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[key];
    const line = [...within(link).querySelectorAll("a")].map((one) => ({one, to: middle(one)}))
      .map(({one, to}) => ({one, ahead: across ? to[0] - x : to[1] - y, aside: across ? to[1] - y : to[0] - x}))
      .filter(({aside}) => Math.abs(aside) < 2).sort((some, other) => some.ahead - other.ahead);
    if (key in ENDS) return line.at(ENDS[key]).one;
    return line.filter(({ahead}) => ahead * sign > 2).at(sign > 0 ? 0 : -1)?.one;
  };
  const next = (link, key) => {
    if (link.closest(".heat")) return inTable(link, key);
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
    if (link) for (const one of within(link).querySelectorAll("a")) one.tabIndex = one === link ? 0 : -1;
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
