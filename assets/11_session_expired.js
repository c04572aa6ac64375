// When the session has expired (a 401 of our server), leads to the sign-in and from there back to the page. Where settings are written
// that would be lost on the way, the page stays and says where to sign in beside it.
(() => {
  const originalFetch = window.fetch;
  const isKept = () => !window.autoboxUnsaved?.(); // drafts come back by themselves (06_drafts.js)
  const here = () => "/login?next=" + encodeURIComponent(location.pathname + location.search);
  const part = (type, props) => ({namespace: "dash_html_components", type, props});

  const tell = () => {
    const {signedOut, signIn} = document.getElementById("shell-notice").dataset;
    const link = part("A", {href: here(), target: "_blank", rel: "noopener", children: signIn});
    window.autoboxSet("shell-notice", {children: part("Div", {className: "note is-warn", children: part("Span", {children: [signedOut, " ", link]})})});
  };

  // Whether the page stays.
  window.autoboxSignedOut = () => {
    if (isKept()) return false;
    tell();
    return true;
  };
  // Whose page this is: if somebody else signs in in another tab, nothing that is written here is kept for them.
  const {member} = document.documentElement.dataset;
  const signed = ([resource, options = {}]) => {
    if (!member || resource instanceof Request || new URL(resource, location.href).origin !== location.origin) return [resource, options];
    const headers = new Headers(options.headers);
    headers.set("X-AutoBox-Member", member);
    return [resource, {...options, headers}];
  };
  window.fetch = async (...request) => {
    const answer = await originalFetch.apply(window, signed(request));
    const isOurs = new URL(answer.url || location.href, location.href).origin === location.origin;
    if (answer.status === 401 && isOurs && location.pathname !== "/login" && !window.autoboxSignedOut()) location.assign(here());
    return answer;
  };
})();
