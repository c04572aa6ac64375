// The grid is a third of all scripts, and only the list of calls has one. Other pages load it once they are there and the browser has
// nothing else to do; who goes to the list before that gets it as a new document, with its grid.
(() => {
  const address = document.querySelector('meta[name="grid-script"]')?.content;
  if (!address) return;
  const AT_LATEST_MS = 4000, AFTER_MS = 1500;
  const load = () => document.head.append(Object.assign(document.createElement("script"), {src: address}));
  addEventListener("load", () => setTimeout(() => requestIdleCallback(load, {timeout: AT_LATEST_MS}), AFTER_MS));

  const push = history.pushState;
  history.pushState = function (state, title, url) {
    const hasGrid = url && new URL(url, location.href).pathname === "/calls";
    if (hasGrid && !window.dash_ag_grid) location.assign(url);
    else push.call(this, state, title, url);
  };
})();
