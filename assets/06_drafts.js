// What people write stays theirs until it is kept: it outlives a redraw by what others add, a reload, and a session that ends while
// they write. A field stands under [data-draft], whose value names call and note; drafts live as long as the tab. Whose they are stands
// in the frame (`data-reader`), because parts of pages are one answer for many readers.
(() => {
  const STORE = "autobox-draft:", WRITTEN = "textarea, input";
  const nameOf = (place) => `${STORE}${document.querySelector("[data-reader]")?.dataset.reader}:${place.dataset.draft}`;
  const fieldOf = (place) => place.querySelector(WRITTEN);
  const idOf = (field) => (field.id.startsWith("{") ? JSON.parse(field.id) : field.id);
  const put = (field, value) => window.autoboxSet(idOf(field), {value});
  const closed = new Set(); // editors that their writer has closed: what was written is kept, but they are not opened again
  let caret = null; // where somebody is writing now: field, start and end

  const noteCaret = (field) => {
    const place = field.closest("[data-draft]");
    caret = place && {name: nameOf(place), field, ends: [field.selectionStart, field.selectionEnd]};
  };
  document.addEventListener("input", ({target}) => {
    const place = target.closest?.("[data-draft]");
    if (!place || !target.matches(WRITTEN)) return;
    if (target.value) sessionStorage.setItem(nameOf(place), target.value);
    else sessionStorage.removeItem(nameOf(place));
    closed.delete(nameOf(place));
    noteCaret(target);
  });
  document.addEventListener("selectionchange", () => { if (document.activeElement?.matches(WRITTEN)) noteCaret(document.activeElement); });
  document.addEventListener("pointerdown", ({target}) => { if (!target.closest?.("[data-draft]")) caret = null; });
  document.addEventListener("click", ({target}) => {
    const editor = target.closest?.("summary")?.parentElement;
    if (editor?.dataset.draft) closed[editor.open ? "add" : "delete"](nameOf(editor)); // it is still as it was before the press
  });

  // A field that has just come may not be known to Dash yet: then it is told again.
  const show = (field, draft, frames = 120) => {
    const place = field.closest("[data-draft]");
    if (!field.isConnected || field.value === draft || sessionStorage.getItem(nameOf(place)) !== draft) return;
    put(field, draft);
    if (frames) requestAnimationFrame(() => show(field, draft, frames - 1));
  };
  const bringBack = (place) => {
    const draft = sessionStorage.getItem(nameOf(place)), field = fieldOf(place);
    if (draft === null || !field) return;
    if (place.tagName === "DETAILS" && !closed.has(nameOf(place))) place.open = true;
    const isOther = field.value !== draft, isSame = caret?.field === field;
    if (isOther) show(field, draft);
    if (caret?.name !== nameOf(place) || (isSame ? !isOther : caret.field.isConnected)) return;
    writeOn(field, draft, caret.ends);
  };
  // Once the field shows the draft: what is set later would move the caret to its end. A slow telephone takes its time; who goes
  // elsewhere meanwhile is not called back.
  const writeOn = (field, draft, ends, frames = 600) => requestAnimationFrame(() => {
    if (!field.isConnected || caret?.name !== nameOf(field.closest("[data-draft]"))) return;
    if (field.value !== draft && frames) { writeOn(field, draft, ends, frames - 1); return; }
    field.focus({preventScroll: true});
    field.setSelectionRange(...ends);
  });
  const seen = new WeakSet();
  const look = () => {
    for (const place of document.querySelectorAll("[data-draft]")) {
      if (seen.has(place)) continue;
      seen.add(place);
      bringBack(place);
    }
  };
  new MutationObserver(look).observe(document.documentElement, {childList: true, subtree: true});

  // What a button of Dash sends ([data-sent-by]) is kept once it has been answered.
  let sent = {};
  document.addEventListener("click", ({target}) => {
    const button = target.closest?.("button"), place = button?.id && document.querySelector(`[data-sent-by="${CSS.escape(button.id)}"]`);
    if (place) sent = {[`${button.id}.n_clicks`]: nameOf(place)};
  }, true);
  document.addEventListener("callback:answered", ({detail: {changed, hasFailed}}) => {
    for (const name of changed) if (sent[name] && !hasFailed) sessionStorage.removeItem(sent[name]);
    afterFrames(2, () => document.querySelectorAll("[data-draft]").forEach(bringBack));
  });
  // A redraw may give a field that stays another text: what somebody else, or the same person in another tab, has kept meanwhile.
  const afterFrames = (count, act) => requestAnimationFrame(() => (count > 1 ? afterFrames(count - 1, act) : act()));

  // Of a field whose place is named only when it is shown.
  window.autoboxDraftOf = (field) => {
    const name = nameOf(field.closest("[data-draft]"));
    return {text: sessionStorage.getItem(name) || "", forget: () => sessionStorage.removeItem(name)};
  };
  // It has been kept, or is not wanted any more.
  window.autoboxDraftKept = (field) => {
    const place = field?.closest("[data-draft]");
    if (place) sessionStorage.removeItem(nameOf(place));
  };
})();
