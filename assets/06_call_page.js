// The page of a call beside its sound: what people add goes to the API, cited turns stay marked, tabs, links, keys.
(() => {
  const page = () => document.querySelector(".call-page");
  const words = () => JSON.parse(page()?.dataset.words || "{}");
  const set = (id, props) => window.autoboxSet(id, props);
  let ticks = 0;

  // What the page says for a few seconds.
  let quiet;
  const say = (text) => {
    set("call-said", {children: text});
    clearTimeout(quiet);
    quiet = setTimeout(() => set("call-said", {children: ""}), 4000);
  };

  // What is on its way is not sent twice: a button that is pressed twice writes one note.
  const underWay = new Set();
  const send = async (method, path, body) => {
    const url = `/api/conversation/${callId()}/${path}`, key = `${method} ${url}`;
    if (underWay.has(key)) return false;
    underWay.add(key);
    const answer = await fetch(url, {
      method, headers: {"Content-Type": "application/json", "Accept": "application/json"}, ...(body ? {body: JSON.stringify(body)} : {}),
    }).catch(() => null);
    underWay.delete(key);
    if (answer?.ok) { say(""); set("call-added", {data: ++ticks}); return true; }
    const code = answer ? (await answer.json().catch(() => ({})))?.error?.code : "unreachable";
    say(words()[code] || words().not_kept);
    return false;
  };

  const callId = () => location.pathname.split("/").pop();
  const field = (id) => document.getElementById(id);

  const addNote = async () => {
    const box = field("call-note-new");
    if (!(await send("POST", "notes", {text: box.value}))) return;
    window.autoboxDraftKept(box);
    set("call-note-new", {value: ""});
  };
  const saveNote = async ({noteSave}, button) => {
    const box = button.closest("details").querySelector("textarea");
    if (!(await send("PATCH", `notes/${noteSave}`, {text: box.value}))) return;
    window.autoboxDraftKept(box);
    document.querySelector(`[data-stays="note-${noteSave}"]`).open = false; // the list may have been drawn anew meanwhile
  };
  const addTag = async () => {
    const box = field("call-tag-new");
    if (!(await send("POST", "tags", {tag: box.value}))) return;
    window.autoboxDraftKept(box);
    set("call-tag-new", {value: ""});
  };
  const review = ({review: subject, item, analysis, judged}) =>
    send("PUT", "reviews", {analysis_id: analysis, subject, item: Number(item), judged: judged || null});

  // A call is checked off by the same door as many calls are.
  const check = async ({callCheck}) => {
    const answer = await fetch("/api/conversations/actions", {
      method: "POST", headers: {"Content-Type": "application/json", "Accept": "application/json"},
      body: JSON.stringify({action: callCheck, ids: [callId()]}),
    }).catch(() => null);
    if (answer?.ok) set("call-added", {data: ++ticks}); else say(words()[answer ? "not_kept" : "unreachable"]);
  };

  const copy = async (hash) => {
    const url = location.origin + location.pathname + location.search + hash;
    const isDone = await navigator.clipboard?.writeText(url).then(() => true, () => false);
    if (!isDone && hash) location.hash = hash;
    say(isDone ? words().copied : words().not_copied);
  };

  const ACTS = {
    noteAdd: addNote,
    noteSave: saveNote,
    noteDelete: ({noteDelete}) => send("DELETE", `notes/${noteDelete}`),
    tagAdd: addTag,
    tagRemove: ({tagRemove}) => send("DELETE", `tags/${encodeURIComponent(tagRemove)}`),
    thumb: ({thumb}) => send("PUT", "rating", {rating: thumb || null}),
    review,
    callCheck: check,
    copyTurn: ({copyTurn}) => copy(`#turn-${copyTurn}`),
    callAct: ({callAct}) => ({link: () => copy(""), print: () => print(), keys: () => field("call-keys").showModal()})[callAct](),
  };
  document.addEventListener("click", (event) => {
    if (!page()) return;
    const button = event.target.closest("button");
    const name = button && Object.keys(ACTS).find((one) => one in button.dataset);
    if (name) ACTS[name](button.dataset, button);
    if (!event.target.closest(".mark-wrong") || event.target.closest("[data-review]")) document.querySelectorAll(".mark-wrong[open]").forEach((one) => { one.open = false; });
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });

  // The browser cuts what is pasted: whoever pasted it has to know.
  document.addEventListener("input", ({target}) => {
    if (page() && target.matches("textarea[maxlength]") && target.value.length >= target.maxLength) say(words().long_note);
  });

  // Tabs: arrows move, as the pattern for tabs wants it. The choice is kept for the next call.
  const choose = (tab, {focuses = false} = {}) => {
    for (const other of tab.parentElement.children) {
      const isOn = other === tab;
      other.setAttribute("aria-selected", String(isOn));
      other.tabIndex = isOn ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls"))?.classList.toggle("is-away", !isOn);
    }
    sessionStorage.setItem("autobox-call-tab", tab.id);
    if (focuses) tab.focus();
  };

  // While the page is being drawn its links are not there for a moment: a key waits for its link, until another is pressed or the page is left.
  let pressed = 0;
  const step = (way, turn, path = location.pathname, until = performance.now() + 1000) => {
    if (turn !== pressed || location.pathname !== path || performance.now() > until) return;
    const link = document.querySelector(`.call-steps a[id*='"${way}"']`);
    if (link) link.click();
    else requestAnimationFrame(() => step(way, turn, path, until));
  };

  const ways = {ArrowRight: 1, ArrowLeft: -1};
  document.addEventListener("keydown", (event) => {
    pressed += 1;
    if (!location.pathname.startsWith("/analysis/") || event.altKey || event.ctrlKey || event.metaKey) return;
    const tab = event.target.closest("[role=tab]");
    if (tab && event.key in ways) {
      const all = [...tab.parentElement.children];
      choose(all[(all.indexOf(tab) + ways[event.key] + all.length) % all.length], {focuses: true});
      event.preventDefault();
    }
    if (event.target.id === "call-tag-new" && event.key === "Enter") addTag();
    if (event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
    const way = {j: "older", k: "newer"}[event.key.toLowerCase()];
    if (way) step(way, pressed);
  });

  // A turn that is cited stays marked through every redraw of the page, until another one is.
  let pointed = null;
  const point = () => {
    const wanted = pointed && location.pathname === pointed.path ? document.getElementById(pointed.id) : null;
    for (const other of document.querySelectorAll(".turn.is-pointed-at")) if (other !== wanted) other.classList.remove("is-pointed-at");
    if (wanted && !wanted.classList.contains("is-pointed-at")) wanted.classList.add("is-pointed-at");
    return wanted;
  };
  const aim = () => {
    if (!/^#turn-\d+$/.test(location.hash)) return;
    pointed = {path: location.pathname, id: location.hash.slice(1)};
    point();
  };
  addEventListener("hashchange", aim);
  document.addEventListener("click", (event) => { if (event.target.closest("a[href^='#turn-']")) setTimeout(aim, 0); });

  // Pages come without a load: the first time a call stands there, its tab and the turn of the address are chosen.
  let seen = null;
  new MutationObserver(() => {
    const here = page();
    if (!here) { seen = null; return; }
    if (here !== seen) {
      seen = here;
      const tab = document.getElementById(sessionStorage.getItem("autobox-call-tab") || "");
      if (tab?.getAttribute("role") === "tab") choose(tab);
      aim();
      point()?.scrollIntoView({block: "center"});
    } else point();
  }).observe(document.documentElement, {childList: true, subtree: true});
})();
