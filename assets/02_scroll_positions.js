// Restores the scroll position when the user goes back or reloads, and scrolls to the part that the URL's hash names.
// Pages are rendered after the browser would have scrolled, so each history entry keeps its own position.
(() => {
  const SAVE_DELAY_MS = 150, GIVE_UP_MS = 10_000;
  let wanted = null, named = null, giveUp, saving;
  history.scrollRestoration = "manual";

  const save = () => {
    clearTimeout(saving);
    const y = Math.round(scrollY);
    if (wanted === null && y !== (history.state?.y ?? 0)) history.replaceState({...history.state, y}, "");
  };
  const restore = () => {
    const room = document.documentElement.scrollHeight - innerHeight, y = Math.min(wanted, room);
    if (wanted !== null && Math.abs(scrollY - y) > 1) scrollTo({top: y, behavior: "instant"});
  };
  const arrive = (state) => {
    clearTimeout(saving);
    clearTimeout(giveUp);
    wanted = state?.y > 0 ? state.y : null;
    if (wanted === null) return;
    giveUp = setTimeout(stop, GIVE_UP_MS);
    restore();
  };
  // A user who scrolls is not scrolled any more.
  const stop = () => { wanted = null; named = null; };

  for (const own of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(own, stop, {capture: true, passive: true});
  addEventListener("scroll", () => { clearTimeout(saving); saving = setTimeout(save, SAVE_DELAY_MS); }, {passive: true});
  addEventListener("click", save, {capture: true});  // before one of our links adds an entry
  // A smooth scroll to the top (the style sheet's default) would end when the old page is removed.
  addEventListener("_dashprivate_pushstate", () => { if (!location.hash) scrollTo({top: 0, behavior: "instant"}); });
  // The part that the hash names is rendered after the browser would have looked for it.
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
  addEventListener("pagehide", save);
  addEventListener("popstate", ({state}) => arrive(state));
  new ResizeObserver(restore).observe(document.documentElement);
  arrive(history.state);
})();
