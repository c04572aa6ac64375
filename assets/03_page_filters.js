// What is chosen in the controls of a page, as its address has it.
(() => {
  const DAY_LENGTH = 10;
  // The filters that the controls give, over those of before: what has no control stays. A time, which no control of days can show, stays
  // until a day is chosen.
  const filtersOf = (given, before) => {
    const isKept = (name) => ["from", "to"].includes(name) && !given[name] && before?.[name]?.length > DAY_LENGTH;
    const asked = Object.entries(given).filter(([name]) => !isKept(name));
    const filters = Object.fromEntries(Object.entries({...before, ...Object.fromEntries(asked)}).filter(([, value]) => value && value !== "any"));
    // What is told in words is told no more once a control has changed it.
    for (const chip of document.querySelectorAll(".filter-chip")) {
      const [name] = chip.dataset.drops.split(",");
      if (filters[name] !== before?.[name]) chip.hidden = true;
    }
    return filters;
  };

  // On a page of figures, where a button of a period sets both days. `isSame`: as before. `field`: the control that was changed, unless it
  // was such a button.
  const chosen = (values, ids, before) => {
    const pressed = window.dash_clientside.callback_context.triggered_id, isPeriod = Boolean(pressed?.type?.endsWith("-period"));
    const given = Object.fromEntries(ids.map((id, place) => [id.name, values[place]]));
    const buttons = [...document.querySelectorAll(".period")];
    const period = isPeriod ? buttons.find((button) => button.id.includes(`"${pressed.name}"`)) : null;
    if (period) [given.from, given.to] = [period.dataset.from, period.dataset.to];
    const filters = filtersOf(given, before);
    for (const button of buttons) {
      button.setAttribute("aria-pressed", String(button.dataset.from === filters.from && button.dataset.to === filters.to));
    }
    const sorted = (some) => JSON.stringify(Object.entries(some || {}).sort());
    return {filters, period, isSame: sorted(filters) === sorted(before), field: isPeriod ? "" : pressed?.name};
  };

  window.autoboxFilters = {filtersOf, chosen};
})();
