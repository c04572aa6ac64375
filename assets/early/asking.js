// Asks at once for what the page will ask for first: the renderer does it when all scripts have run, half a second later. Its own
// requests then get these answers, where they are the same to the letter, each once. What nobody fetches costs the server an answer.
// Later, pages ask ahead in the same way for what a changed filter will ask for (`autoboxAskAhead`).
(() => {
  const CALLBACK = "/_dash-update-component", PAGE = ".._pages_content.children..._pages_store.data..", WAIT_MS = 20000, AHEAD_MS = 3000;
  const plain = window.fetch;
  const asked = new Map(), lastOf = new Map(); // answers that are on their way, and what each callback has asked last
  const headers = {"Accept": "application/json", "Content-Type": "application/json"};
  // Callbacks that have no answer yet. One that is stopped is told to the renderer as one that has nothing to say.
  const going = new Map();
  const NOTHING_TO_SAY = 204;
  const send = async (where, options, turn) => {
    const stopping = new AbortController(), {signal} = stopping;
    const isStopped = (error) => {
      if (!signal.aborted) throw error;
      return new Response(null, {status: NOTHING_TO_SAY});
    };
    going.set(stopping, outputOf(options.body));
    await turn;
    return plain(where, {...options, signal}).catch(isStopped).finally(() => going.delete(stopping));
  };
  // More at once would each take longer, and leave more to be computed for nobody when they are stopped. They also let what was asked
  // ahead be answered first. What is asked ahead does not wait, nor does another page.
  const AT_ONCE = 4, waiting = [];
  let running = 0, answeredFirst = Promise.resolve();
  const inTurn = async (where, options) => {
    const turn = running < AT_ONCE ? running++ : new Promise((begin) => waiting.push(begin));
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
    const answer = body ? send(path, options) : plain(path, options);
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
    if (answer) return answer.catch(() => plain(...request));
    if (!key.startsWith(CALLBACK) || !body) return plain(...request);
    return outputOf(body) === PAGE ? send(...request) : inTurn(...request);
  };
  setTimeout(() => asked.clear(), WAIT_MS);

  // `change` turns what a callback has asked last into what it will ask next. Only the answers of the newest change are kept, and not
  // for long. The first callback's answer is awaited before the others are asked, as they would slow it down.
  let ahead = [];
  const nextOf = ([output, change]) => (lastOf.has(output) ? JSON.stringify(change(JSON.parse(lastOf.get(output)))) : "");
  window.autoboxAskAhead = async (...changes) => {
    ahead.forEach((key) => asked.delete(key));
    const mine = ahead = [];
    for (const [place, change] of changes.entries()) {
      const body = nextOf(change);
      if (!body) continue;
      const key = CALLBACK + body;
      mine.push(key);
      const answer = ask(CALLBACK, body).then(({status}) => status, () => NOTHING_TO_SAY);
      setTimeout(() => asked.delete(key), AHEAD_MS);
      if (place) continue;
      answeredFirst = answer;
      if (await answer === NOTHING_TO_SAY || ahead !== mine) return; // stopped, or another change has come
    }
  };

  // What is on its way was asked, or came with the page, before something changed.
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
  // The page says which questions its sections begin with: see `dashboard_app/first_questions.py`. The first one comes before the others.
  page.then(async (answer) => {
    const {response} = await answer.clone().json();
    const parts = response._pages_content.children.props.children;
    const first = parts.find((part) => part?.props?.id === "first-questions");
    const told = first?.props.data || [];
    for (const {question, answer: known} of told.filter((one) => one.answer)) {
      const headers = {"Content-Type": "application/json"};
      asked.set(CALLBACK + JSON.stringify(question), Promise.resolve(new Response(JSON.stringify(known), {headers})));
    }
    const [begin, ...others] = told.filter((one) => !one.answer).map((question) => JSON.stringify(question));
    if (begin) await ask(CALLBACK, begin);
    others.forEach((body) => ask(CALLBACK, body).catch(() => {}));
  }).catch(() => {});
})();
