// The sound of a call: two lanes on a canvas, caller above and agent below, and one clock for sound, lanes and transcript.
//
// The page's store `call-sound` says who spoke when, what was found, and whether there is a recording; its peaks and regions come
// from the API once they are measured. Everything stays where it is when the page is drawn again: only the data is new.
(() => {
  const STEP_S = 5, LEAST_LINE_MS = 400, QUIET = 0.02;
  const find = (selector) => document.querySelector(`#call-player ${selector}`);
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  const tenths = (ms) => `${(ms / 1000).toLocaleString(document.documentElement.lang, {minimumFractionDigits: 1, maximumFractionDigits: 1})} s`;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);
  const KINDS = {
    interruption: "--bad", clipped: "--warn", lost: "--bad", failure: "--bad", urgency: "--bad",
    promise: "--good", notice: "--calm-blue", language: "--warn", backchannel: "--ink-3",
  };
  // What the page shows now; a new call is a new state, the same call drawn again keeps place and sound.
  let shown = null;

  const isStored = () => shown !== null && shown.data.state === "stored";
  const isPlayable = () => isStored() && !shown.trouble;
  const audio = () => find(".player-audio");
  const place = () => (isPlayable() ? audio().currentTime * 1000 : shown?.place || 0);
  const length = () => Math.max(shown?.wave?.duration_ms || 0, shown?.data.duration_ms || 0, 1);

  const draw = (data) => {
    if (!document.getElementById("call-player")) { // the store may come before the page is in the document
      if (location.pathname.endsWith(data.call)) requestAnimationFrame(() => draw(data));
      return window.dash_clientside.no_update;
    }
    const isSame = shown?.data.call === data.call && shown.root === document.getElementById("call-player");
    if (!isSame) shown = {root: document.getElementById("call-player"), place: 0, follows: true, wave: null, loaded: "", line: null};
    shown.data = data;
    prepare();
    load(data);
    paint();
    return window.dash_clientside.no_update;
  };

  const prepare = () => {
    const root = shown.root, canPlay = isPlayable();
    root.dataset.state = shown.data.state;
    for (const control of root.querySelectorAll("[data-player], .player-speed")) control.disabled = !canPlay;
    const download = find(".player-download");
    download.hidden = !isStored() || (shown.trouble && shown.trouble !== "unplayable");
    if (!download.hidden) download.href = address("recording");
    find(".player-state").textContent = canPlay ? (shown.wave ? "" : shown.data.words.not_measured) : whyNoSound(shown.data);
    if (root.dataset.bound) return;
    root.dataset.bound = "yes";
    bind(root);
  };

  const whyNoSound = ({why, words, turns}) =>
    shown.trouble ? words[shown.trouble] || words.unplayable : [why, turns.length ? words.estimated : ""].filter(Boolean).join(" ");

  const address = (what) => `/api/conversation/${shown.data.call}/${what}`;

  const load = (data) => {
    if (data.state !== "stored") return;
    const stamp = `${data.call}:${data.stamp}`;
    if (shown.loaded !== stamp) {
      shown.loaded = stamp;
      shown.trouble = null;
      audio().src = address("recording") + (data.stamp ? `?v=${encodeURIComponent(data.stamp)}` : "");
      shown.wave = null;
    }
    if (!shown.wave && data.is_measured) measure(shown);
  };

  // A player is told only that it failed: the server says why. What lies with the line is tried again when it is back.
  const PASSING = ["unreachable", "recordings_unavailable"];
  const fail = async (mine) => {
    const kept = audio().currentTime * 1000;
    const answer = await fetch(address("recording"), {headers: {"Accept": "application/json", "Range": "bytes=0-0"}}).catch(() => null);
    const code = !answer ? "unreachable" : answer.ok ? "unplayable" : (await answer.json().catch(() => ({})))?.error?.code;
    if (mine !== shown || !isStored()) return;
    Object.assign(shown, {trouble: code || "unplayable", place: kept});
    prepare();
    paint();
  };
  document.addEventListener("live:state", ({detail}) => {
    if (detail !== "open" || !shown || !PASSING.includes(shown.trouble) || !document.contains(shown.root)) return;
    shown.loaded = "";
    load(shown.data);
    prepare();
  });

  // Peaks may come later than the sound: the page is drawn again when they are there.
  const measure = async (mine) => {
    if (mine.isAsking) return;
    mine.isAsking = true;
    const answer = await fetch(`${address("waveform")}?buckets=1200`, {headers: {"Accept": "application/json"}}).catch(() => null);
    mine.isAsking = false;
    if (!answer?.ok) return;
    const wave = await answer.json().catch(() => null);
    if (!wave || mine !== shown) return;
    mine.wave = wave;
    prepare();
    paint();
  };

  // Drawing
  const paint = () => {
    const canvas = find(".player-canvas");
    if (!canvas) return;
    const box = canvas.getBoundingClientRect(), scale = window.devicePixelRatio || 1;
    if (!box.width) return;
    canvas.width = Math.round(box.width * scale);
    canvas.height = Math.round(box.height * scale);
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    const view = {pen, width: box.width, height: box.height, half: box.height / 2, x: (ms) => (ms / length()) * box.width};
    silences(view);
    if (shown.wave) peaks(view); else blocks(view);
    regions(view);
    marks(view);
    head(view);
    legend();
    list();
    tell();
  };

  const silences = ({pen, height, x}) => {
    for (const region of shown.wave?.regions || []) {
      if (region.kind !== "silence") continue;
      const from = x(region.start_ms), width = Math.max(x(region.stop_ms) - from, 1);
      pen.fillStyle = token({agent: "--warn-soft", bridge: "--bad-soft"}[region.owner] || "--sunken");
      pen.fillRect(from, 0, width, height);
    }
  };

  const lane = (side) => (side === "caller" ? {colour: "--data-person", up: true} : {colour: "--accent", up: false});

  const peaks = ({pen, width, half}) => {
    const played = place() / length();
    for (const side of ["caller", "agent"]) {
      const values = shown.wave.lanes[side], {colour, up} = lane(side), step = width / values.length;
      pen.fillStyle = token(colour);
      values.forEach((value, index) => {
        pen.globalAlpha = index / values.length <= played ? 1 : 0.55;
        const tall = Math.max(Math.sqrt(Math.max(value - QUIET, 0)) * (half - 8), value > QUIET ? 1 : 0.5);
        pen.fillRect(index * step, up ? half - 1 - tall : half + 1, Math.max(step - 0.3, 0.7), tall);
      });
    }
    pen.globalAlpha = 1;
  };

  const blocks = ({pen, half, x}) => {
    for (const turn of shown.data.turns) {
      const {colour, up} = lane(turn.role), from = x(turn.start);
      pen.fillStyle = token(colour);
      pen.globalAlpha = turn.estimated ? 0.45 : 0.8;
      pen.beginPath();
      pen.roundRect(from, up ? half - 30 : half + 6, Math.max(x(turn.stop) - from - 1, 2), 24, 4);
      pen.fill();
    }
    pen.globalAlpha = 1;
    pen.fillStyle = token("--line-strong");
    pen.fillRect(0, half, x(length()), 1);
  };

  const regions = ({pen, half, height, x}) => {
    for (const region of shown.wave?.regions || []) {
      if (!["interruption", "clipped", "lost"].includes(region.kind)) continue;
      const from = x(region.start_ms), width = Math.max(x(region.stop_ms) - from, 2);
      pen.fillStyle = token(KINDS[region.kind]);
      pen.globalAlpha = 0.28;
      pen.fillRect(from, region.side === "agent" ? half : 0, width, half);
      pen.globalAlpha = 1;
      pen.fillRect(from, region.side === "agent" ? height - 3 : 0, width, 3);
    }
  };

  const marks = ({pen, height, x}) => {
    for (const mark of shown.data.marks) {
      const at = x(mark.ms);
      pen.fillStyle = token(KINDS[mark.kind] || "--ink-2");
      pen.globalAlpha = 0.5;
      pen.fillRect(at, 0, 1, height);
      pen.globalAlpha = 1;
      pen.beginPath();
      pen.moveTo(at - 4, height); pen.lineTo(at + 4, height); pen.lineTo(at, height - 7);
      pen.fill();
    }
  };

  const head = ({pen, height, x}) => {
    pen.fillStyle = token("--ink");
    pen.fillRect(x(Math.min(place(), length())) - 0.75, 0, 1.5, height);
  };

  const nameOf = (region) => (region.kind === "silence" ? `silence-${region.owner}` : region.kind);

  // Only what is there is explained.
  const legend = () => {
    const kinds = new Set([
      ...(shown.wave?.regions || []).filter((one) => one.kind !== "speech" && one.kind !== "backchannel").map(nameOf),
      ...shown.data.marks.map((mark) => mark.kind),
    ]);
    const key = [...kinds].join();
    const box = find(".player-legend");
    if (box.dataset.key === key) return;
    box.dataset.key = key;
    box.replaceChildren(...[...kinds].map((kind) => {
      const item = document.createElement("span"), sign = document.createElement("i");
      sign.className = `region-${kind}`;
      item.append(sign, shown.data.words[kind] || kind);
      return item;
    }));
  };

  // The same as a table: when, what, how long.
  const list = () => {
    if (shown.listed?.wave === shown.wave && shown.listed?.data === shown.data) return; // painted many times a second
    shown.listed = {wave: shown.wave, data: shown.data};
    const {words, marks} = shown.data, box = find(".player-table");
    const happened = [
      ...(shown.wave?.regions || []).filter((one) => one.kind !== "speech" && one.kind !== "backchannel")
        .map((one) => ({ms: one.start_ms, text: words[nameOf(one)] || one.kind, for: tenths(one.stop_ms - one.start_ms)})),
      ...marks.map((mark) => ({ms: mark.ms, text: [words[mark.kind], mark.title].filter(Boolean).join(": "), for: ""})),
    ].sort((one, other) => one.ms - other.ms);
    box.hidden = happened.length === 0;
    const line = (cells, name) => {
      const row = document.createElement("tr");
      row.append(...cells.map((text) => Object.assign(document.createElement(name), {textContent: text})));
      return row;
    };
    const table = document.createElement("table"), head = table.createTHead(), body = table.createTBody();
    table.className = "cost-table";
    head.append(line([words.when, words.what, words.lasts], "th"));
    body.append(...happened.map((one) => line([clock(one.ms / 1000), one.text, one.for], "td")));
    box.querySelector(".player-rows").replaceChildren(table);
  };

  // The clock
  const tell = () => {
    const now = Math.min(place(), length()), text = `${clock(now / 1000)} / ${clock(length() / 1000)}`;
    const label = find(".player-time"), slider = find(".player-lanes");
    if (label.textContent !== text) label.textContent = text;
    const line = lineAt(now);
    slider.setAttribute("aria-valuemax", String(Math.round(length() / 1000)));
    slider.setAttribute("aria-valuenow", String(Math.round(now / 1000)));
    slider.setAttribute("aria-valuetext", fill(shown.data.words.of, {now: clock(now / 1000), all: clock(length() / 1000)})
      + (line ? `, ${shown.data.words[line.role]}` : ""));
    const quality = find(".player-quality");
    const score = shown.wave?.quality?.score;
    quality.textContent = Number.isFinite(score) ? fill(shown.data.words.quality, {score}) : "";
    markLine(line);
  };

  const lineAt = (ms) => {
    const begun = shown.data.turns.filter((turn) => turn.start <= ms + LEAST_LINE_MS / 4);
    return begun.length ? begun[begun.length - 1] : null;
  };

  // The line being heard is marked, and kept in view until the reader scrolls.
  const markLine = (line) => {
    const isHeard = isPlayable() && (!audio().paused || shown.hasPlayed);
    const row = line && isHeard ? document.getElementById(`turn-${line.position}`) : null;
    for (const other of document.querySelectorAll(".turn.is-heard")) if (other !== row) other.classList.remove("is-heard");
    if (!row) return;
    row.classList.add("is-heard");
    if (shown.line === line.position || !shown.follows || audio().paused) return;
    shown.line = line.position;
    const box = row.getBoundingClientRect(), top = shown.root.getBoundingClientRect().bottom;
    if (box.top < Math.max(top, 0) + 16 || box.bottom > innerHeight - 96) {
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      scrollBy({top: box.top - Math.max(top, 0) - 80, behavior: calm ? "auto" : "smooth"});
    }
  };

  const run = () => {
    if (!shown || !document.contains(shown.root)) return;
    paint();
    if (!audio().paused) requestAnimationFrame(run);
  };

  const seek = (ms, {plays = false} = {}) => {
    if (!shown) return;
    const to = Math.min(Math.max(ms, 0), length());
    if (!isPlayable()) { shown.place = to; paint(); return; }
    audio().currentTime = to / 1000;
    shown.hasPlayed = true;
    follow(true);
    if (plays && audio().paused) audio().play().catch(() => {});
    paint();
  };

  const toggle = () => {
    if (!isPlayable()) return;
    if (audio().paused) { follow(true); audio().play().catch(() => {}); } else audio().pause();
  };

  const follow = (does) => {
    shown.follows = does;
    shown.line = does ? null : shown.line;
    find(".player-follow").hidden = does || audio().paused;
  };

  // Hands
  const bind = (root) => {
    const sound = audio(), lanes = find(".player-lanes");
    const showState = () => {
      const isOn = !sound.paused;
      root.classList.toggle("is-playing", isOn);
      find(".player-play .bi").className = `bi bi-${isOn ? "pause" : "play"}-fill`;
      find(".player-play").setAttribute("aria-pressed", String(isOn));
      find(".player-follow").hidden = shown.follows || !isOn;
    };
    sound.addEventListener("play", () => { shown.hasPlayed = true; showState(); requestAnimationFrame(run); });
    for (const name of ["pause", "ended"]) sound.addEventListener(name, () => { showState(); run(); });
    sound.addEventListener("seeked", run);
    sound.addEventListener("loadedmetadata", () => { sound.playbackRate = Number(find(".player-speed").value) || 1; run(); });
    sound.addEventListener("error", () => { if (isPlayable()) fail(shown); });
    const speed = find(".player-speed");
    speed.value = localStorage.getItem("autobox-speed") || "1";
    speed.addEventListener("change", () => { sound.playbackRate = Number(speed.value); localStorage.setItem("autobox-speed", speed.value); });
    const at = (event) => {
      const box = lanes.getBoundingClientRect();
      return ((event.clientX - box.left) / box.width) * length();
    };
    lanes.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      lanes.setPointerCapture(event.pointerId);
      seek(at(event));
    });
    lanes.addEventListener("pointermove", (event) => { if (lanes.hasPointerCapture(event.pointerId)) seek(at(event)); else hint(event, at(event)); });
    lanes.addEventListener("pointerleave", () => { find(".player-tip").hidden = true; });
    lanes.addEventListener("pointerup", (event) => { const line = isPlayable() ? null : lineAt(at(event)); if (line) showLine(line.position); });
    lanes.addEventListener("keydown", (event) => {
      const to = {Home: 0, End: length(), PageUp: place() - 30000, PageDown: place() + 30000, ArrowUp: place() + STEP_S * 1000, ArrowDown: place() - STEP_S * 1000,
        ArrowLeft: place() - STEP_S * 1000, ArrowRight: place() + STEP_S * 1000}[event.key];
      if (to === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      seek(to);
    });
    find(".player-follow").addEventListener("click", () => { follow(true); run(); });
    new ResizeObserver(() => shown && paint()).observe(lanes);
  };

  const showLine = (position) => document.getElementById(`turn-${position}`)?.scrollIntoView({block: "center"});

  const hint = (event, ms) => {
    const tip = find(".player-tip"), reach = length() / 150;
    const found = [
      ...shown.data.marks.filter((mark) => Math.abs(mark.ms - ms) < reach).map((mark) => [shown.data.words[mark.kind], mark.title].filter(Boolean).join(": ")),
      ...(shown.wave?.regions || []).filter((one) => one.kind !== "speech" && one.start_ms - reach / 3 <= ms && ms <= one.stop_ms + reach / 3)
        .map((one) => `${shown.data.words[nameOf(one)] || one.kind} · ${tenths(one.stop_ms - one.start_ms)}`),
    ];
    tip.hidden = false;
    tip.textContent = [clock(ms / 1000), ...found].join(" · ");
    const box = find(".player-lanes").getBoundingClientRect();
    tip.style.left = `${Math.min(Math.max(event.clientX - box.left, 60), box.width - 60)}px`;
  };

  const SCROLLING = ["PageUp", "PageDown", "Home", "End", "ArrowUp", "ArrowDown"];
  for (const name of ["wheel", "touchmove", "keydown"]) {
    addEventListener(name, (event) => {
      if (name === "keydown" && (!SCROLLING.includes(event.key) || event.target.closest("input, textarea, select, dialog[open]"))) return;
      if (shown && document.contains(shown.root) && isPlayable() && !audio().paused && !event.target.closest?.(".player")) follow(false);
    }, {passive: true});
  }

  // A line, a bar or a citation that is clicked is heard. Words that are being selected are not.
  document.addEventListener("click", (event) => {
    if (!shown || !document.contains(shown.root)) return;
    const act = event.target.closest("[data-player]");
    if (act) return ({play: toggle, back: () => seek(place() - STEP_S * 1000), forward: () => seek(place() + STEP_S * 1000)})[act.dataset.player]();
    const bar = event.target.closest("[data-seek]");
    if (bar) { showLine(bar.dataset.turn); return seek(Number(bar.dataset.seek), {plays: true}); }
    const isOther = event.target.closest("button, summary, input, select, textarea, .proof a");
    const turn = isOther ? null : event.target.closest(".call-dialogue .turn[data-ms]");
    if (turn && String(getSelection()) === "") seek(Number(turn.dataset.ms), {plays: isPlayable()});
  });
  document.addEventListener("keydown", (event) => {
    if (!shown || !document.contains(shown.root) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest("input, textarea, select, dialog[open], [contenteditable]")) return;
    if (event.key === " " && !event.target.closest("button, a, summary, [role=tab]")) { event.preventDefault(); toggle(); }
    if (event.key === "ArrowLeft" && !event.target.closest("[role=tab]")) { event.preventDefault(); seek(place() - STEP_S * 1000); }
    if (event.key === "ArrowRight" && !event.target.closest("[role=tab]")) { event.preventDefault(); seek(place() + STEP_S * 1000); }
  });
  new MutationObserver(() => { if (shown && document.contains(shown.root)) paint(); })
    .observe(document.documentElement, {attributes: true, attributeFilter: ["data-bs-theme"]});

  window.dash_clientside = Object.assign({}, window.dash_clientside, {callSound: {draw}});
})();
