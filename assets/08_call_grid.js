// The grid of calls: columns that are remembered, calls that are chosen, and what is done with them through the API.
(() => {
  const MOST = 200, FEW = 20; // more are read as a batch, unless somebody wants them now
  const BACK = {tag: "untag", check: "uncheck", follow_up: "dismiss_follow_up"};
  const find = (id) => document.getElementById(id);
  const grid = () => (window.dash_ag_grid && find("calls-grid") ? window.dash_ag_grid.getApi("calls-grid") : null);
  const words = () => JSON.parse(find("calls-selection")?.dataset.words || "{}");
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const none = () => window.dash_clientside.no_update;
  let chosen = [], whole = null; // the calls that are ticked, or all that the filters select
  let choosing = null; // all that the filters select, until the server has said how many they are

  const ask = async (path, method, body) => {
    const answer = await fetch(`/api/${path}`, {
      method, headers: {"Content-Type": "application/json", "Accept": "application/json"}, body: JSON.stringify(body),
    }).catch(() => null);
    const content = answer ? await answer.json().catch(() => ({})) : {};
    return answer?.ok ? content : {failed: answer ? content.error?.code || "any" : "unreachable"};
  };

  const say = (text, undo) => {
    const place = find("calls-told");
    if (!place) return;
    place.replaceChildren(...(text ? [text] : []));
    if (!undo) return;
    const button = Object.assign(document.createElement("button"), {type: "button", className: "btn btn-light btn-sm", textContent: words().undo});
    button.addEventListener("click", undo, {once: true});
    place.append(" ", button);
  };

  // What came of it, in one line: done, changed, as before, and what was left out and why.
  const told = (action, found) => {
    const said = words(), parts = [];
    if (found.done.length) parts.push(fill(said[`done_${action}`], {n: found.done.length}));
    if (found.changed.length) parts.push(fill(said.changed, {n: found.changed.length}));
    if (found.unchanged.length) parts.push(fill(said.unchanged, {n: found.unchanged.length}));
    const whys = {};
    for (const {code} of found.refused) whys[code] = (whys[code] || 0) + 1;
    for (const [code, n] of Object.entries(whys)) parts.push(`${fill(said.refused, {n})} (${said[`why_${code}`] || code})`);
    return `${parts.join(" · ")}.`;
  };

  const fail = ({failed}) => { say(words()[failed] || words().any); return false; };
  const act = async (action, ids, more = {}) => {
    say(words().doing);
    const found = await ask("conversations/actions", "POST", {action, ids, ...more});
    if (found.failed) return fail(found);
    grid()?.refreshInfiniteCache();
    const back = BACK[action] && found.done.length ? () => act(BACK[action], found.done, more.tag ? {tag: more.tag} : {}) : null;
    say(told(action, found), back);
    return true;
  };

  // All calls of the filters: the workers do it, and the page says how far they are.
  const filters = () => window.dash_component_api.getLayout("calls-filters").props.data || {};
  const named = (counts) => Object.entries(counts).map(([code, n]) => ({code, n}));
  const toldOf = (order) => {
    const said = words(), parts = [];
    if (["stopped", "failed"].includes(order.state)) parts.push(fill(said[order.state], {seen: count(order.seen), n: count(order.total)}));
    if (order.done || order.state === "done") parts.push(fill(said[`done_${order.action}${order.how === "batch" ? "_batch" : ""}`], {n: count(order.done)}));
    if (order.unchanged) parts.push(fill(said.unchanged, {n: count(order.unchanged)}));
    for (const {code, n} of named(order.refused)) parts.push(`${fill(said.refused, {n: count(n)})} (${said[`why_${code}`] || code})`);
    return `${parts.join(" · ")}.`;
  };
  const count = (n) => new Intl.NumberFormat(document.documentElement.lang, {useGrouping: "always"}).format(n);
  const showProgress = (order) => {
    const text = fill(words().progress, {seen: count(order.seen), n: count(order.total)});
    const bar = Object.assign(document.createElement("progress"), {value: order.seen, max: Math.max(order.total, 1)});
    bar.setAttribute("aria-label", text);
    const stop = Object.assign(document.createElement("button"), {type: "button", className: "btn btn-light btn-sm", textContent: words().stop});
    stop.addEventListener("click", () => ask(`conversations/orders/${order.id}/stop`, "POST", {}), {once: true});
    find("calls-told")?.replaceChildren(text, " ", bar, " ", stop);
  };
  // What failed while nobody looked is told once in each browser.
  const TOLD = "autobox-told-order";
  const tell = (order) => {
    if (order.state === "failed") localStorage.setItem(TOLD, order.id);
    say(toldOf(order));
  };
  let followed = null;
  const follow = async (order) => {
    if (followed === order.id) return;
    followed = order.id;
    let now = order, shown = null;
    while (find("calls-told") && ["waiting", "running"].includes(now.state)) {
      if (now.seen !== shown) showProgress(now);
      shown = now.seen;
      await new Promise((later) => setTimeout(later, 700));
      const answer = await fetch(`/api/conversations/orders/${order.id}`, {headers: {"Accept": "application/json"}}).catch(() => null);
      if (answer?.ok) now = await answer.json();
      else if (answer) break;
    }
    followed = null;
    grid()?.refreshInfiniteCache();
    tell(now);
  };
  const order = async (action, more = {}) => {
    say(words().doing);
    const given = await ask("conversations/orders", "POST", {action, filters: filters(), ...more});
    if (given.failed) return fail(given);
    grid()?.deselectAll();
    follow(given);
    return true;
  };
  const resume = async () => {
    const answer = await fetch("/api/conversations/orders/newest", {headers: {"Accept": "application/json"}}).catch(() => null);
    const found = answer?.ok ? (await answer.json()).order : null;
    if (found && ["waiting", "running"].includes(found.state)) follow(found);
    else if (found?.state === "failed" && localStorage.getItem(TOLD) !== found.id) tell(found);
  };

  const answerOf = (dialog) => {
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), {once: true}));
  };

  const money = (amount) => new Intl.NumberFormat(document.documentElement.lang, {style: "currency", currency: "EUR"}).format(amount);
  const atMost = (amount) => money(Math.ceil(Math.round(amount * 1e6) / 1e4) / 100); // never less than it may be

  const priced = () => ask("conversations/orders/estimate", "POST", {filters: filters()});
  const ableOf = (found) => found.able ?? found.done.length;
  const isUsedUp = ({left_eur: left}) => Object.values(left).some((amount) => Number(amount) <= 0);
  const estimated = (found) => {
    const said = words(), able = ableOf(found);
    if (!able) return [said.analyse_none];
    const left = [fill(said.analyse_left, {day: money(Number(found.left_eur.day))})];
    if (found.left_eur.month !== undefined) left.push(fill(said.analyse_month, {month: money(Number(found.left_eur.month))}));
    return [
      fill(said.analyse_able, {n: count(able)}),
      `${left.join(" · ")}.`,
      ...(found.total > able ? [fill(said.analyse_rest, {n: count(found.total - able)})] : []),
    ];
  };

  // Now, or as a batch at half the price: which is proposed goes by how many there are.
  let price = null;
  const showWays = (found) => {
    const said = words(), how = find("many-how"), able = ableOf(found);
    price = found;
    for (const [way, cost] of [["batch", found.batch_cost_eur], ["now", found.cost_eur]]) {
      how.querySelector(`[value=${way}]`).textContent = fill(said[`analyse_how_${way}`], {cost: atMost(Number(cost))});
    }
    how.value = able > FEW ? "batch" : "now";
    find("many-how-place").hidden = !able;
    find("many-analyse").querySelector("[value=yes]").disabled = !able || isUsedUp(found);
    aboutWay();
  };
  const aboutWay = () => {
    const said = words(), way = find("many-how").value, isBatch = way === "batch";
    const fits = isBatch ? price.is_batch_within_budget : price.is_within_budget;
    const lack = isUsedUp(price) ? said.analyse_used_up : said.analyse_over;
    const parts = [said[`analyse_about_${way}`], isBatch && price.may_lack_batch && said.analyse_lacks, !fits && lack];
    find("many-how-about").textContent = parts.filter(Boolean).join(" ");
  };
  document.addEventListener("change", ({target}) => { if (target.id === "many-how" && price) aboutWay(); });

  const ACTS = {
    async tag(ids) {
      find("many-tag-word").value = "";
      const all = whole;
      if (!(await answerOf(find("many-tag")))) return;
      const tag = find("many-tag-word").value;
      if (all) order("tag", {tag}); else act("tag", ids, {tag});
    },
    async check(ids) {
      if (!whole) return act("check", ids);
      find("many-check-count").textContent = fill(words().whole, {n: count(whole.total)});
      if (await answerOf(find("many-check"))) order("check");
    },
    async follow_up(ids) {
      const all = whole, note = find("many-note");
      // What was written for the same calls, and not sent, is there again.
      const place = note.closest("[data-draft]"), [reader] = place.dataset.draft.split(" ");
      place.dataset.draft = `${reader} ${all ? JSON.stringify(filters()) : ids.sort()}`;
      const draft = window.autoboxDraftOf(note);
      note.value = draft.text;
      find("many-follow-up-count").textContent = all ? fill(words().whole, {n: count(all.total)}) : "";
      if (!(await answerOf(find("many-follow_up")))) return;
      const more = {assigned_to: find("many-assignee").value || null, note: note.value};
      if (await (all ? order("follow_up", more) : act("follow_up", ids, more))) draft.forget();
    },
    async analyse(ids) {
      const all = whole;
      say(words().doing);
      const found = all ? await priced() : await ask("conversations/actions", "POST", {action: "estimate", ids});
      if (found.failed) return fail(found);
      say("");
      find("many-estimate").replaceChildren(...estimated(found).map((text) => Object.assign(document.createElement("p"), {textContent: text})));
      showWays(found);
      if (!(await answerOf(find("many-analyse")))) return;
      const how = find("many-how").value;
      if (all) order("analyse", {how});
      else if (how === "batch") order("analyse", {how, filters: {id: ids.join(","), tests: "all"}});
      else act("analyse", ids);
    },
    async filter() {
      say(words().doing);
      const asked = choosing = priced(), found = await asked;
      if (choosing !== asked) return; // none are wanted any more
      choosing = null;
      if (found.failed) return fail(found);
      say("");
      whole = found;
      find("calls-selection-count").textContent = fill(words().whole, {n: count(found.total)});
    },
    all() {
      const nodes = [];
      grid().forEachNode((node) => { if (node.data && nodes.length < MOST) nodes.push(node); });
      grid().setNodesSelected({nodes, newValue: true});
    },
    none() { whole = choosing = null; grid().deselectAll(); say(""); },
  };

  const isTooMany = (what) => {
    if (whole || chosen.length <= MOST || ["none", "all", "filter"].includes(what)) return false;
    say(words().too_many);
    return true;
  };
  let isPressed = false; // and waits for what is being chosen
  const press = async (what) => {
    if (isPressed && what !== "none") return;
    if (choosing && what !== "none") {
      isPressed = true;
      await choosing;
      isPressed = false;
      if (!whole) return;
    }
    if (!isTooMany(what)) ACTS[what]([...chosen]);
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-many]");
    if (button) press(button.dataset.many);
    const file = event.target.closest("[data-many-export]");
    if (!file) return;
    event.preventDefault();
    if (whole) return document.querySelector(`#calls-export a[href*="format=${file.dataset.manyExport}"]`)?.click();
    if (isTooMany("export")) return;
    Object.assign(document.createElement("a"), {href: `/api/conversations?format=${file.dataset.manyExport}&id=${chosen.join(",")}`, download: ""}).click();
  });

  // Order and widths, as they are on the screen. Of widths only those that somebody has chosen: the others share what is left.
  const place = () => document.querySelector(".grid-place");
  const widths = () => JSON.parse(place().dataset.widths || "{}");
  const shownColumns = () => grid().getAllDisplayedColumns().map((one) => one.getColId()).filter((name) => !name.startsWith("ag-"));
  const remember = async (isAgain) => {
    if (!place() || place().dataset.ofView) return; // the columns of a view are its own
    const failed = find("columns-told");
    const kept = isAgain ? {columns: null, widths: null} : {columns: shownColumns(), widths: widths()};
    const found = await ask("preferences/calls", "PATCH", kept);
    failed.textContent = found.failed ? failed.dataset.failed : "";
  };
  let soon;
  const rememberSoon = () => { clearTimeout(soon); soon = setTimeout(remember, 400); };
  // What a view keeps of the columns: nothing where they are as everybody has them at first.
  const kept = () => {
    if (!grid()) return {};
    const columns = shownColumns(), first = window.dash_component_api.getLayout("calls-columns-at-first").props.data;
    const atFirst = first.filter((one) => !one.hide).map((one) => one.colId);
    const isAsAtFirst = String(columns) === String(atFirst) && !Object.keys(widths()).length;
    return isAsAtFirst ? {columns: null, widths: null} : {columns, widths: widths()};
  };

  Object.assign(window.dash_clientside.calls, {
    chosen(rows) {
      whole = null;
      const place = find("calls-told");
      if (place && !place.dataset.isResumed) { place.dataset.isResumed = "yes"; resume(); }
      chosen = (rows || []).map((row) => row.id);
      const said = words();
      return [!chosen.length, chosen.length === 1 ? said.one : fill(said.many || "", {n: chosen.length})];
    },
    // The choice is shown at once and kept for the next time.
    columns(shown, again, options, first) {
      const context = window.dash_clientside.callback_context;
      const isAgain = context.triggered_id === "calls-columns-first";
      const names = options.map((one) => one.value), api = grid();
      if (!context.triggered.length || !api) return none();
      if (isAgain) {
        api.applyColumnState({state: first, applyOrder: true});
        place().dataset.widths = "{}";
      } else {
        api.setColumnsVisible(names.filter((name) => !shown.includes(name)), false);
        api.setColumnsVisible(shown, true);
      }
      remember(isAgain);
      return isAgain ? first.filter((one) => !one.hide && names.includes(one.colId)).map((one) => one.colId) : none();
    },
    kept,
  });
  window.dashAgGridFunctions = Object.assign({}, window.dashAgGridFunctions, {
    callsGridMoved({finished, source}) { if (finished && source === "uiColumnMoved") rememberSoon(); },
    callsGridResized({finished, source, column, columns}) {
      if (!finished || !["uiColumnResized", "autosizeColumns"].includes(source)) return;
      const changed = (columns || [column]).map((one) => [one.getColId(), Math.round(one.getActualWidth())]);
      place().dataset.widths = JSON.stringify({...widths(), ...Object.fromEntries(changed)});
      rememberSoon();
    },
    // The grid has drawn the rows that came with the page; whoever was at one of them by keyboard stays there.
    callsGridIsHere() {
      const link = document.activeElement?.closest(".first-rows a");
      const id = link?.pathname.split("/").pop();
      place()?.classList.add("is-here");
      window.autoboxListPlace.restore(grid());
      if (id) document.querySelector(`.ag-row[row-id="${CSS.escape(id)}"] .grid-link`)?.focus();
    },
    // Enter opens the call of the row; a link in the cell does it by itself, and Space chooses the row.
    callsGridKey({event, node}) {
      if (event.key === "Enter" && !event.target.closest("a") && node?.id) window.dash_clientside.calls.open({rowId: node.id});
    },
  });
})();
