// Keys that work on every page: `?` says which there are, `/` searches the calls, `g` and a digit go to a page of the menu.
(() => {
  const PATIENCE_MS = 1500;
  let goesSince = -Infinity;

  const showKeys = () => (document.getElementById("call-keys") ?? document.getElementById("app-keys"))?.showModal();
  const place = (path) => document.querySelector(`.sidebar .nav-item[href="${path}"]`);
  const search = () => document.querySelector("#_pages_content [role=search] input[type=search], #_pages_content [role=search] input[type=text]");

  // The list may come as a new document (`01_lazy_grid.js`), which has to know that its search was wanted.
  const SOUGHT = "autobox-sought";
  const focusOnceThere = () => {
    sessionStorage.setItem(SOUGHT, "yes");
    const leave = () => { watcher.disconnect(); sessionStorage.removeItem(SOUGHT); };
    const patience = setTimeout(leave, 10_000);
    const watcher = new MutationObserver(() => {
      if (location.pathname !== "/calls" || !search()) return;
      search().focus();
      clearTimeout(patience);
      leave();
    });
    watcher.observe(document.documentElement, {childList: true, subtree: true});
  };
  const seek = () => {
    if (search()) { search().focus(); return; }
    focusOnceThere();
    place("/calls")?.click();
  };
  if (sessionStorage.getItem(SOUGHT) && location.pathname === "/calls") focusOnceThere();

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, dialog[open], .offcanvas, .modal, [contenteditable]")) return;
    const goes = performance.now() - goesSince < PATIENCE_MS;
    goesSince = event.key.toLowerCase() === "g" ? performance.now() : -Infinity;
    if (goes && /^[1-9]$/.test(event.key)) document.querySelectorAll(".sidebar .nav-list .nav-item")[Number(event.key) - 1]?.click();
    if (event.key === "?") showKeys();
    if (event.key === "/") { event.preventDefault(); seek(); }
  });
})();
