// A call from the browser's microphone: the page is the carrier. It opens the media stream with the token that the API gave it,
// sends a frame of 20 ms after the other, plays what comes, and returns each mark when what was before it has really been heard.
//
// The panel is `#tests-telephone`: `data-state` ("asking", "ringing", "talking"), `data-heard-ms`, its `.level-bar`, and inside it
// elements with `data-act` ("mute", "hang-up"). One call at a time; who leaves the page hangs up.
(() => {
  const WORKLET = "/assets/worklets/telephone.js";
  const MOST_WAITING = 65536; // bytes in the socket: behind a slow network the newest frames are dropped, as a carrier does
  const REFUSED = {NotAllowedError: "microphone_denied", NotFoundError: "no_microphone", OverconstrainedError: "no_microphone", NotReadableError: "microphone_busy"};
  const panel = () => document.getElementById("tests-telephone");
  let current = null;

  const refusal = (code) => Object.assign(new Error(code), {code});
  const base64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));

  const openMicrophone = async () => {
    if (!navigator.mediaDevices?.getUserMedia) throw refusal("microphone_insecure");
    const audio = {channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true};
    try {
      return await navigator.mediaDevices.getUserMedia({audio});
    } catch (error) {
      throw refusal(REFUSED[error.name] || "microphone_busy");
    }
  };

  class Call {
    constructor(microphone) {
      Object.assign(this, {microphone, sequence: 0, chunks: 0, isMuted: false, streamSid: `MZ${crypto.randomUUID().replaceAll("-", "")}`});
      this.ended = new Promise((resolve) => { this.resolve = resolve; });
    }

    // Sound first: nobody is called before it is known to work.
    async prepare() {
      this.context = new AudioContext({latencyHint: "interactive"});
      await this.context.audioWorklet.addModule(WORKLET).catch(() => { throw refusal("no_sound"); });
      this.mouth = new AudioWorkletNode(this.context, "mouth", {numberOfOutputs: 0, channelCount: 1, channelCountMode: "explicit"});
      this.ear = new AudioWorkletNode(this.context, "ear", {numberOfInputs: 0, outputChannelCount: [1]});
      this.ear.port.onmessage = ({data}) => this.heard(data);
      this.ear.connect(this.context.destination);
      await this.context.resume();
    }

    open({path, call_sid, token}) {
      this.callSid = call_sid;
      this.socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`);
      this.socket.onopen = () => this.begin(token);
      this.socket.onmessage = ({data}) => this.receive(JSON.parse(data));
      this.socket.onclose = ({code, reason}) => this.end(code, reason);
    }

    begin(token) {
      this.sendRaw({event: "connected", protocol: "Call", version: "1.0.0"});
      const mediaFormat = {encoding: "audio/x-mulaw", sampleRate: 8000, channels: 1};
      this.send("start", {
        accountSid: "browser", streamSid: this.streamSid, callSid: this.callSid, tracks: ["inbound"], mediaFormat, customParameters: {token},
      });
      this.began = performance.now();
      this.mouth.port.onmessage = ({data}) => this.speak(data);
      this.context.createMediaStreamSource(this.microphone).connect(this.mouth);
      show({state: "talking", heardMs: 0});
    }

    speak({frame, level}) {
      const place = panel();
      if (!place) return this.hangUp(); // the page was left
      place.querySelector(".level-bar").style.transform = `scaleX(${Math.min(1, level * 6).toFixed(3)})`;
      const media = {track: "inbound", chunk: String(++this.chunks), timestamp: String((this.chunks - 1) * 20), payload: base64(frame)};
      if (this.socket.bufferedAmount < MOST_WAITING) this.send("media", media);
      const seconds = Math.floor((performance.now() - this.began) / 1000);
      const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      const time = place.querySelector("[data-clock]");
      if (time.textContent !== clock) time.textContent = clock;
    }

    receive(message) {
      if (message.event === "media") {
        const audio = bytes(message.media.payload);
        this.ear.port.postMessage({audio}, [audio.buffer]);
      } else if (message.event === "mark") this.ear.port.postMessage({mark: message.mark.name});
      else if (message.event === "clear") this.ear.port.postMessage({clear: true});
    }

    // What the audio thread has handed over still has to go through the loudspeaker.
    heard({mark, heardMs}) {
      if (heardMs !== undefined) show({heardMs});
      if (mark !== undefined) setTimeout(() => this.send("mark", {name: mark}), (this.context.outputLatency || 0) * 1000);
    }

    send(event, body) {
      this.sendRaw({event, sequenceNumber: String(++this.sequence), streamSid: this.streamSid, [event]: body});
    }

    sendRaw(message) {
      if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
    }

    mute() {
      this.isMuted = !this.isMuted;
      this.mouth.port.postMessage({isMuted: this.isMuted});
      return this.isMuted;
    }

    hangUp() {
      this.send("stop", {accountSid: "browser", callSid: this.callSid});
      if (this.socket) this.socket.close(1000);
      this.end(1000, "caller_hangup");
    }

    end(code, reason) {
      if (current === this) current = null;
      this.microphone.getTracks().forEach((track) => track.stop());
      if (this.context && this.context.state !== "closed") this.context.close();
      this.resolve({code, reason});
    }
  }

  const show = (data) => {
    const place = panel();
    if (!place) return;
    Object.assign(place.dataset, data);
    if (!data.state) return;
    place.hidden = data.state === "over";
    for (const one of place.querySelectorAll("[data-when]")) one.hidden = one.dataset.when !== data.state;
    if (data.state === "talking") place.querySelector("[data-act=hang-up]").focus();
  };

  const setMuted = (button, isMuted) => {
    button.setAttribute("aria-pressed", String(isMuted));
    button.textContent = isMuted ? button.dataset.pressed : button.dataset.released;
  };

  // `order()` places the call and answers {stream}, or throws with a `code`. Resolves when the call is over, with its code and reason.
  const place = async (order) => {
    if (current) throw refusal("already_calling");
    show({state: "asking"});
    let call = null;
    try {
      call = current = new Call(await openMicrophone());
      await call.prepare();
      show({state: "ringing"});
      setMuted(panel().querySelector("[data-act=mute]"), false);
      call.open(await order());
      return await call.ended;
    } finally {
      if (call) call.end(1000, "");
      current = null;
      show({state: "over"});
    }
  };

  document.addEventListener("click", ({target}) => {
    const button = target.closest?.("#tests-telephone [data-act]");
    if (!button || !current) return;
    if (button.dataset.act === "hang-up") current.hangUp();
    else setMuted(button, current.mute());
  });
  window.addEventListener("pagehide", () => current?.hangUp());
  window.autoboxTelephone = {place};
})();
