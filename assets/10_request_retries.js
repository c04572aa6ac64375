// Callback requests that fail because the server, or its database, cannot be reached are retried until they are answered: otherwise a
// list would keep the rows of the previous filter, and a link would lead nowhere. A button is the exception, because its action must not
// happen later, behind the user's back: they are told at once that it did not get through.
(() => {
  const CALLBACK = "/_dash-update-component", FIRST_MS = 500, LONGEST_MS = 5000, NOTICE_MS = 8000, NO_CONTENT = 204;
  const GATEWAYS = [502, 504], UNAVAILABLE = 503; // a proxy whose server is away; a server whose database is
  const BUTTON = /\.n_(clicks|submit)$|-pressed\.data$/;
  const originalFetch = window.fetch;
  const newest = new Map(); // request of each output; older ones are superseded

  const isCallback = (where) => typeof where === "string" && new URL(where, location.href).pathname === CALLBACK;
  const isUnavailable = (answer) => answer instanceof Response && answer.status === UNAVAILABLE && answer.headers.has("Retry-After");
  // Some proxies say 503 themselves, in words for people; ours is JSON.
  const isOfProxy = (answer) => GATEWAYS.includes(answer.status)
    || (answer.status === UNAVAILABLE && !answer.headers.get("Content-Type")?.includes("json"));
  const wasReached = (answer) => answer instanceof Response && !isOfProxy(answer) && !isUnavailable(answer);
  const passOn = (answer, output, changed) => {
    if (!(answer instanceof Response)) throw answer;
    const detail = {output, changed: changed || [], hasFailed: !answer.ok || answer.headers.has("Callback-Failed")};
    document.dispatchEvent(new CustomEvent("callback:answered", {detail}));
    return answer;
  };
  const noContent = () => new Response(null, {status: NO_CONTENT});

  // Resolves when the connection is back, or after a while: the page may have no live channel.
  const pause = (tries) => new Promise((resolve) => {
    const heard = (event) => { if (event?.type !== "live:state" || event.detail === "open") done(); };
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", heard);
      document.removeEventListener("live:state", heard);
      resolve();
    };
    const timer = setTimeout(done, Math.min(FIRST_MS * 2 ** tries, LONGEST_MS));
    addEventListener("online", heard);
    document.addEventListener("live:state", heard);
  });

  let quiet;
  const showUnreachable = (answer) => {
    const words = document.getElementById("shell-notice")?.dataset || {};
    const text = isUnavailable(answer) ? words.unavailable : words.unreachable;
    if (!text) return;
    const note = {namespace: "dash_html_components", type: "Div", props: {className: "note is-bad", children: text}};
    window.autoboxSet("shell-notice", {children: note});
    clearTimeout(quiet);
    quiet = setTimeout(() => window.autoboxSet("shell-notice", {children: null}), NOTICE_MS);
  };

  const retrying = async (request, {output, changedPropIds}) => {
    const mine = Symbol(output);
    newest.set(output, mine);
    for (let tries = 0; ; tries++) {
      const answer = await originalFetch(...request).catch((error) => error);
      if (wasReached(answer) || answer.name === "AbortError") return passOn(answer, output, changedPropIds);
      if ((changedPropIds || []).some((name) => BUTTON.test(name))) { showUnreachable(answer); return noContent(); }
      await pause(tries);
      if (newest.get(output) !== mine) return noContent();
    }
  };

  window.fetch = (...request) => {
    const [where, options] = request;
    return isCallback(where) && options?.body ? retrying(request, JSON.parse(options.body)) : originalFetch(...request);
  };
})();
