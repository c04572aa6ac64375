// Keeps clicks on target while live updates redraw the page: between pointerdown and pointerup the pressed element may be rendered
// again or move away under the finger. It is identified by name, so it still gets its click, and whatever took its place does not.
(() => {
  const PRESSED = "a[href], button, summary, input, .ag-cell", SLIP_PX = 10, CLICK_MS = 100;
  let pressed = null;

  const nameOf = (element) => {
    const {ask, do: what, press, step, index} = element.dataset, call = element.closest("[data-take-over]")?.dataset.takeOver;
    const row = element.closest("[row-id]")?.getAttribute("row-id"), column = element.closest("[col-id]")?.getAttribute("col-id");
    if (call) return `${call} ${ask} ${what}`;
    if (row) return `${row} ${column} ${element.localName}`;
    if (press) return `${press} ${step} ${index}`;
    const own = element.id || element.getAttribute("href");
    return own && `${element.localName} ${own}`;
  };
  const isPressed = (element) => element && nameOf(element) === pressed.name;
  const anywhere = () => [...document.querySelectorAll(PRESSED)].find(isPressed);
  const placeOf = (element) => element.getBoundingClientRect();
  // The browser itself clicks an element that is still there, where it was.
  const isAsItWas = () => {
    const {element, place: {top, left}} = pressed, now = placeOf(element);
    return element.isConnected && isPressed(element) && (!now.width || Math.hypot(now.top - top, now.left - left) <= SLIP_PX);
  };
  // Moving the pointer off the pressed element cancels the click.
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
