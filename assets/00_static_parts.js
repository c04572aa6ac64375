// Renders the parts of a page that no callback uses (`dashboard_app/static_parts.py`) as plain elements: `[tag, attributes, child…]`.
// Dash would keep an observer for each of them, notified of every change. React keeps the elements that have not changed.
(() => {
  const follow = (href, target) => (event) => {
    if (!window.autoboxIsPlain(event) || (target && target !== "_self")) return;
    event.preventDefault();
    window.autoboxGo(href);
  };
  const render = (part) => {
    if (!Array.isArray(part)) return part;
    const [tag, attributes, ...children] = part;
    if (tag !== "Link") return React.createElement(tag, attributes, ...children.map(render));
    const href = window.dash_clientside.clean_url(attributes.href);
    return React.createElement("a", {...attributes, href, onClick: follow(href, attributes.target)}, ...children.map(render));
  };
  window.autobox = {StaticPart: ({tree}) => render(tree)};
})();
