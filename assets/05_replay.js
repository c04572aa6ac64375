// The call page: plays a call again (`data-replay`), and shows beside its original what a replay has changed (`data-compare`).
(() => {
  const PATIENCE_MS = 30000, STEP_MS = 300;
  const make = (name, text, kind) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (kind) element.className = kind;
    return element;
  };
  const row = (...cells) => {
    const line = make("tr");
    line.append(...cells.map((text) => make("td", text)));
    return line;
  };
  const late = (ms) => (ms === null ? "" : `${ms > 0 ? "+" : ""}${(ms / 1000).toLocaleString(document.documentElement.lang)} s`);
  const ask = (path, method = "GET") => fetch(path, {method, headers: {"Accept": "application/json"}}).catch(() => null);
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

  // The call is under way before it is written: its page is opened once there is something to show.
  const isWritten = async (id) => {
    const last = Date.now() + PATIENCE_MS;
    while (Date.now() < last) {
      if ((await ask(`/api/conversation/${id}`))?.ok) return true;
      await wait(STEP_MS);
    }
    return false;
  };

  const play = async (button) => {
    button.disabled = true;
    const place = button.parentElement.querySelector(".replay-told");
    place.classList.remove("is-bad");
    place.textContent = button.dataset.doing;
    const answer = await ask(`/api/conversation/${button.dataset.replay}/replay`, "POST");
    const content = answer ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok && await isWritten(content.conversation_id)) return location.assign(`/analysis/${content.conversation_id}`);
    button.disabled = false;
    place.classList.add("is-bad");
    place.textContent = content.error?.code === "simulators_away" ? button.dataset.simulatorsAway : button.dataset.refused;
  };

  const table = (words, found) => {
    const lines = found.lines.map((line) => {
      const text = line.outcome === "changed" ? `${line.original} → ${line.replay}` : line.replay || line.original;
      const shown = row(words[line.outcome], words[line.role], text, late(line.delta_ms));
      if (line.outcome !== "same" || !line.in_time) shown.className = "is-different";
      return shown;
    });
    const names = JSON.parse(words.ends), named = (reason) => names[reason] || reason || "–";
    const {original, replay, alike} = found.end_reasons;
    const end = row(alike ? words.same : words.changed, words.end, alike ? named(replay) : `${named(original)} → ${named(replay)}`, "");
    if (!alike) end.className = "is-different";
    const body = make("tbody");
    body.append(...lines, end);
    const head = make("thead"), titles = make("tr");
    for (const title of [words.result, words.who, words.said, words.later]) {
      titles.append(Object.assign(make("th", title), {scope: "col"}));
    }
    head.append(titles);
    const whole = make("table", undefined, "replay-table");
    whole.append(head, body);
    return whole;
  };

  const compare = async (details) => {
    const words = details.dataset, place = details.querySelector(".replay-result");
    const answer = await ask(`/api/conversation/${words.compare}/replay`);
    const found = answer?.ok ? await answer.json().catch(() => null) : null;
    if (!found) return place.replaceChildren(make("p", words.failed, "is-bad"));
    const save = Object.assign(make("button", words.save, "btn btn-light btn-sm mt-2"), {type: "button"});
    save.dataset.saves = "replay";
    place.replaceChildren(make("p", found.is_same ? words.allSame : words.differs), table(words, found), save);
  };

  document.addEventListener("click", ({target}) => {
    const button = target.closest?.("[data-replay]");
    if (button) play(button);
  });
  document.addEventListener("toggle", ({target}) => {
    if (target.open && target.matches?.("[data-compare]")) compare(target);
  }, true);
})();
