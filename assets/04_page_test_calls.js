// Test calls: offers scripts, confirms a real number, and places the call once.
(() => {
  const {none, idle, set, throttled, nextTick} = window.autoboxPage;

  const testCalls = {
    async scripts() {
      if (!document.querySelector("[data-offered=true]")) return [];
      const answer = await fetch("/api/test-calls/scripts", {headers: {"Accept": "application/json"}}).catch(() => null);
      if (!answer || !answer.ok) return [];
      const found = await answer.json().catch(() => ({}));
      return (found.items || found.scripts || []).map((one) => ({value: one.name, label: one.title || one.name}));
    },
    async place(clicks, script, kind, number, words) {
      if (!clicks) return [none(), none()];
      set("tests-error", {children: ""});
      const to = kind === "phone" ? {to: (number || "").replace(/[^+\d]/g, "")} : {};
      const played = {simulated: script, browser: `${document.documentElement.lang}-microphone`}[kind];
      const order = () => testCalls.order({kind, ...to, ...(played ? {script: played} : {})});
      try {
        if (kind === "phone" && /^\+\d{7,15}$/.test(to.to) && !(await testCalls.confirms(to.to))) return [none(), none()];
        if (kind !== "browser") return [await order(), ""];
        const {code, reason} = await window.autoboxTelephone.place(async () => {
          const placed = await order();
          set("tests-placed", {data: placed});
          return placed.stream;
        });
        return [none(), code === 1000 ? words[`ended_${reason}`] || "" : words.stream_lost];
      } catch (refused) {
        const advice = words[refused.code] || words.any;
        return [none(), refused.code === "carrier_refused" ? `${advice} (${refused.message})` : advice];
      }
    },
    confirms(number) {
      const dialog = document.getElementById("tests-confirm");
      dialog.querySelector("[data-number]").textContent = number;
      dialog.returnValue = "";
      dialog.showModal();
      return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "ring"), {once: true}));
    },
    // The key makes it one call, however often it is asked for: a request whose answer is lost is sent once more.
    async order(wanted) {
      const key = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
      const headers = {"Content-Type": "application/json", "Accept": "application/json", "Idempotency-Key": key};
      const ask = () => fetch("/api/test-calls", {method: "POST", headers, body: JSON.stringify(wanted)}).catch(() => null);
      const answer = (await ask()) || (wanted.kind === "phone" ? await ask() : null);
      if (answer?.ok) return answer.json();
      const {error} = answer ? await answer.json().catch(() => ({})) : {error: {code: "unreachable"}};
      throw Object.assign(new Error(error?.message), {code: error?.code || "any"});
    },
    tick() {
      if (idle()) return none();
      throttled("tests", 250, () => set("tests-tick", {data: nextTick()}));
      return none();
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {testCalls});
})();
