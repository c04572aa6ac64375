// Saved views of a page: what is pressed in their menu goes to the API, and the list is drawn anew. The address is the truth:
// what is kept are the filters that stand in it.
(() => {
  let ticks = 0, quiet;
  const set = (id, props) => window.autoboxSet(id, props);
  const menu = () => document.querySelector(".menu.views");
  const words = () => JSON.parse(menu()?.dataset.words || "{}");
  const page = () => document.querySelector("[data-view-keep]").dataset.viewKeep;

  const say = (text, {undo} = {}) => {
    const place = document.getElementById("views-said");
    if (!place) return;
    clearTimeout(quiet);
    place.replaceChildren(text);
    if (undo) {
      const button = Object.assign(document.createElement("button"), {type: "button", className: "btn btn-light btn-sm", textContent: words().undo});
      button.addEventListener("click", undo);
      place.append(" ", button);
    }
    quiet = setTimeout(() => place.replaceChildren(), undo ? 15000 : 6000);
  };

  const send = async (method, path, body) => {
    const answer = await fetch(`/api/${path}`, {
      method, headers: {"Content-Type": "application/json", "Accept": "application/json"}, ...(body ? {body: JSON.stringify(body)} : {}),
    }).catch(() => null);
    if (answer?.ok) { set("views-tick", {data: ++ticks}); return answer.status === 204 ? {} : answer.json(); }
    const code = answer ? (await answer.json().catch(() => ({})))?.error?.code : "unreachable";
    say(words()[code] || words().any);
    return null;
  };

  const filters = () => {
    const {view: _bare, ...rest} = Object.fromEntries(new URLSearchParams(location.search));
    return rest;
  };
  const isShared = (id) => Boolean(document.querySelector(`input#${CSS.escape(id)}:checked, #${CSS.escape(id)} input:checked`));

  const columns = () => (page() === "calls" ? window.dash_clientside.calls.kept() : {});

  const keep = async ({viewKeep}) => {
    const name = document.getElementById("views-name").value;
    if (await send("POST", "views", {page: viewKeep, name, filters: filters(), ...columns(), is_shared: isShared("views-shared")})) {
      set("views-name", {value: ""});
      say(words().kept);
    }
  };
  const change = async ({viewChange}) => {
    const name = document.getElementById(`view-name-${viewChange}`).value;
    if (await send("PATCH", `views/${viewChange}`, {name, is_shared: isShared(`view-shared-${viewChange}`)})) say(words().changed);
  };
  const refill = async ({viewRefill}) => {
    if (await send("PATCH", `views/${viewRefill}`, {filters: filters(), ...columns()})) say(words().changed);
  };
  // What is deleted can be brought back for a while: the browser still knows it.
  const remove = async ({viewDelete}) => {
    const listed = await fetch(`/api/views?page=${page()}`).then((answer) => answer.json()).catch(() => ({items: []}));
    const known = listed.items.find((view) => view.id === viewDelete);
    if (!(await send("DELETE", `views/${viewDelete}`))) return;
    const restore = async () => {
      const {page: its, name, filters: kept, columns: shown, widths, is_shared} = known;
      if (await send("POST", "views", {page: its, name, filters: kept, columns: shown, widths, is_shared})) say(words().restored);
    };
    say(words().deleted, known?.is_mine ? {undo: restore} : {});
  };
  const first = async ({viewFirst, page: its}) => {
    if (await send("PATCH", `preferences/${its}`, {view_id: viewFirst || null})) say(viewFirst ? words().opens : words().opens_bare);
  };

  const ACTS = {viewKeep: keep, viewChange: change, viewRefill: refill, viewDelete: remove, viewFirst: first};
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".menu.views button");
    const name = button && Object.keys(ACTS).find((one) => one in button.dataset);
    if (name) ACTS[name](button.dataset);
    const clear = event.target.closest("#calls-clear");
    if (clear) clear.search = bare();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "views-name") document.querySelector("[data-view-keep]").click();
  });

  // Without filters: what the address says then, so that the page does not open with the first view again.
  const bare = () => document.querySelector("[data-bare]")?.dataset.bare || "";

  // One filter less, of those that the address has by now.
  document.addEventListener("click", (event) => {
    const chip = event.target.closest("[data-drops]");
    if (!chip || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const query = new URLSearchParams(location.search);
    chip.dataset.drops.split(",").forEach((name) => query.delete(name));
    location.assign(location.pathname + (query.size ? `?${query}` : bare()));
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    views: {
      bare,
      // The page opened with a view although its address was bare: now the address says so.
      begin(query) {
        if (query && !location.search) history.replaceState(history.state, "", `?${query}`);
        return window.dash_clientside.no_update;
      },
    },
  });
})();
