// A table on the page as a CSV file: what is shown is what is saved. Semicolons and a BOM, so that spreadsheets open it as it is.
(() => {
  const quoted = (text) => (/[";\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // Nothing that a spreadsheet would take for a formula, also where it cuts cells at another sign than ours; numbers with a unit apart.
  const number = /^[+\-−]?\p{Sc}?[\d.,:\s]+[\p{L}%€]{0,8}$/u;
  const formula = /(^|[;,\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠])/g;
  const safe = (text) => (number.test(text) ? text : text.replace(formula, "$1$2'"));
  // A table that somebody has opened stays open when the page is drawn anew with newer numbers.
  const opened = new Set();
  const key = (details) => `${location.pathname}#${details.dataset.stays}`;
  document.addEventListener("toggle", ({target}) => {
    if (target.dataset?.stays) opened[target.open ? "add" : "delete"](key(target));
  }, true);
  new MutationObserver(() => {
    for (const details of document.querySelectorAll("details[data-stays]:not([data-known])")) {
      details.dataset.known = "yes";
      if (opened.has(key(details))) details.open = true;
    }
  }).observe(document.documentElement, {childList: true, subtree: true});

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-saves]");
    if (!button) return;
    let place = button.parentElement;
    while (place && !place.querySelector("table")) place = place.parentElement;
    const table = place?.querySelector("table");
    if (!table) return;
    const lines = [...table.rows].map((row) => [...row.cells].map((cell) => quoted(safe(cell.textContent.trim()))).join(";"));
    const file = new Blob(["\ufeff" + lines.join("\r\n")], {type: "text/csv;charset=utf-8"});
    const link = Object.assign(document.createElement("a"), {href: URL.createObjectURL(file), download: `${button.dataset.saves}.csv`});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
})();
