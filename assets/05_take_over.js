// A person on our side takes a live call over. Any element with `data-take-over="<conversation id>"` works, on every page and
// however often it is drawn anew: the clicks are heard by the document, and what was asked or told is put back into the new element.
// Which words to say stands in the markup.
(() => {
  const states = new Map();  // by conversation: {asking, busy, text, isBad}
  const drawn = new WeakSet();
  const of = (conversation) => states.get(conversation) || {};
  const boxes = (conversation) => document.querySelectorAll(conversation ? `[data-take-over="${CSS.escape(conversation)}"]` : "[data-take-over]");

  const draw = (box) => {
    const {asking, busy, text = "", isBad = false} = of(box.dataset.takeOver);
    drawn.add(box);
    box.querySelectorAll(".take-over-act").forEach((act) => {
      const isAsked = act.querySelector("[data-ask]").dataset.ask === asking;
      act.querySelector("[data-ask]").hidden = isAsked;
      act.querySelector(".take-over-question").hidden = !isAsked;
    });
    box.querySelectorAll("button").forEach((one) => { one.disabled = Boolean(busy); });
    const told = box.querySelector(".take-over-told");
    told.textContent = text;
    told.classList.toggle("is-bad", isBad);
  };
  const change = (conversation, changes) => {
    states.set(conversation, {...of(conversation), ...changes});
    boxes(conversation).forEach(draw);
  };
  const drawAnew = () => {
    if (!states.size) return;
    for (const box of boxes()) {
      if (drawn.has(box) || !states.has(box.dataset.takeOver)) continue;
      draw(box);
      if (document.activeElement === document.body) box.querySelector(".take-over-question:not([hidden]) [data-do]")?.focus({preventScroll: true});
    }
  };

  const refusal = async (answer, words) => {
    const body = answer ? await answer.json().catch(() => null) : null;
    return words[answer ? body?.error?.code : "unreachable"] || words.any;
  };

  const carryOut = async (box, act, what) => {
    const conversation = box.dataset.takeOver, words = JSON.parse(box.dataset.refusals), {doing, done} = act.dataset;
    change(conversation, {busy: true, text: doing, isBad: false});
    const answer = await fetch(`/api/conversation/${conversation}/${what}`, {method: "POST", headers: {"Accept": "application/json"}}).catch(() => null);
    if (!answer?.ok) return change(conversation, {busy: false, text: await refusal(answer, words), isBad: true});
    change(conversation, {text: done});
    states.delete(conversation);  // what is drawn from now on knows it by itself
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-over] [data-ask], [data-take-over] [data-do]");
    if (!button) return;
    const box = button.closest("[data-take-over]");
    const act = button.closest(".take-over-act");
    const {ask, do: what} = button.dataset;
    change(box.dataset.takeOver, {asking: ask || null, text: ""});
    if (ask) act.querySelector("[data-do]").focus();
    else if (what === "no") act.querySelector("[data-ask]").focus();
    else carryOut(box, act, what);
  });

  document.addEventListener("keydown", (event) => {
    const act = event.key === "Escape" && event.target.closest?.(".take-over-act");
    if (!act) return;
    change(act.closest("[data-take-over]").dataset.takeOver, {asking: null});
    act.querySelector("[data-ask]").focus();
  });
  new MutationObserver(drawAnew).observe(document.body, {childList: true, subtree: true});
})();
