// A telephone on the browser's audio thread: 8 kHz mu-law in frames of 20 ms, as the carrier speaks it (ITU-T G.711).
// Loaded into the audio worklet, where it registers "mouth" (microphone → frames) and "ear" (frames → loudspeaker);
// a page may import it too, for its pure parts.

export const RATE = 8000, FRAME = 160;
const BIAS = 0x84, CLIP = 32635;

export const ENCODING = new Uint8Array(65536).map((_, code) => {
  const sample = (code << 16) >> 16;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 31 - Math.clz32(magnitude) - 7;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
});

export const DECODING = new Int16Array(256).map((_, code) => {
  const bits = ~code & 0xff, exponent = (bits >> 4) & 7;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << exponent) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
});

export const encode = (sample) => ENCODING[Math.max(-32768, Math.min(32767, Math.round(sample * 32768))) & 0xffff];

// From one rate to another behind a windowed-sinc low-pass: a sum over neighbours for each sample that is wanted, with the
// kernel worked out beforehand for 64 positions between two samples. Keeps what the next piece needs of this one.
export class Resampler {
  static PHASES = 64;

  constructor(from, to) {
    const cutoff = 0.425 * Math.min(1, to / from); // cycles a sample; 3.4 kHz where 8 kHz is the lower rate
    this.step = from / to;
    this.half = Math.ceil(8 * Math.max(1, this.step));
    this.kernels = Array.from({length: Resampler.PHASES + 1}, (_, phase) => this.kernel(cutoff, phase / Resampler.PHASES));
    this.reset();
  }

  kernel(cutoff, offset) {
    const taps = Float64Array.from({length: 2 * this.half}, (_, index) => {
      const distance = index - this.half + 1 - offset;
      const window = 0.54 + 0.46 * Math.cos((Math.PI * distance) / (this.half + 1));
      const turns = 2 * Math.PI * cutoff * distance;
      return 2 * cutoff * (turns ? Math.sin(turns) / turns : 1) * window;
    });
    const sum = taps.reduce((total, tap) => total + tap, 0);
    return taps.map((tap) => tap / sum);
  }

  reset() {
    this.kept = new Float32Array(2 * this.half);
    this.position = this.half; // of the next sample wanted, among those kept
  }

  push(samples) {
    const all = new Float32Array(this.kept.length + samples.length);
    all.set(this.kept);
    all.set(samples, this.kept.length);
    const out = [];
    for (; this.position + this.half < all.length; this.position += this.step) out.push(this.at(all));
    const used = Math.max(0, Math.floor(this.position) - this.half);
    this.kept = all.slice(used);
    this.position -= used;
    return out;
  }

  at(all) {
    const before = Math.floor(this.position);
    const kernel = this.kernels[Math.round((this.position - before) * Resampler.PHASES)];
    let sum = 0;
    for (let index = 0; index < kernel.length; index++) sum += kernel[index] * all[before - this.half + 1 + index];
    return sum;
  }
}

// What has come and is not heard yet: audio with marks between. It begins to play with 60 ms in hand, or when the oldest has
// waited as long; a mark is due when all before it has been played. `clear` forgets the audio and makes every mark due.
// Whoever listens in asks for a longer head start, as sound comes to them in pieces, and for a limit: where more has piled up, they
// would hear everything late from then on, so all but the newest is left out.
export class Queue {
  static HEAD_START_MS = 60;

  constructor({headStartMs = Queue.HEAD_START_MS, mostMs = Infinity} = {}) {
    this.headStart = (RATE * headStartMs) / 1000;
    this.most = (RATE * mostMs) / 1000;
    this.items = [];
    this.size = 0;
    this.waited = 0;
    this.isPlaying = false;
  }

  audio(bytes) {
    this.items.push({bytes, at: 0});
    this.size += bytes.length;
    if (this.size > this.most) this.catchUp();
  }

  catchUp() {
    while (this.items.length > 1 && this.size > this.headStart) {
      const {bytes, at} = this.items.shift();
      this.size -= bytes ? bytes.length - at : 0;
    }
  }

  mark(name) {
    this.items.push({mark: name});
  }

  clear() {
    const marks = this.items.filter((item) => item.mark !== undefined).map((item) => item.mark);
    Object.assign(this, {items: [], size: 0, waited: 0, isPlaying: false});
    return marks;
  }

  // The next `count` samples, fewer where there are none; `due` gets the marks that were passed.
  take(count, due) {
    if (!this.isPlaying && !this.begins(count)) {
      if (!this.size) due.push(...this.clear());
      return [];
    }
    const out = [];
    while (this.items.length) {
      const item = this.items[0];
      if (item.mark !== undefined) due.push(item.mark);
      else {
        while (item.at < item.bytes.length && out.length < count) out.push(DECODING[item.bytes[item.at++]] / 32768);
        if (item.at < item.bytes.length) break;
      }
      this.items.shift();
    }
    this.size -= out.length;
    this.isPlaying = this.size > 0;
    return out;
  }

  begins(count) {
    if (!this.size) return false;
    this.waited += count;
    this.isPlaying = this.size >= this.headStart || this.waited >= this.headStart;
    if (this.isPlaying) this.waited = 0;
    return this.isPlaying;
  }
}

const loudness = (energy, count) => Math.sqrt(energy / Math.max(1, count));

if (globalThis.registerProcessor) {
  registerProcessor("mouth", class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.resampler = new Resampler(sampleRate, RATE);
      this.start();
      this.isMuted = false;
      this.port.onmessage = ({data}) => { this.isMuted = data.isMuted; };
    }

    start() {
      this.frame = new Uint8Array(FRAME);
      this.filled = this.energy = 0;
    }

    process([input]) {
      const samples = input[0] || new Float32Array(128); // a microphone that was pulled out is silence: the line goes on
      for (const sample of this.resampler.push(samples)) {
        this.frame[this.filled++] = this.isMuted ? 0xff : encode(sample);
        this.energy += this.isMuted ? 0 : sample * sample;
        if (this.filled < FRAME) continue;
        this.port.postMessage({frame: this.frame, level: loudness(this.energy, FRAME)}, [this.frame.buffer]);
        this.start();
      }
      return true;
    }
  });

  registerProcessor("ear", class extends AudioWorkletProcessor {
    constructor({processorOptions}) {
      super();
      this.queue = new Queue(processorOptions);
      this.resampler = new Resampler(RATE, sampleRate);
      this.ready = [];
      this.heard = 0;
      this.port.onmessage = ({data}) => this.hear(data);
    }

    hear(message) {
      if (message.audio) this.queue.audio(message.audio);
      else if (message.mark !== undefined) this.queue.mark(message.mark);
      else if (message.clear) {
        this.ready = [];
        this.resampler.reset();
        this.tell(this.queue.clear());
      }
    }

    tell(marks) {
      for (const mark of marks) this.port.postMessage({mark});
    }

    process(_, [output]) {
      const channel = output[0], due = [];
      while (this.ready.length < channel.length) {
        const wanted = Math.max(1, Math.ceil(((channel.length - this.ready.length) * RATE) / sampleRate));
        const taken = this.queue.take(wanted, due);
        this.count(taken.length);
        this.ready.push(...this.resampler.push(Float32Array.from({length: wanted}, (_, index) => taken[index] || 0)));
      }
      channel.set(this.ready.splice(0, channel.length));
      for (const other of output.slice(1)) other.set(channel);
      this.tell(due);
      return true;
    }

    count(samples) {
      const before = Math.floor(this.heard / RATE * 5);
      this.heard += samples;
      if (Math.floor(this.heard / RATE * 5) > before) this.port.postMessage({heardMs: Math.round((this.heard / RATE) * 1000)});
    }
  });
}
