// A person on our side takes a live call over. Any element with `data-take-over="<conversation id>"` works, on every page and
// however often it is drawn anew: the clicks are heard by the document. Which words to say stands in the markup.
(() => {
  const show = (act, asking) => {
    act.querySelector("[data-ask]").hidden = asking;
    act.querySelector(".take-over-question").hidden = !asking;
    if (asking) act.querySelector("[data-do]").focus();
  };

  const tell = (box, text, isBad) => {
    const told = box.querySelector(".take-over-told");
    told.textContent = text;
    told.classList.toggle("is-bad", isBad);
  };

  const refusal = async (answer, words) => {
    const body = answer ? await answer.json().catch(() => null) : null;
    return words[answer ? body?.error?.code : "unreachable"] || words.any;
  };

  const carryOut = async (box, act, what) => {
    const buttons = box.querySelectorAll("button");
    buttons.forEach((one) => { one.disabled = true; });
    tell(box, act.dataset.doing, false);
    const path = `/api/conversation/${box.dataset.takeOver}/${what}`;
    const answer = await fetch(path, {method: "POST", headers: {"Accept": "application/json"}}).catch(() => null);
    if (answer?.ok) return tell(box, act.dataset.done, false);
    buttons.forEach((one) => { one.disabled = false; });
    tell(box, await refusal(answer, JSON.parse(box.dataset.refusals)), true);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take-over] [data-ask], [data-take-over] [data-do]");
    if (!button) return;
    const box = button.closest("[data-take-over]");
    const act = button.closest(".take-over-act");
    box.querySelectorAll(".take-over-act").forEach((one) => show(one, Boolean(button.dataset.ask) && one === act));
    tell(box, "", false);
    if (button.dataset.ask) return;
    if (button.dataset.do === "no") act.querySelector("[data-ask]").focus();
    else carryOut(box, act, button.dataset.do);
  });

  document.addEventListener("keydown", (event) => {
    const act = event.key === "Escape" && event.target.closest?.(".take-over-act");
    if (!act) return;
    show(act, false);
    act.querySelector("[data-ask]").focus();
  });
})();
