// A press counts for what was pressed, also if that is drawn anew, or moves away under the finger, before it is let go. Nothing waits
// for it: what it was is known by its name, and a click that the browser would give to what has come to stand there is kept from it.
(() => {
  const PRESSED = "a[href], button, summary, input, .ag-cell", SLIP_PX = 10, CLICK_MS = 100;
  let pressed = null;

  const nameOf = (element) => {
    const {ask, do: what} = element.dataset, call = element.closest("[data-take-over]")?.dataset.takeOver;
    const row = element.closest("[row-id]")?.getAttribute("row-id"), column = element.closest("[col-id]")?.getAttribute("col-id");
    if (call) return `${call} ${ask} ${what}`;
    if (row) return `${row} ${column} ${element.localName}`;
    const own = element.id || element.getAttribute("href");
    return own && `${element.localName} ${own}`;
  };
  const isPressed = (element) => element && nameOf(element) === pressed.name;
  const anywhere = () => [...document.querySelectorAll(PRESSED)].find(isPressed);
  const placeOf = (element) => element.getBoundingClientRect();
  // The browser gives a click to what is still there, and where it was.
  const isAsItWas = () => {
    const {element, place: {top, left}} = pressed, now = placeOf(element);
    return element.isConnected && isPressed(element) && (!now.width || Math.hypot(now.top - top, now.left - left) <= SLIP_PX);
  };
  // Who has moved away from what they pressed has thought better of it, unless the pointer still is on it.
  const meant = () => {
    const {x, y, up} = pressed;
    if (Math.hypot(up.x - x, up.y - y) <= SLIP_PX) return anywhere();
    const under = document.elementFromPoint(up.x, up.y)?.closest(PRESSED);
    return isPressed(under) ? under : null;
  };
  const click = () => {
    if (pressed.isDone) return;
    pressed.isDone = true;
    meant()?.click();
  };

  const on = (name, act) => addEventListener(name, act, {capture: true});
  on("pointerdown", ({target, isPrimary, button, ctrlKey, metaKey, shiftKey, clientX: x, clientY: y}) => {
    const isPlain = isPrimary && button === 0 && !ctrlKey && !metaKey && !shiftKey;
    const element = isPlain && target.closest?.(PRESSED), name = element && nameOf(element);
    pressed = name ? {element, name, x, y, place: placeOf(element)} : null;
  });
  on("pointercancel", () => { pressed = null; });
  on("pointerup", ({isPrimary, clientX: x, clientY: y}) => {
    if (!pressed || !isPrimary) return;
    pressed.up = {x, y};
    const mine = pressed;
    if (!isAsItWas()) setTimeout(() => { if (pressed === mine) click(); }, CLICK_MS); // a finger's click comes a moment after it
  });
  on("click", (event) => {
    const target = event.target.closest?.(PRESSED);
    if (!event.isTrusted || !event.detail || !pressed?.up || !target || (isAsItWas() && !pressed.isDone)) return;
    if (isPressed(target) && !pressed.isDone) {
      pressed.isDone = true;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    click();
  });
})();
