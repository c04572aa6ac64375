// Boards: what is pressed on them, and in the menu of `/explore` that puts a question on one, goes to the API. The question is that of the
// address; its period stays behind, for the charts of a board are all of the same.
(() => {
  let ticks = 0, quiet;
  const place = () => document.getElementById("board-said");
  const words = () => JSON.parse(place()?.dataset.words || "{}");

  // `act`: a button or a link behind the words.
  const say = (text, act) => {
    if (!place()) return;
    clearTimeout(quiet);
    place().replaceChildren(text, ...(act ? [" ", act] : []));
    quiet = setTimeout(() => place()?.replaceChildren(), act ? 15000 : 6000);
  };
  const undo = (run) => {
    const button = Object.assign(document.createElement("button"), {type: "button", className: "btn btn-light btn-sm", textContent: words().undo});
    button.addEventListener("click", run);
    return button;
  };
  const way = (href) => Object.assign(document.createElement("a"), {href, textContent: words().open});

  // What the API answers; null where it refuses, and the reader is told why.
  const send = async (method, path, body) => {
    const answer = await fetch(`/api/boards${path}`, {
      method, headers: {"Content-Type": "application/json", "Accept": "application/json"}, ...(body ? {body: JSON.stringify(body)} : {}),
    }).catch(() => null);
    if (answer?.ok) return answer.status === 204 ? {} : answer.json();
    const code = answer ? (await answer.json().catch(() => ({})))?.error?.code : "unreachable";
    say(words()[code] || words().any);
    return null;
  };
  const redraw = () => window.autoboxSet("board-tick", {data: ++ticks});
  const listAgain = () => window.autoboxSet("boards-tick", {data: ++ticks});

  const question = () => {
    const {view: _view, from: _from, to: _to, ...rest} = Object.fromEntries(new URLSearchParams(location.search));
    return rest;
  };
  const FIRST = {example: ({charts}) => JSON.parse(charts), question: () => [{filters: question()}], empty: () => []};

  const make = async ({boardMake, name, charts}) => {
    const field = document.getElementById("board-new");
    const made = await send("POST", "", {name: boardMake === "example" ? name : field.value, charts: FIRST[boardMake]({charts})});
    if (!made) return;
    if (boardMake !== "question") { location.assign(made.address); return; }
    window.autoboxSet("board-new", {value: ""});
    say(words().added.replace("{name}", made.name), way(made.address));
    listAgain();
  };
  const add = async ({boardAdd, name}) => {
    const board = await send("POST", `/${boardAdd}/charts`, {filters: question()});
    if (!board) return;
    say(words().added.replace("{name}", name), way(board.address));
    listAgain();
  };
  const save = async ({boardSave}) => {
    const isShared = document.querySelector("input#board-shared, #board-shared input").checked;
    if (!(await send("PATCH", `/${boardSave}`, {name: document.getElementById("board-name").value, is_shared: isShared}))) return;
    say(words().changed);
    redraw();
  };
  // What is deleted can be brought back for a while: the browser still knows it.
  const remove = async ({boardDelete}) => {
    const known = await send("GET", `/${boardDelete}`);
    if (!known || !(await send("DELETE", `/${boardDelete}`))) return;
    const restore = async () => {
      const charts = known.charts.map(({filters, is_wide}) => ({filters, is_wide}));
      const made = await send("POST", "", {name: known.name, is_shared: known.is_shared, charts});
      if (made) location.assign(made.address);
    };
    say(words().deleted, known.is_mine ? undo(restore) : null);
    redraw();
  };

  const change = async ({board, chart, place: wanted, wide}) => {
    const body = wide ? {is_wide: wide === "yes"} : {place: Number(wanted)};
    if (await send("PATCH", `/${board}/charts/${chart}`, body)) redraw();
  };
  const takeAway = async ({board, chart, away}) => {
    const known = await send("GET", `/${board}`), {filters, is_wide} = known?.charts.find(({id}) => id === chart) || {};
    if (!filters || !(await send("DELETE", `/${board}/charts/${chart}`))) return;
    const restore = async () => {
      const back = await send("POST", `/${board}/charts`, {filters, is_wide});
      if (back && (await send("PATCH", `/${board}/charts/${back.charts.at(-1).id}`, {place: Number(away)}))) { say(words().changed); redraw(); }
    };
    say(words().removed, undo(restore));
    redraw();
  };

  const ACTS = {boardMake: make, boardAdd: add, boardSave: save, boardDelete: remove, place: change, wide: change, away: takeAway};
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-board-make], button[data-board-add], .boards button, .board-acts button");
    const name = button && Object.keys(ACTS).find((one) => one in button.dataset);
    if (!name) return;
    ACTS[name](button.dataset);
    const box = button.closest(".board-acts");
    if (!box) return;
    box.open = false;
    box.querySelector("summary").focus();  // where the keyboard is when the card has been drawn anew
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "board-new") document.querySelector("[data-board-make]:not([data-charts])").click();
    if (event.key === "Enter" && event.target.id === "board-name") document.querySelector("[data-board-save]").click();
  });
})();
