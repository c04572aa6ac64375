"""Calls whose truth is known: espeak's voices at chosen moments on two lanes, with the noises of telephone lines, through mu-law."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from bridge.simulators import mulaw
from bridge.simulators.speech import Voice, say
from workers.sound.mulaw import PER_MS, RATE, Samples
from workers.sound.mulaw import decode as from_mulaw

CALLER, AGENT = "caller", "agent"
LINES = {
    ("es", AGENT): (
        "AutoBox Manacor, buenos días, ¿en qué puedo ayudarle?",
        "Tengo hueco el martes a las nueve.",
    ),
    ("es", CALLER): ("Hola, quería pedir cita para un cambio de aceite.", "A las nueve me va bien, gracias."),
    ("ca", CALLER): ("Bon dia, voldria saber si el meu cotxe ja està llest.", "D'acord, idò, fins demà."),
    ("de", CALLER): ("Guten Tag, mein Wagen springt nicht mehr an.", "Ja, das passt mir gut."),
    ("en", CALLER): ("Hello, how much would new brake pads cost?", "All right, thank you very much."),
    ("ca", AGENT): ("Taller AutoBox, bon dia, en què el puc ajudar?", "Dimarts a les nou tenim lloc."),
    ("de", AGENT): ("AutoBox, guten Tag, wie kann ich Ihnen helfen?", "Am Dienstag um neun ist etwas frei."),
    ("en", AGENT): ("AutoBox Manacor, good morning, how can I help?", "There is room on Tuesday at nine."),
}
VOICES = {CALLER: "m3", AGENT: "f2"}


@cache
def line(language: str, side: str, number: int, words_per_minute: int = 175) -> Samples:
    texts = LINES[language, side]
    return from_mulaw(say(texts[number % len(texts)], Voice(f"{language}+{VOICES[side]}", words_per_minute)))


@dataclass(frozen=True)
class Spoken:
    """Something said on one side, from when to when, in milliseconds."""

    side: str
    start_ms: float
    stop_ms: float


@dataclass(frozen=True)
class Scene:
    caller: Samples
    agent: Samples
    spoken: tuple[Spoken, ...]

    def of(self, side: str) -> list[Spoken]:
        return [one for one in self.spoken if one.side == side]


@dataclass(frozen=True)
class Noise:
    """`level_db` below full scale (a quiet line has -65, a motorway -35); on the caller's side, as in life."""

    kind: str = "none"
    level_db: float = -96.0


def noise_of(noise: Noise, size: int, random: np.random.Generator) -> np.ndarray:  # type: ignore[type-arg]
    if noise.kind == "none":
        return np.zeros(size)
    white = random.standard_normal(size)
    if noise.kind == "hum":
        times = np.arange(size) / RATE
        white = np.sin(2 * np.pi * 100 * times) + 0.4 * np.sin(2 * np.pi * 300 * times) + 0.2 * white
    elif noise.kind == "street":  # low rumble that comes and goes
        spectrum = np.fft.rfft(white) / np.maximum(np.fft.rfftfreq(size, 1 / RATE), 60.0)
        swell = 1 + 0.5 * np.sin(2 * np.pi * 0.3 * np.arange(size) / RATE)
        white = np.fft.irfft(spectrum, size) * swell
    return white / white.std() * 32768 * 10 ** (noise.level_db / 20)


def scene(
    plan: Sequence[tuple[str, float, int]],
    *,
    language: str = "es",
    noise: Noise = Noise(),
    echo_db: float | None = None,
    seed: int = 1,
    tail_ms: float = 1500.0,
    caller_gain_db: float = 0.0,
) -> Scene:
    """`plan`: who begins, how long after the end of all that was said before (negative: into it), and which line."""
    random, clock_ms, spoken, pieces = np.random.default_rng(seed), 0.0, [], []
    for side, gap_ms, number in plan:
        sound = line(language, side, number)
        start = max(clock_ms + gap_ms, 0.0)
        stop = start + sound.size / PER_MS
        spoken.append(Spoken(side, start, stop))
        pieces.append((side, start, sound))
        clock_ms = max(clock_ms, stop)
    size = round((clock_ms + tail_ms) * PER_MS)
    lanes = {CALLER: np.zeros(size), AGENT: np.zeros(size)}
    for side, start, sound in pieces:
        at = round(start * PER_MS)
        lanes[side][at : at + sound.size] += sound
    lanes[CALLER] *= 10 ** (caller_gain_db / 20)
    if echo_db is not None:
        late = round(120 * PER_MS)
        lanes[CALLER][late:] += lanes[AGENT][:-late] * 10 ** (echo_db / 20)
    lanes[CALLER] += noise_of(noise, size, random)
    return Scene(heard(lanes[CALLER]), heard(lanes[AGENT]), tuple(spoken))


def heard(lane: np.ndarray) -> Samples:  # type: ignore[type-arg]
    """As a telephone line brings it."""
    return from_mulaw(mulaw.encode(np.clip(lane, -32000, 32000).astype(np.int16)))


def dialogue(seed: int, turns: int = 8) -> list[tuple[str, float, int]]:
    """Agent and caller in turns, with gaps from 200 ms to 2.5 s."""
    random = np.random.default_rng(seed)
    sides = (AGENT, CALLER)
    return [(sides[n % 2], float(random.uniform(250, 2500)), n // 2) for n in range(turns)]
