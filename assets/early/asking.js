// Asks at once for what the page will ask for first: the renderer does it when all scripts have run, half a second later. Its own
// requests then get these answers, where they are the same to the letter, each once. What nobody fetches costs the server an answer.
(() => {
  const CALLBACK = "/_dash-update-component", WAIT_MS = 20000;
  const plain = window.fetch;
  const asked = new Map();
  const headers = {"Accept": "application/json", "Content-Type": "application/json"};
  const ask = (path, body) => {
    const answer = plain(path, {credentials: "same-origin", headers, ...(body && {method: "POST", body})});
    asked.set(path + (body || ""), answer);
    return answer;
  };
  window.fetch = (...request) => {
    const [where, options] = request;
    const key = typeof where === "string" ? new URL(where, location.href).pathname + (options?.body || "") : "";
    const answer = asked.get(key);
    asked.delete(key);
    return answer ? answer.catch(() => plain(...request)) : plain(...request);
  };
  setTimeout(() => asked.clear(), WAIT_MS);

  const input = (property) => ({id: "_pages_location", property, value: location[property]});
  const changed = ["_pages_location.pathname", "_pages_location.search"];
  const page = ask(CALLBACK, JSON.stringify({
    output: ".._pages_content.children..._pages_store.data..",
    outputs: [{id: "_pages_content", property: "children"}, {id: "_pages_store", property: "data"}],
    inputs: [input("pathname"), input("search")], changedPropIds: changed, parsedChangedPropsIds: changed,
  }));
  ["/_dash-layout", "/_dash-dependencies"].forEach((path) => ask(path).catch(() => {}));
  // The page says which questions its sections begin with: see `dashboard_app/first_questions.py`.
  page.then(async (answer) => {
    const {response} = await answer.clone().json();
    const parts = response._pages_content.children.props.children;
    const first = parts.find((part) => part?.props?.id === "first-questions");
    (first?.props.data || []).forEach((question) => ask(CALLBACK, JSON.stringify(question)).catch(() => {}));
  }).catch(() => {});
})();
