// Who sets up webhooks by keyboard keeps their place: what opens takes the focus, and a button that was drawn anew has it still.
(() => {
  const twins = {on: "off", off: "on"};
  const card = () => document.getElementById("webhooks-panel")?.closest(".card-box");
  let last = null, asked;

  const drawnAnew = ({id}) => {
    const {step, webhook} = id.startsWith("{") ? JSON.parse(id) : {};
    const steps = [...card().querySelectorAll(".webhooks button")].map((one) => [one, JSON.parse(one.id)]);
    const twin = steps.find(([, one]) => one.webhook === webhook && one.step === twins[step]);
    return document.getElementById(id) || twin?.[0] || steps.find(([, one]) => one.webhook === webhook)?.[0] || card().querySelector(".btn-primary");
  };

  const settle = () => {
    if (!card()) return;
    const opened = card().querySelector("[data-asks]");
    const isNew = opened && opened.dataset.asks !== asked;
    asked = opened?.dataset.asks;
    if (isNew) opened.querySelector("input, button, [tabindex]").focus();
    else if (last && !last.isConnected && document.activeElement === document.body) drawnAnew(last).focus();
  };

  document.addEventListener("pointerdown", () => { last = null; });
  document.addEventListener("focusin", ({target}) => {
    last = card()?.contains(target) ? target : null;
    if (last?.matches("code.shown-once")) getSelection().selectAllChildren(last);
  });
  new MutationObserver(settle).observe(document.documentElement, {childList: true, subtree: true});
})();
