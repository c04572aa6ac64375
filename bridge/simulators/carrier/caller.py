"""The person on the telephone, 20 ms at a time: listens, waits for the other side to finish, speaks, presses keys, hangs up.

A generator: each step is told whether anything can be heard now, and answers with what goes down the line in that moment.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np

from bridge.simulators import mulaw
from bridge.simulators.script import AgentTurn, CallerTurn, Script
from bridge.simulators.speech import Voice, say

VOICES = {"es": "es", "ca": "ca", "en": "en-us", "de": "de"}
GAP_SECONDS = 0.6  # of silence that mean that the agent has finished
GAP_AFTER_TOOL_SECONDS = 2.5  # an agent that uses a tool goes on talking after it
DIGIT_GAP_SECONDS = 0.3
HANG_UP_SECONDS = 1.0  # from the last word to the receiver


@dataclass(frozen=True, slots=True)
class Moment:
    """The caller's audio and actions during one frame."""

    frame: bytes = mulaw.SILENT_FRAME
    digit: str = ""
    hangs_up: bool = False
    gave_up: bool = False


Behaviour = Generator[Moment, bool, None]


class Caller:
    def __init__(self, script: Script) -> None:
        self._script = script
        self._noise = line_noise(script.caller.noise)
        self._behaviour = self._follow_script()
        next(self._behaviour)  # up to the first yield, where it waits to be told what is heard
        self.turns_spoken = 0

    def live(self, hears_something: bool) -> Moment:
        """Advances by 20 ms."""
        return self._behaviour.send(hears_something)

    def _follow_script(self) -> Behaviour:
        yield Moment()
        turns = self._script.turns
        for turn, following in zip(turns, (*turns[1:], None), strict=False):
            if isinstance(turn, AgentTurn):
                yield from self._listen(turn, following if isinstance(following, CallerTurn) else None)
            else:
                yield from self._act(turn)
        yield from self._wait_for_the_end()

    def _listen(self, turn: AgentTurn, reply: CallerTurn | None) -> Behaviour:
        if reply and reply.barge_in_seconds is not None:
            yield from self._hear(reply.barge_in_seconds)
            return
        gap = GAP_AFTER_TOOL_SECONDS if turn.goes_on_after_tool else GAP_SECONDS
        yield from self._hear(0)
        yield from self._hear_nothing(gap)

    def _hear(self, seconds: float) -> Behaviour:
        """Waits until the agent has been audible this long; a caller who hears nothing hangs up."""
        heard, waited = 0, 0
        while heard <= _frames(seconds):
            audible = yield Moment(self._background())
            heard += audible
            waited += not audible
            if waited > _frames(self._script.caller.patience_seconds):
                yield from self._give_up()

    def _hear_nothing(self, seconds: float) -> Behaviour:
        quiet = 0
        while quiet < _frames(seconds):
            audible = yield Moment(self._background())
            quiet = 0 if audible else quiet + 1

    def _act(self, turn: CallerTurn) -> Behaviour:
        yield from self._pass(turn.pause_seconds + turn.silence_seconds)
        if turn.text:
            yield from self._speak(turn.text)
        for digit in turn.dtmf:
            yield Moment(self._background(), digit=digit)
            yield from self._pass(DIGIT_GAP_SECONDS)
        self.turns_spoken += 1
        if turn.hang_up:
            yield from self._pass(HANG_UP_SECONDS if turn.text else 0)
            yield Moment(hangs_up=True)

    def _speak(self, text: str) -> Behaviour:
        person = self._script.caller
        voice = Voice(person.voice or VOICES[self._script.language], person.words_per_minute, person.pitch)
        for frame in frames(say(text, voice)):
            yield Moment(self._over_noise(frame))

    def _pass(self, seconds: float) -> Behaviour:
        for _ in range(_frames(seconds)):
            yield Moment(self._background())

    def _wait_for_the_end(self) -> Behaviour:
        """The other side hangs up or forwards the call; a silent line for too long is dead air."""
        yield from self._hear_nothing(self._script.caller.patience_seconds)
        yield from self._give_up()

    def _give_up(self) -> Behaviour:
        while True:
            yield Moment(hangs_up=True, gave_up=True)

    def _background(self) -> bytes:
        return next(self._noise)

    def _over_noise(self, frame: bytes) -> bytes:
        if not self._script.caller.noise:
            return frame
        mixed = mulaw.decode(frame).astype(np.int32) + mulaw.decode(self._background())
        return mulaw.encode(np.clip(mixed, -32768, 32767).astype(np.int16))


def frames(audio: bytes) -> Iterator[bytes]:
    """Frames of 20 ms, the last one padded with silence."""
    for start in range(0, len(audio), mulaw.FRAME_BYTES):
        yield audio[start : start + mulaw.FRAME_BYTES].ljust(mulaw.FRAME_BYTES, mulaw.SILENCE)


def line_noise(amplitude: int) -> Iterator[bytes]:
    """Endless background noise; the same for every call, so that runs are reproducible."""
    source = np.random.default_rng(8000)
    while True:
        if not amplitude:
            yield mulaw.SILENT_FRAME
        else:
            samples = source.uniform(-2 * amplitude, 2 * amplitude, mulaw.FRAME_BYTES)
            yield mulaw.encode(samples.astype(np.int16))


def _frames(seconds: float) -> int:
    return round(seconds * 1000 / mulaw.FRAME_MS)
