// The page of a call: refreshes on its events, and starts AI analyses.
(() => {
  const {none, idle, events, set, throttled, nextTick, errorCode} = window.autoboxPage;

  // What the agent was told stands among the turns; what else people add has places of its own.
  const isAdded = ({type, data}) => type === "call.annotated" && data?.what !== "hints";

  const call = {
    tick() {
      if (idle()) return none();
      const told = events();
      if (told.some((event) => event.type === "call.erased")) { window.autoboxErased(); return none(); }
      if (told.some(isAdded)) throttled("call-added", 150, () => set("call-added", {data: nextTick()}));
      if (told.length && told.every(isAdded)) return none();
      throttled("call", 150, () => set("call-tick", {data: nextTick()}));
      return none();
    },
    async analyse(clicks, conversation, words, choice) {
      if (!clicks) return [none(), none()];
      const chosen = choice ? {body: JSON.stringify(choice)} : {};
      const headers = {"Accept": "application/json", ...(choice ? {"Content-Type": "application/json"} : {})};
      const answer = await fetch(`/api/conversation/${conversation}/ai-analysis`, {method: "POST", headers, ...chosen}).catch(() => null);
      const refusal = answer ? await errorCode(answer) : "unreachable";
      return [{at: Date.now()}, refusal ? words[refusal] || words.any : ""];
    },
    analyseWith(clicks, offer, conversation, words) {
      const [prompt, model] = (offer || "").split("|");
      return call.analyse(clicks, conversation, words, {prompt, model});
    },
  };

  window.dash_clientside = Object.assign({}, window.dash_clientside, {call});
})();
