// On paper controls are of no use: a line above the page says what they were set to, whose page it is, when it was printed and where it is found.
// The grid of calls draws only what is in view: paper has a table of all rows that it holds.
(() => {
  const paper = matchMedia("print");
  const MOMENT = {day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit"};
  const made = (tag, text, more) => Object.assign(document.createElement(tag), {textContent: text, ...more});
  const language = () => document.documentElement.lang || "es";
  const dayOf = (value) => new Intl.DateTimeFormat(language(), {dateStyle: "medium", timeZone: "UTC"}).format(new Date(`${value}T00:00Z`));

  const chosen = (control) => {
    if (control.tagName === "SELECT") return ["", "any"].includes(control.value) ? "" : control.selectedOptions[0].textContent;
    return control.type === "date" && control.value ? dayOf(control.value) : control.value.trim();
  };
  // Of a list whose choices stand beside its title.
  const choices = () => [...document.querySelectorAll("#content .page-head :is(select, input:checked + label)")]
    .map((one) => (one.tagName === "SELECT" ? chosen(one) : one.textContent.trim()))
    .filter(Boolean);
  const filters = () => [...document.querySelectorAll("#content [role=search] .filter")].flatMap((one) => {
    const control = one.querySelector("select, input"), value = control ? chosen(control) : "";
    return value ? [`${one.querySelector("label").textContent}: ${value}`] : [];
  });

  const fillHead = (head) => {
    const {organization, printed, timezone} = head.dataset;
    const when = new Intl.DateTimeFormat(language(), {...MOMENT, timeZone: timezone}).format(new Date());
    const first = made("p", [organization, printed.replace("{when}", when)].filter(Boolean).join(" · "));
    const set = [...choices(), ...filters()];
    const way = made("p");
    way.append(made("a", location.host + decodeURI(location.pathname + location.search), {href: location.href}));
    head.replaceChildren(first, ...(set.length ? [made("p", set.join(" · "), {className: "paper-filters"})] : []), way);
  };

  const rowOf = (data, columns) => {
    const row = made("tr");
    row.append(...columns.map(({field}) => made("td", data[field] ?? "")));
    return row;
  };
  const listCalls = (place, words) => {
    document.querySelector(".paper-calls")?.remove();
    if (!place.classList.contains("is-here")) return; // until then its first rows are printed
    const grid = window.dash_ag_grid.getApi("calls-grid");
    const columns = grid.getAllDisplayedColumns().map((one) => one.getColDef()).filter((one) => one.field);
    const held = [], head = made("tr"), table = made("table", "", {className: "paper-calls rate-table is-text"});
    grid.forEachNode((node) => { if (node.data && node.rowIndex === held.length) held.push(node.data); });
    head.append(...columns.map(({headerName}) => made("th", headerName, {scope: "col"})));
    table.createTHead().append(head);
    table.createTBody().append(...held.map((data) => rowOf(data, columns)));
    const isAll = grid.isLastRowIndexKnown() && held.length === grid.getDisplayedRowCount();
    if (!isAll) table.createCaption().textContent = words.replace("{n}", new Intl.NumberFormat(language()).format(held.length));
    place.before(table);
  };

  const fill = () => {
    const head = document.querySelector(".paper-head"), calls = document.querySelector(".grid-place");
    if (head) fillHead(head);
    if (head && calls) listCalls(calls, head.dataset.first);
  };
  addEventListener("beforeprint", fill);
  paper.addEventListener("change", ({matches}) => { if (matches) fill(); });
})();
