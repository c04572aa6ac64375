// Where the reader was: the place on a page that is gone back to or reloaded, or that the address names.
// Pages are drawn after the browser would have scrolled, so each entry of the history keeps its own place.
(() => {
  const NOTED_MS = 150, PATIENCE_MS = 10_000;
  let wanted = null, named = null, given, noting;
  history.scrollRestoration = "manual";

  const noteNow = () => {
    clearTimeout(noting);
    const y = Math.round(scrollY);
    if (wanted === null && y !== (history.state?.y ?? 0)) history.replaceState({...history.state, y}, "");
  };
  const restore = () => {
    const room = document.documentElement.scrollHeight - innerHeight, y = Math.min(wanted, room);
    if (wanted !== null && Math.abs(scrollY - y) > 1) scrollTo({top: y, behavior: "instant"});
  };
  const arrive = (state) => {
    clearTimeout(noting);
    clearTimeout(given);
    wanted = state?.y > 0 ? state.y : null;
    if (wanted === null) return;
    given = setTimeout(leave, PATIENCE_MS);
    restore();
  };
  // Whoever moves by themselves is not moved any more.
  const leave = () => { wanted = null; named = null; };

  for (const own of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(own, leave, {capture: true, passive: true});
  addEventListener("scroll", () => { clearTimeout(noting); noting = setTimeout(noteNow, NOTED_MS); }, {passive: true});
  addEventListener("click", noteNow, {capture: true});  // before a link of ours makes a new entry
  // A smooth way up (the style sheet's) would end where the old page is taken away.
  addEventListener("_dashprivate_pushstate", () => { if (!location.hash) scrollTo({top: 0, behavior: "instant"}); });
  // A part that the address names is drawn later than the browser would have looked for it.
  const seek = () => {
    const part = named && document.getElementById(named);
    if (!part) return;
    named = null;
    part.scrollIntoView({behavior: "instant"});
  };
  const name = () => { named = location.hash.startsWith("#turn-") ? null : decodeURIComponent(location.hash.slice(1)); seek(); };
  addEventListener("_dashprivate_pushstate", () => setTimeout(name));
  new MutationObserver(seek).observe(document.documentElement, {childList: true, subtree: true});
  name();
  addEventListener("pagehide", noteNow);
  addEventListener("popstate", ({state}) => arrive(state));
  new ResizeObserver(restore).observe(document.documentElement);
  arrive(history.state);
})();
