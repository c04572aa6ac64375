// The keyboard's focus: it stays where it was when a part is drawn anew or is gone, and goes to a question that opens (`data-asks`).
(() => {
  let last = null, giveUp = null;
  const SETTLED_MS = 500;  // a part may be drawn in several steps
  const ITEM = "article, li, tr";
  const href = (element) => element.getAttribute("href");
  const itemsOf = (region, item) => [...region.querySelectorAll(ITEM)].filter((one) => one.tagName === item.tagName);

  const remember = (element) => {
    const region = element.parentElement?.closest("[id]:not([id^='{']):not(article)"), item = element.closest(ITEM);
    if (!region || element.closest(".modal")) return;
    last = {element, region: region.id, item, index: item ? itemsOf(region, item).indexOf(item) : -1};
  };
  const isLost = () => last && !last.element.isConnected && document.activeElement === document.body && !document.querySelector(".modal.show");
  const same = ({element, region}) => {
    const {same: name} = element.dataset;
    if (name) return document.querySelector(`[data-same="${CSS.escape(name)}"]`);
    if (element.id) return document.getElementById(element.id);
    const links = document.getElementById(region)?.querySelectorAll("a[href]") || [];
    return href(element) && [...links].find((one) => href(one) === href(element) && one.className === element.className);
  };
  // What is gone gives its place to the item that stands there now, not to a button: pressing Enter twice must not do more.
  const replace = () => {
    giveUp = null;
    const region = isLost() && document.getElementById(last.region);
    if (!region) return;
    const items = last.item ? itemsOf(region, last.item) : [], item = items[Math.min(last.index, items.length - 1)];
    const heir = (region.closest(".card-box") ?? region).querySelector("[data-inherits]"), next = item || heir || region;
    if (next !== heir) next.tabIndex = -1;
    next.focus({preventScroll: true});
  };
  let asked;
  const ask = () => {
    const opened = document.querySelector("[data-asks]"), isNew = opened && opened.dataset.asks !== asked;
    asked = opened?.dataset.asks;
    if (isNew) opened.querySelector("input, button, [tabindex]").focus();
    return isNew;
  };
  const look = () => {
    if (ask()) return;
    if (!isLost()) return;
    const found = same(last);
    if (found) { found.focus({preventScroll: true}); return; }
    giveUp ??= setTimeout(replace, SETTLED_MS);
  };

  addEventListener("pointerdown", () => { last = null; }, {capture: true});
  addEventListener("focusin", ({target}) => {
    remember(target);
    if (target.matches(".shown-once")) getSelection().selectAllChildren(target);
  });
  addEventListener("popstate", () => { last = null; });
  new MutationObserver(look).observe(document.body, {childList: true, subtree: true});
})();
