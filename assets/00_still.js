// Draws the parts of a page that no callback looks at (`dashboard_app/still.py`) as plain elements: `[tag, attributes, child…]`.
// Dash would keep an observer of its state for each of them, and tell it of every change. React still keeps what stays as it is.
(() => {
  const follow = (href, target) => (event) => {
    if (!window.autoboxIsPlain(event) || (target && target !== "_self")) return;
    event.preventDefault();
    window.autoboxGo(href);
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
