// Erasing what is kept of a caller: the question counts what would go before it is asked, and says how far the workers are and what went.
(() => {
  const find = (id) => document.getElementById(id);
  const words = () => JSON.parse(find("call-erase").dataset.words);
  const fill = (text, n) => text.replace("{n}", new Intl.NumberFormat(document.documentElement.lang, {useGrouping: "always"}).format(n));
  const path = (end = "") => `/api/conversation/${location.pathname.split("/").pop()}${end}`;
  const tell = (...parts) => find("call-erase").querySelector(".erase-told").replaceChildren(...parts);
  const action = () => find("call-erase").querySelector("[data-erase=do]");
  const bar = () => find("call-erase").querySelector(".erase-bar");
  const count = (n) => fill("{n}", n);
  let kept = {}, isDone = false, isGone = false, followed = null;

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
    action().disabled = !found || found.calls === found.running || Boolean(followed);
    if (!found || followed) return;
    const told = [];
    if (!kept.caller) told.push(words().hidden);
    if (found.running) told.push(fill(words().running, found.running));
    tell(told.join(" "));
  };

  const open = async () => {
    const scope = find("call-erase-scope");
    [kept, isDone] = [{}, false];
    show();
    if (!followed) { tell(); bar().hidden = true; }
    find("call-erase").showModal();
    kept = (await ask("GET", path("/erasure"))) || {};
    scope.querySelector("[value=caller]").disabled = !kept.caller;
    scope.value = kept.caller ? "caller" : "call";
    show();
    if (kept.under_way) follow(await ask("GET", `/api/erasures/${kept.under_way}`));
  };

  // The workers erase; the dialog says how far they are, as long as it is there, and then what the receipt says.
  const showProgress = (order) => {
    Object.assign(bar(), {hidden: false, max: Math.max(order.total, 1), value: order.calls});
    const trouble = order.trouble && words()[order.trouble === "unexpected" ? "stuck" : "trouble"];
    const progress = words().progress.replace("{calls}", count(order.calls)).replace("{total}", count(order.total));
    tell(trouble || progress);
  };
  const showReceipt = (order) => {
    bar().hidden = true;
    isDone = true;
    const on = Object.assign(document.createElement("a"), {href: "/calls", textContent: words().on});
    const number = Object.assign(document.createElement("small"), {className: "faint d-block", textContent: words().receipt.replace("{id}", order.id)});
    const left = order.running ? ` ${fill(words().running, order.running)}.` : "";
    tell(`${fill(words().done, order.calls)}${left} `, on, number);
    on.focus();
  };
  const follow = async (order) => {
    if (!order || followed === order.id) return;
    followed = order.id;
    window.autoboxSet("erasing-tick", {disabled: false});
    let now = order;
    while (find("call-erase") && now.state !== "done") {
      showProgress(now);
      await new Promise((later) => setTimeout(later, 500));
      const answer = await fetch(`/api/erasures/${order.id}`, {headers: {"Accept": "application/json"}}).catch(() => null);
      if (answer?.ok) now = await answer.json();
      else if (answer) break;
    }
    followed = null;
    if (find("call-erase") && now.state === "done") showReceipt(now);
  };

  const erase = async () => {
    action().disabled = true;
    tell(words().doing);
    const given = await ask("DELETE", path(find("call-erase-scope").value === "caller" ? "/caller" : ""));
    if (given) follow(given); else action().disabled = false;
  };

  // A page of a call that is gone shows that it is; whoever has it erased reads first what went.
  window.autoboxErased = () => { isGone = true; if (!((followed || isDone) && find("call-erase")?.open)) location.reload(); };
  document.addEventListener("close", ({target}) => {
    if (target.id !== "call-erase") return;
    if (isDone) location.assign("/calls");
    else if (isGone) location.reload();
  }, true);
  document.addEventListener("change", ({target}) => { if (target.id === "call-erase-scope") show(); });
  document.addEventListener("click", ({target}) => {
    const what = target.closest("[data-erase]")?.dataset.erase;
    if (what) ({ask: open, do: erase})[what]();
  });
})();
