// A colleague tells the agent of a live call something. Any element with `data-hint="<conversation id>"` works, on every page and however
// often it is drawn anew: what was told or refused is put back into the new element, and what is being written by 06_drafts.js.
(() => {
  const states = new Map();  // by conversation: {busy, text, isBad}
  const drawn = new WeakSet();
  const boxes = (conversation) => document.querySelectorAll(conversation ? `[data-hint="${CSS.escape(conversation)}"]` : "[data-hint]");
  const fieldOf = (box) => box.querySelector("input");

  const draw = (box) => {
    const {busy = false, text, isBad = false} = states.get(box.dataset.hint);
    drawn.add(box);
    box.querySelector("[data-tell]").disabled = busy;
    const told = box.querySelector(".hint-told");
    told.textContent = text;
    told.classList.toggle("is-bad", isBad);
  };
  const change = (conversation, state) => {
    states.set(conversation, state);
    boxes(conversation).forEach(draw);
  };
  const clock = () => new Date().toLocaleTimeString(document.documentElement.lang || undefined, {hour: "2-digit", minute: "2-digit"});

  // What was written meanwhile stays.
  const clear = (conversation, sent) => {
    for (const box of boxes(conversation)) {
      const field = fieldOf(box);
      if (field.value !== sent) continue;
      window.autoboxDraftKept(field);
      window.autoboxSet(JSON.parse(field.id), {value: ""});
    }
  };
  const refusal = async (answer, words) => {
    const body = answer ? await answer.json().catch(() => null) : null;
    return words[answer ? body?.error?.code : "unreachable"] || words.any;
  };
  const tell = async (box) => {
    const conversation = box.dataset.hint, words = JSON.parse(box.dataset.words), field = fieldOf(box), sent = field.value;
    if (states.get(conversation)?.busy) return;
    field.focus({preventScroll: true});
    if (!sent.trim()) return;
    change(conversation, {busy: true, text: words.telling});
    const answer = await fetch(`/api/conversation/${conversation}/hint`, {
      method: "POST", headers: {"Content-Type": "application/json", "Accept": "application/json"}, body: JSON.stringify({text: sent}),
    }).catch(() => null);
    if (!answer?.ok) return change(conversation, {text: await refusal(answer, words), isBad: true});
    clear(conversation, sent);
    change(conversation, {text: `${words.told} · ${clock()}`});
  };

  document.addEventListener("click", ({target}) => {
    const button = target.closest("[data-hint] [data-tell]");
    if (button) tell(button.closest("[data-hint]"));
  });
  document.addEventListener("keydown", (event) => {
    const box = event.key === "Enter" && !event.isComposing && event.target.matches?.("[data-hint] input") && event.target.closest("[data-hint]");
    if (box) tell(box);
  });
  new MutationObserver(() => {
    if (!states.size) return;
    for (const box of boxes()) if (!drawn.has(box) && states.has(box.dataset.hint)) draw(box);
  }).observe(document.body, {childList: true, subtree: true});
})();
