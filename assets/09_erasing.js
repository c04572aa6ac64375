// Erasing what is kept of a caller: the question counts what would go before it is asked, and says what went.
(() => {
  const find = (id) => document.getElementById(id);
  const words = () => JSON.parse(find("call-erase").dataset.words);
  const fill = (text, n) => text.replace("{n}", new Intl.NumberFormat(document.documentElement.lang).format(n));
  const path = (end = "") => `/api/conversation/${location.pathname.split("/").pop()}${end}`;
  const tell = (...parts) => find("call-erase").querySelector(".erase-told").replaceChildren(...parts);
  const action = () => find("call-erase").querySelector("[data-erase=do]");
  let kept = {}, isDone = false;

  const ask = async (method, where) => {
    const answer = await fetch(where, {method, headers: {"Accept": "application/json"}}).catch(() => null);
    const content = answer ? await answer.json().catch(() => ({})) : {};
    if (answer?.ok) return content;
    tell(words()[answer ? content.error?.code : "unreachable"] || words().any);
    return null;
  };

  const show = () => {
    const found = kept[find("call-erase-scope").value];
    for (const place of document.querySelectorAll("[data-kept]")) {
      place.textContent = found ? fill("{n}", found[place.dataset.kept]) : "…";
    }
    action().disabled = !found || found.calls === found.running;
    if (!found) return;
    const told = [];
    if (!kept.caller) told.push(words().hidden);
    if (found.running) told.push(fill(words().running, found.running));
    tell(told.join(" "));
  };

  const open = async () => {
    const scope = find("call-erase-scope");
    [kept, isDone] = [{}, false];
    show();
    tell();
    find("call-erase").showModal();
    kept = (await ask("GET", path("/erasure"))) || {};
    scope.querySelector("[value=caller]").disabled = !kept.caller;
    scope.value = kept.caller ? "caller" : "call";
    show();
  };

  const erase = async () => {
    action().disabled = true;
    tell(words().doing);
    isDone = true; // the page hears of it before the answer is here
    const gone = await ask("DELETE", path(find("call-erase-scope").value === "caller" ? "/caller" : ""));
    if (!gone) { isDone = action().disabled = false; return; }
    const on = Object.assign(document.createElement("a"), {href: "/calls", textContent: words().on});
    tell(fill(words().done, gone.calls - gone.running), " ", on);
    on.focus();
  };

  // A page of a call that is gone shows that it is; whoever erased it reads first what went.
  window.autoboxErased = () => { if (!(isDone && find("call-erase")?.open)) location.reload(); };
  document.addEventListener("close", ({target}) => { if (target.id === "call-erase" && isDone) location.assign("/calls"); }, true);
  document.addEventListener("change", ({target}) => { if (target.id === "call-erase-scope") show(); });
  document.addEventListener("click", ({target}) => {
    const what = target.closest("[data-erase]")?.dataset.erase;
    if (what) ({ask: open, do: erase})[what]();
  });
})();
