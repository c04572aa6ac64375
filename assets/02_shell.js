// The frame's own behaviour: where we are, light or dark, the clocks of running calls, staying at the end of a dialogue.
(() => {
  const all = (selector, act) => document.querySelectorAll(selector).forEach(act);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    shell: {
      // The entry of the page that is shown; a call belongs to the calls.
      mark(pathname, ids) {
        const here = (pathname || "/").startsWith("/analysis/") ? "/calls" : pathname || "/";
        requestAnimationFrame(() => document.querySelector(".sidebar .nav-item.is-active")?.scrollIntoView({ block: "nearest" }));
        return ids.map((id) => (id.path === here ? "nav-item is-active" : "nav-item"));
      },
      theme() {
        if (window.dash_clientside.callback_context.triggered.some((one) => one.value)) window.autoboxTheme.next();
        return window.dash_clientside.no_update;
      },
      sheet(clicks) { return Boolean(clicks); },
    },
  });

  const showTime = (seconds) => {
    const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, Math.floor(seconds % 60)];
    const two = (value) => String(value).padStart(2, "0");
    return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
  };
  const now = () => Date.now() + (window.autoboxAhead ?? 0);
  const runClocks = () => all(".running-time[data-since]", (clock) => {
    const text = showTime(Math.max(0, (now() - Date.parse(clock.dataset.since)) / 1000));
    if (clock.textContent !== text) clock.textContent = text;
  });
  setInterval(runClocks, 1000);

  // Languages come back to the page that is read.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-keeps-place]");
    if (link) link.search = "?next=" + encodeURIComponent(location.pathname + location.search);
    const toggle = event.target.closest("[data-toggles]");
    if (toggle) toggle.setAttribute("aria-expanded", String((toggle.closest("[role=search]") ?? toggle.parentElement).classList.toggle(toggle.dataset.toggles)));
    all(".menu[open], .tile-help[open]", (menu) => { if (!menu.contains(event.target)) menu.open = false; });
    if (event.target.closest(".menu a")) event.target.closest(".menu").open = false;
    if (event.target.closest("[data-prints]")) print();
    if (event.target.closest(".to-latest button")) window.scrollTo({top: document.body.scrollHeight, behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth"});
  });

  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest?.(".menu[open], .tile-help[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // While a call runs: whoever reads its end is kept there, whoever reads further up is left in peace.
  const nearEnd = () => window.innerHeight + window.scrollY > document.body.scrollHeight - 160;
  let wasNearEnd = true;
  let turnsSeen = 0;
  addEventListener("scroll", () => {
    wasNearEnd = nearEnd();
    if (wasNearEnd) all(".call-dialogue.has-unseen", (card) => card.classList.remove("has-unseen"));
  }, {passive: true});
  // Dash gives a group of choices no name; the heading above it is one.
  const nameChoices = () => all('[role="radiogroup"]:not([aria-label])', (group) => {
    const heading = group.closest("section, .page-head, form")?.querySelector("h1, h2, h3, legend");
    if (heading) group.setAttribute("aria-label", heading.textContent);
  });
  new MutationObserver(() => {
    runClocks();
    nameChoices();
    const turns = document.querySelectorAll(".call-dialogue .turn");
    const isLive = document.querySelector(".call-dialogue .waiting-turn") !== null;
    if (isLive && turnsSeen > 0 && turns.length > turnsSeen) {
      turns[turns.length - 1].classList.add("is-new");
      if (wasNearEnd) window.scrollTo({top: document.body.scrollHeight});
      else all(".call-dialogue", (card) => card.classList.add("has-unseen"));
    }
    turnsSeen = turns.length;
  }).observe(document.documentElement, {childList: true, subtree: true});
})();
