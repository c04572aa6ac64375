// Listening in on a live call: both sides, each through an "ear" of its own (`worklets/telephone.js`), as the caller hears them.
// Any element with `data-listen="<conversation id>"` works, on every page and however often it is drawn anew; which words to say stands
// in the markup. One call at a time; it ends with the call, with the page, or with its button.
(() => {
  const WORKLET = "/assets/worklets/telephone.js";
  // The caller's sound comes ten or twenty times a second, at times in a heap; the agent's as soon as it is made, ahead of being heard.
  const EARS = {caller: {headStartMs: 250, mostMs: 1500}, agent: {headStartMs: 250}};
  const ENDINGS = {1000: "over", 4404: "not_heard"}; // close codes of `dashboard_app/live/listening.py`
  const SHOWN = "[data-listen]";
  let current = null; // what is listened to: {conversation, state, context, socket}
  let told = {}; // how the last one ended: {conversation, why}
  const drawn = new WeakSet();
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

  const draw = (box) => {
    const words = JSON.parse(box.dataset.words), conversation = box.dataset.listen;
    const mine = current?.conversation === conversation ? current : null;
    const button = box.querySelector("button"), place = box.querySelector(".listen-told");
    drawn.add(box);
    box.dataset.state = mine?.state || "";
    button.setAttribute("aria-pressed", String(Boolean(mine)));
    button.querySelector("span").textContent = words[mine?.state || "listen"];
    place.textContent = !mine && told.conversation === conversation ? words[told.why] : "";
  };
  const drawAll = () => document.querySelectorAll(SHOWN).forEach(draw);

  const stop = (listening, why) => {
    if (current !== listening) return;
    current = null;
    told = {conversation: listening.conversation, why};
    if (listening.socket) listening.socket.onclose = null;
    listening.socket?.close(1000);
    listening.context.close();
    drawAll();
  };

  const earOf = (context, options) => {
    const ear = new AudioWorkletNode(context, "ear", {numberOfInputs: 0, outputChannelCount: [1], processorOptions: options});
    ear.connect(context.destination);
    return ear;
  };

  const hear = (listening, ears, {side, audio, clear}) => {
    if (clear) return ears[side].port.postMessage({clear: true});
    const sound = bytes(audio);
    ears[side].port.postMessage({audio: sound}, [sound.buffer]);
    if (listening.state === "listening") return;
    listening.state = "listening";
    drawAll();
  };

  const start = async (conversation) => {
    if (current) stop(current);
    const listening = current = {conversation, state: "connecting", context: new AudioContext({latencyHint: "interactive"})};
    drawAll();
    try {
      await listening.context.audioWorklet.addModule(WORKLET);
      await listening.context.resume();
    } catch {
      return stop(listening, "no_sound");
    }
    if (current !== listening) return; // stopped meanwhile
    const ears = Object.fromEntries(Object.entries(EARS).map(([side, options]) => [side, earOf(listening.context, options)]));
    for (const [side, ear] of Object.entries(ears)) ear.port.onmessage = ({data}) => count(listening, side, data);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    listening.socket = new WebSocket(`${scheme}://${location.host}/ws/conversations/${conversation}/sound`);
    listening.socket.onmessage = ({data}) => hear(listening, ears, JSON.parse(data));
    listening.socket.onclose = ({code}) => stop(listening, ENDINGS[code] || "any");
  };

  const count = ({conversation}, side, {heardMs}) => {
    if (heardMs === undefined) return;
    for (const box of document.querySelectorAll(`[data-listen="${CSS.escape(conversation)}"]`)) box.setAttribute(`data-${side}-ms`, heardMs);
  };

  document.addEventListener("click", ({target}) => {
    const box = target.closest?.(`${SHOWN} button`)?.closest(SHOWN);
    if (!box) return;
    if (current?.conversation === box.dataset.listen) stop(current);
    else start(box.dataset.listen);
  });
  new MutationObserver(() => {
    const boxes = [...document.querySelectorAll(SHOWN)];
    if (current && !boxes.some((box) => box.dataset.listen === current.conversation)) stop(current); // its page or its card is gone
    if (current || told.why) boxes.filter((box) => !drawn.has(box)).forEach(draw);
  }).observe(document.body, {childList: true, subtree: true});
  addEventListener("pagehide", () => current && stop(current));
})();
