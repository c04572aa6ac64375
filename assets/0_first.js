// Whoever's session is over is led to the sign-in, and from there back to the page: every answer of ours that says 401 does it.
(() => {
  const plain = window.fetch;
  window.fetch = async (...request) => {
    const answer = await plain.apply(window, request);
    const isOurs = new URL(answer.url || location.href, location.href).origin === location.origin;
    if (answer.status === 401 && isOurs && location.pathname !== "/login") {
      location.assign("/login?next=" + encodeURIComponent(location.pathname + location.search));
    }
    return answer;
  };
})();

// Sets properties of a component that is in the page. Dash fails on one that is not, and what is set late, by a timer or an
// answer, may find that its page was left.
window.autoboxSet = (id, props) => {
  const api = window.dash_component_api;
  let found;
  try { found = api.getLayout(id); } catch { return; }
  if (found?.props?.id !== undefined && api.stringifyId(found.props.id) === api.stringifyId(id)) window.dash_clientside.set_props(id, props);
};
