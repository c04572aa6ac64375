// A colleague tells the agent of a live call something. Any element with `data-hint="<conversation id>"` gets a field, on every page. The
// live board is drawn anew with each turn: so each call has one field, made here, that moves into the new element with its caret, what is
// written in it and what came of it. A draft also outlives a reload (06_drafts.js). Which words to say stands in the markup.
(() => {
  const MOST_FIELDS = 60;
  const pieces = new Map();  // by conversation
  const make = (tag, className, attributes = {}) => Object.assign(document.createElement(tag), {className, ...attributes});

  class Piece {
    constructor(box) {
      this.conversation = box.dataset.hint;
      this.words = JSON.parse(box.dataset.words);
      const {field: name, tell, silent} = this.words;
      this.field = make("input", "form-control form-control-sm", {type: "text", maxLength: Number(box.dataset.most), placeholder: name, ariaLabel: name, autocomplete: "off"});
      this.button = make("button", "btn btn-light btn-sm", {type: "button"});
      this.button.append(make("i", "bi bi-chat-dots", {ariaHidden: "true"}), tell);
      this.told = make("p", "hint-told", {role: "status", textContent: silent});
      this.line = make("div", "hint-line");
      this.line.append(this.field, this.button);
      this.button.addEventListener("click", () => this.tell());
      this.field.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.isComposing) this.tell(); });
    }

    moveTo(box) {
      const {field} = this, ends = [field.selectionStart, field.selectionEnd], isNew = !field.value && this.told.textContent === this.words.silent;
      box.append(this.line, this.told);
      if (isNew) field.value = window.autoboxDraftOf(field).text;
      if (written !== field || document.activeElement !== document.body) return;
      field.focus({preventScroll: true});
      field.setSelectionRange(...ends);
    }

    say(text, {isBusy = false, isBad = false} = {}) {
      this.isBusy = this.button.disabled = isBusy;
      this.told.textContent = text;
      this.told.classList.toggle("is-bad", isBad);
    }

    async tell() {
      const {field, words} = this, sent = field.value;
      if (this.isBusy) return;
      field.focus({preventScroll: true});
      if (!sent.trim()) return;
      this.say(words.telling, {isBusy: true});
      const answer = await fetch(`/api/conversation/${this.conversation}/hint`, {
        method: "POST", headers: {"Content-Type": "application/json", "Accept": "application/json"}, body: JSON.stringify({text: sent}),
      }).catch(() => null);
      if (!answer?.ok) return this.say(await refusal(answer, words), {isBad: true});
      if (field.value === sent) { // what was written meanwhile stays
        field.value = "";
        window.autoboxDraftKept(field);
      }
      const {at} = await answer.json();
      this.say(`${words.told} · ${at.slice(11, 16)}`);
    }
  }

  const refusal = async (answer, words) => {
    const body = answer ? await answer.json().catch(() => null) : null;
    return words[answer ? body?.error?.code : "unreachable"] || words.any;
  };

  // The field that somebody writes in, until they go elsewhere: one that is taken out of the page loses the focus without a sign.
  let written = null;
  document.addEventListener("focusin", ({target}) => { written = target; });
  document.addEventListener("pointerdown", ({target}) => { if (target !== written) written = null; });
  document.addEventListener("keydown", ({key}) => { if (key === "Tab") written = null; }, true);

  const place = () => {
    for (const box of document.querySelectorAll("[data-hint]")) {
      const known = pieces.get(box.dataset.hint) || new Piece(box);
      if (box.contains(known.line)) continue;
      pieces.set(known.conversation, known);
      known.moveTo(box);
    }
    for (const [conversation, {line}] of pieces) if (pieces.size > MOST_FIELDS && !line.isConnected) pieces.delete(conversation);
  };
  new MutationObserver(place).observe(document.body, {childList: true, subtree: true});
})();
