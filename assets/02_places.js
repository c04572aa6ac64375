// Where the reader was: the place on a page that is gone back to or reloaded, and the focus when a live update draws its part anew.
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
(() => {
  let last = null, pressed = null, giveUp = null;
  const SETTLED_MS = 500;  // a part may be drawn in several steps
  const FOCUSABLE = "a[href], button, summary, input, select, textarea", ITEM = "article, li, tr";
  const href = (element) => element.getAttribute("href");
  const itemsOf = (region, item) => [...region.querySelectorAll(ITEM)].filter((one) => one.tagName === item.tagName);

  const remember = (element) => {
    const region = element.parentElement?.closest("[id]:not([id^='{']):not(article)"), item = element.closest(ITEM);
    if (!region || element.closest(".modal")) return;
    last = {element, region: region.id, item, index: item ? itemsOf(region, item).indexOf(item) : -1};
  };
  const isLost = () => last && !last.element.isConnected && document.activeElement === document.body && !document.querySelector(".modal.show");
  const same = ({element, region}) => {
    if (element.id) return document.getElementById(element.id);
    const links = document.getElementById(region)?.querySelectorAll("a[href]") || [];
    return href(element) && [...links].find((one) => href(one) === href(element) && one.className === element.className);
  };
  // What is gone gives its place to the item that stands there now, not to a button: pressing Enter twice must not do more.
  const replace = () => {
    giveUp = null;
    const region = isLost() && document.getElementById(last.region);
    if (!region) return;
    const items = last.item ? itemsOf(region, last.item) : [], next = items[Math.min(last.index, items.length - 1)] || region;
    next.tabIndex = -1;
    next.focus({preventScroll: true});
  };
  const look = () => {
    if (!isLost()) return;
    const found = same(last);
    if (found) { found.focus({preventScroll: true}); return; }
    giveUp ??= setTimeout(replace, SETTLED_MS);
  };

  // A press whose button is drawn anew before it is let go is a press all the same.
  const nameOf = (element) => {
    const {ask, do: what} = element.dataset, call = element.closest("[data-take-over]")?.dataset.takeOver;
    return call ? `${call} ${ask} ${what}` : element.id || href(element);
  };
  const under = ({clientX, clientY}) => document.elementFromPoint(clientX, clientY)?.closest(FOCUSABLE);
  addEventListener("pointerdown", ({target}) => {
    last = null;
    const element = target.closest?.(FOCUSABLE);
    pressed = element && {element, name: nameOf(element)};
  }, {capture: true});
  addEventListener("pointercancel", () => { pressed = null; });
  addEventListener("pointerup", (event) => {
    const element = pressed?.name && !pressed.element.isConnected && under(event);
    if (element && nameOf(element) === pressed.name) element.click();
    pressed = null;
  });
  addEventListener("focusin", ({target}) => remember(target));
  addEventListener("popstate", () => { last = null; });
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
})();
