// What is chosen in the controls of a page of figures. A button of a period sets both days.
(() => {
  // `chosen`: the parts of the address. `isSame`: as before. `field`: the control that was changed, unless it was a period's button.
  window.autoboxChosen = (values, ids, before) => {
    const pressed = window.dash_clientside.callback_context.triggered_id, isPeriod = Boolean(pressed?.type?.endsWith("-period"));
    const given = Object.fromEntries(ids.map((id, place) => [id.name, values[place]]));
    const buttons = [...document.querySelectorAll(".period")];
    const period = isPeriod ? buttons.find((button) => button.id.includes(`"${pressed.name}"`)) : null;
    if (period) [given.from, given.to] = [period.dataset.from, period.dataset.to];
    // What has no control stays as the address has it.
    const chosen = window.autoboxPage.filtersOf(given, before);
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.from === chosen.from && button.dataset.to === chosen.to));
    }
    const sorted = (filters) => JSON.stringify(Object.entries(filters || {}).sort());
    return {chosen, period, isSame: sorted(chosen) === sorted(before), field: isPeriod ? "" : pressed?.name};
  };
})();
