// What a page asks for while the line is down is asked again until it is answered: otherwise a list would keep showing the rows of
// the filter before, and a link would lead nowhere. What a person presses is not done later behind their back: they are told at once
// that it did not reach the server.
(() => {
  const CALLBACK = "/_dash-update-component", FIRST_MS = 500, LONGEST_MS = 5000, TOLD_MS = 8000, NOTHING_TO_SAY = 204;
  const GATEWAYS = [502, 504]; // a proxy whose server is away
  const PRESSED = /\.n_(clicks|submit)$/;
  const plain = window.fetch;
  const newest = new Map(); // of each output: an older question for it has been overtaken

  const isCallback = (where) => typeof where === "string" && new URL(where, location.href).pathname === CALLBACK;
  const wasReached = (answer) => answer instanceof Response && !GATEWAYS.includes(answer.status);
  const passOn = (answer, output, changed) => {
    if (!(answer instanceof Response)) throw answer;
    const detail = {output, changed: changed || [], hasFailed: !answer.ok || answer.headers.has("Callback-Failed")};
    document.dispatchEvent(new CustomEvent("callback:answered", {detail}));
    return answer;
  };
  const nothingToSay = () => new Response(null, {status: NOTHING_TO_SAY});

  // Until the line is back, or for a while: the page may have no live channel.
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
  const tellUnreached = () => {
    const text = document.getElementById("shell-notice")?.dataset.unreachable;
    if (!text) return;
    const note = {namespace: "dash_html_components", type: "Div", props: {className: "note is-bad", children: text}};
    window.autoboxSet("shell-notice", {children: note});
    clearTimeout(quiet);
    quiet = setTimeout(() => window.autoboxSet("shell-notice", {children: null}), TOLD_MS);
  };

  const abide = async (request, {output, changedPropIds}) => {
    const mine = Symbol(output);
    newest.set(output, mine);
    for (let tries = 0; ; tries++) {
      const answer = await plain(...request).catch((error) => error);
      if (wasReached(answer) || answer.name === "AbortError") return passOn(answer, output, changedPropIds);
      if ((changedPropIds || []).some((name) => PRESSED.test(name))) { tellUnreached(); return nothingToSay(); }
      await pause(tries);
      if (newest.get(output) !== mine) return nothingToSay();
    }
  };

  window.fetch = (...request) => {
    const [where, options] = request;
    return isCallback(where) && options?.body ? abide(request, JSON.parse(options.body)) : plain(...request);
  };
})();
