// Presses of buttons that are no components (`dashboard_app/components/step_button.py`): each puts what it is for into the store it names.
document.addEventListener("click", ({target}) => {
  const button = target.closest?.("[data-press]");
  if (!button) return;
  const {press, step, index} = button.dataset;
  window.autoboxSet(press, {data: {step, index, label: button.ariaLabel ?? button.innerText, at: performance.now()}});
});
