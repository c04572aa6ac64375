// Draws the parts of a page that no callback looks at (`dashboard_app/still.py`) as plain elements: `[tag, attributes, child…]`.
// Dash would keep an observer of its state for each of them, and tell it of every change. React still keeps what stays as it is.
(() => {
  const isPlain = (event) => !(event.metaKey || event.shiftKey || event.altKey || event.ctrlKey);
  // As Dash's own links do it.
  const follow = (href, target) => (event) => {
    if (!isPlain(event) || (target && target !== "_self")) return;
    event.preventDefault();
    history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    window.scrollTo(0, 0);
  };
  const draw = (part) => {
    if (!Array.isArray(part)) return part;
    const [tag, told, ...children] = part;
    if (tag !== "Link") return React.createElement(tag, told, ...children.map(draw));
    const href = window.dash_clientside.clean_url(told.href);
    return React.createElement("a", {...told, href, onClick: follow(href, told.target)}, ...children.map(draw));
  };
  window.autobox = {Still: ({tree}) => draw(tree)};
})();
