// Who leaves the settings with changes that are not saved is asked first. A link of ours draws the next page without
// leaving the document, so it is followed as a link to another document meanwhile.
(() => {
  const FORM = ".setting-fields";
  const changed = new Set();
  const unsaved = () => [...changed].some((form) => form.isConnected);

  window.autoboxUnsaved = unsaved;

  const note = ({target}) => {
    const form = target.closest?.(FORM);
    if (form) changed.add(form);
  };
  for (const name of ["input", "change"]) document.addEventListener(name, note, true);
  // What the form says after a press: it was saved, or why not.
  new MutationObserver((made) => {
    for (const {target, addedNodes} of made) {
      if (![...addedNodes].some((one) => one.querySelector?.(".bi-check-circle"))) continue;
      changed.delete(target.closest("section")?.querySelector(FORM));
    }
  }).observe(document.documentElement, {childList: true, subtree: true});

  addEventListener("beforeunload", (event) => { if (unsaved()) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || !unsaved() || !window.autoboxIsPlain(event) || link.target || link.pathname === location.pathname) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    location.assign(link.href);
  }, true);

  // Back and forth do not leave the document either, and have moved the address already: who stays is brought back to it. Before
  // Dash hears of it, so that nothing is drawn.
  let left = null, isReturning = false;
  window.navigation?.addEventListener("currententrychange", ({from}) => { left = from.index; });
  const wayBack = () => (left === null ? 1 : left - navigation.currentEntry.index);
  addEventListener("popstate", (event) => {
    const isAway = unsaved() && location.pathname !== window.dash_component_api.getLayout("_pages_location").props.pathname;
    if (isReturning || isAway && !confirm(document.querySelector("[data-unsaved]").dataset.unsaved)) {
      event.stopImmediatePropagation();
      if (!isReturning) history.go(wayBack());
      isReturning = !isReturning;
    } else if (isAway) changed.clear();
  }, true);
})();
