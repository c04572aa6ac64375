// The board of live calls: refreshes on events, keeps transcripts at their end, fills a screen on the wall.
(() => {
  const {none, idle, events, noteEvents, refresh, throttled} = window.autoboxPage;

  const live = {
    listen() {
      if (idle()) return none();
      noteEvents(events());
      throttled("live", 300, () => refresh("live-said"), "live-board");
      return none();
    },
    // A screen on the wall: everything, and it must not fall asleep. Needs the click, as browsers want a gesture.
    async fill(clicks) {
      if (!clicks) return none();
      await document.documentElement.requestFullscreen?.().catch(() => null);
      await navigator.wakeLock?.request("screen").catch(() => null);
      return none();
    },
  };
  // Whoever reads the end of a running transcript is kept there; whoever scrolled up in it is left in peace.
  const atEnd = new WeakMap();
  document.addEventListener("scroll", ({target}) => {
    if (target.classList?.contains("board-said")) atEnd.set(target, target.scrollTop + target.clientHeight >= target.scrollHeight - 24);
  }, {capture: true, passive: true});
  new MutationObserver(() => {
    for (const box of document.querySelectorAll(".board-said")) if (atEnd.get(box) !== false) box.scrollTop = box.scrollHeight;
  }).observe(document.documentElement, {childList: true, subtree: true, characterData: true});

  window.dash_clientside = Object.assign({}, window.dash_clientside, {board: live});
})();
