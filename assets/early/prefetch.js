// Sends the first callback requests of a page at once: the renderer sends them when all scripts have run, half a second later. Its own
// requests then get these answers, each once, if they are identical to the letter. An unused answer has cost the server its work.
// Later, pages prefetch in the same way what a changed filter will need (`autoboxPrefetch`).
(() => {
  const CALLBACK = "/_dash-update-component", PAGE = ".._pages_content.children..._pages_store.data..", WAIT_MS = 20000, AHEAD_MS = 3000;
  const originalFetch = window.fetch;
  const asked = new Map(), lastOf = new Map(); // pending answers by request, and each callback's last request body
  const headers = {"Accept": "application/json", "Content-Type": "application/json"};
  // Callbacks without an answer yet. To the renderer, an aborted one looks like one that changes nothing.
  const going = new Map();
  const NO_CONTENT = 204;
  const send = async (where, options, turn) => {
    const stopping = new AbortController(), {signal} = stopping;
    const isStopped = (error) => {
      if (!signal.aborted) throw error;
      return new Response(null, {status: NO_CONTENT});
    };
    going.set(stopping, outputOf(options.body));
    await turn;
    return originalFetch(where, {...options, signal}).catch(isStopped).finally(() => going.delete(stopping));
  };
  // At most four at once: more would slow each other down, and leave more wasted work when they are aborted. They also wait for the
  // first prefetched answer. Prefetches themselves do not queue, nor do requests for another page.
  const MAX_CONCURRENT = 4, waiting = [];
  let running = 0, answeredFirst = Promise.resolve();
  const inTurn = async (where, options) => {
    const turn = running < MAX_CONCURRENT ? running++ : new Promise((begin) => waiting.push(begin));
    try {
      return await send(where, options, Promise.all([turn, answeredFirst]));
    } finally {
      if (waiting.length) waiting.shift()();
      else running--;
    }
  };
  window.autoboxStop = (outputs) => {
    for (const [stopping, output] of going) if (outputs.test(output)) stopping.abort();
  };
  const ask = (path, body) => {
    const options = {credentials: "same-origin", headers, ...(body && {method: "POST", body})};
    const answer = body ? send(path, options) : originalFetch(path, options);
    asked.set(path + (body || ""), answer);
    return answer;
  };
  const outputOf = (body) => body.slice(11, body.indexOf('"', 11)); // of `{"output":"…"`
  window.fetch = (...request) => {
    const [where, options] = request;
    const body = options?.body || "";
    const key = typeof where === "string" ? new URL(where, location.href).pathname + body : "";
    if (key.startsWith(CALLBACK)) lastOf.set(outputOf(body), body);
    const answer = asked.get(key);
    asked.delete(key);
    if (answer) return answer.catch(() => originalFetch(...request));
    if (!key.startsWith(CALLBACK) || !body) return originalFetch(...request);
    return outputOf(body) === PAGE ? send(...request) : inTurn(...request);
  };
  setTimeout(() => asked.clear(), WAIT_MS);

  // `change` turns a callback's last request body into its next one. Only the answers of the newest change are kept, and only briefly.
  // The first callback's answer is awaited before the others are requested, as they would slow it down.
  let ahead = [];
  const nextOf = ([output, change]) => (lastOf.has(output) ? JSON.stringify(change(JSON.parse(lastOf.get(output)))) : "");
  window.autoboxPrefetch = async (...changes) => {
    ahead.forEach((key) => asked.delete(key));
    const mine = ahead = [];
    for (const [place, change] of changes.entries()) {
      const body = nextOf(change);
      if (!body) continue;
      const key = CALLBACK + body;
      mine.push(key);
      const answer = ask(CALLBACK, body).then(({status}) => status, () => NO_CONTENT);
      setTimeout(() => asked.delete(key), AHEAD_MS);
      if (place) continue;
      answeredFirst = answer;
      if (await answer === NO_CONTENT || ahead !== mine) return; // aborted, or superseded by another change
    }
  };

  // Discards answers to requests made before something changed.
  window.autoboxForget = (output) => {
    for (const key of asked.keys()) if (key.startsWith(CALLBACK) && outputOf(key.slice(CALLBACK.length)) === output) asked.delete(key);
  };

  const input = (property) => ({id: "_pages_location", property, value: location[property]});
  const changed = ["_pages_location.pathname", "_pages_location.search"];
  const page = ask(CALLBACK, JSON.stringify({
    output: PAGE,
    outputs: [{id: "_pages_content", property: "children"}, {id: "_pages_store", property: "data"}],
    inputs: [input("pathname"), input("search")], changedPropIds: changed, parsedChangedPropsIds: changed,
  }));
  ["/_dash-layout", "/_dash-dependencies"].forEach((path) => ask(path).catch(() => {}));
  // The page lists the first requests of its sections (`dashboard_app/prefetch.py`). The first one is sent before the others.
  page.then(async (answer) => {
    const {response} = await answer.clone().json();
    const parts = response._pages_content.children.props.children;
    const first = parts.find((part) => part?.props?.id === "prefetch");
    const requests = first?.props.data || [];
    for (const {request, answer: known} of requests.filter((one) => one.answer)) {
      const headers = {"Content-Type": "application/json"};
      asked.set(CALLBACK + JSON.stringify(request), Promise.resolve(new Response(JSON.stringify(known), {headers})));
    }
    const [begin, ...others] = requests.filter((one) => !one.answer).map((request) => JSON.stringify(request));
    if (begin) await ask(CALLBACK, begin);
    others.forEach((body) => ask(CALLBACK, body).catch(() => {}));
  }).catch(() => {});
})();
