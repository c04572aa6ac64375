"""Where sounds are laid: the caller's by the carrier's timestamps, the agent's where they were heard."""

import numpy as np
import pytest

from db.sound import tape
from db.sound.tape import Entry
from tests.workers.sound.tapes import LABEL, Carrier, caller_entries, silence, tone
from workers.sound.clock import CarrierClock, Heard, read_clock
from workers.sound.mulaw import PER_MS, Samples
from workers.sound.streams import Stream, join, lay_out


def onsets(samples: Samples, quiet_ms: float = 15.0) -> list[tuple[float, float]]:
    """From when to when something sounds, in milliseconds."""
    loud = np.flatnonzero(np.abs(samples.astype(int)) > 200)
    if not loud.size:
        return []
    breaks = np.flatnonzero(np.diff(loud) > quiet_ms * PER_MS)
    starts, stops = loud[np.r_[0, breaks + 1]], loud[np.r_[breaks, loud.size - 1]]
    return [(start / PER_MS, stop / PER_MS) for start, stop in zip(starts, stops, strict=True)]


def laid(carrier: Carrier, caller: Samples) -> Stream:
    entries = [*caller_entries(caller, carrier.delay_ms), *carrier.entries]
    return lay_out(LABEL, sorted(entries, key=lambda entry: entry.at_ms))


@pytest.mark.parametrize("delay_ms", [0.0, 5.0, 40.0, 150.0])
def test_the_gap_is_what_the_caller_hears_whatever_the_network_takes(delay_ms: float) -> None:
    """The caller speaks until 1000; we answer 500 ms after the last of it has come."""
    caller = np.concatenate((tone(1000), silence(2000)))
    carrier = Carrier(delay_ms)
    heard_at = carrier.send(1000 + delay_ms + 500, tone(600))

    stream = laid(carrier, caller)

    ((_, caller_stops),) = onsets(stream.caller.samples)
    ((agent_starts, _),) = onsets(stream.agent.samples)
    assert heard_at - 1000 == pytest.approx(500 + 2 * delay_ms)
    assert agent_starts - caller_stops == pytest.approx(500 + 2 * delay_ms, abs=2)


def test_sound_that_comes_faster_than_it_is_heard_plays_on() -> None:
    carrier = Carrier()
    for number in range(5):
        carrier.send(100 + number, tone(400))

    stream = laid(carrier, silence(4000))

    ((starts, stops),) = onsets(stream.agent.samples)
    assert (starts, stops) == (pytest.approx(130, abs=2), pytest.approx(2130, abs=2))


def test_late_marks_move_nothing() -> None:
    on_time, late = Carrier(), Carrier()
    for carrier, late_ms in ((on_time, 0.0), (late, 700.0)):
        carrier.send(100, tone(300), late_ms)
        carrier.send(1000, tone(300))

    assert onsets(laid(on_time, silence(3000)).agent.samples) == onsets(
        laid(late, silence(3000)).agent.samples
    )


def test_what_was_cleared_is_cut_where_it_fell_silent() -> None:
    carrier = Carrier()
    carrier.send(100, tone(2000))
    silent_at = carrier.clear(700)
    again = carrier.send(1500, tone(200))

    stream = laid(carrier, silence(3000))

    (first, second) = onsets(stream.agent.samples)
    assert first[1] == pytest.approx(silent_at, abs=2)
    assert second[0] == pytest.approx(again, abs=2)
    assert stream.agent.cut_ms == (pytest.approx(silent_at),)
    assert stream.agent.discarded_ms == pytest.approx(2000 - (silent_at - 130), abs=1)


def test_what_was_not_played_when_the_caller_hung_up_was_not_heard() -> None:
    carrier = Carrier()
    carrier.send(100, tone(5000))

    stream = laid(carrier, silence(1000))

    assert stream.agent.samples.size == stream.caller.samples.size
    assert stream.agent.discarded_ms == pytest.approx(5000 - 870, abs=1)


def test_lost_frames_become_silence_of_their_length() -> None:
    entries = list(caller_entries(tone(1000), lost=range(10, 15)))

    stream = lay_out(LABEL, entries)

    assert (stream.caller.lost_frames, stream.caller.silence_inserted_ms) == (5, 100)
    assert onsets(stream.caller.samples) == [
        (pytest.approx(0, abs=1), pytest.approx(200, abs=1)),
        (pytest.approx(300, abs=1), pytest.approx(1000, abs=1)),
    ]


def test_frames_that_come_twice_or_in_disorder_sound_once() -> None:
    entries = list(caller_entries(tone(400)))

    mixed = lay_out(LABEL, [*entries[10:], *entries, *entries[:5]])

    assert np.array_equal(mixed.caller.samples, lay_out(LABEL, entries).caller.samples)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"media": 1}',
        b'{"media": {"chunk": "x", "timestamp": "1", "payload": ""}}',
        b"\xff",
    ],
)
def test_what_is_no_frame_is_passed_over(body: bytes) -> None:
    stream = lay_out(LABEL, [Entry(tape.CALLER, 1, body), *caller_entries(tone(100))])

    assert stream.caller.samples.size == 100 * PER_MS


def test_a_second_stream_follows_the_first() -> None:
    first = lay_out(LABEL, list(caller_entries(tone(1000))))
    later = Stream(
        **{
            **{name: getattr(first, name) for name in Stream.__slots__},
            "label": LABEL.__class__(
                call_sid=LABEL.call_sid,
                stream_sid="MZ2",
                started_at=LABEL.started_at.replace(second=3),
                started=1003.0,
                first_position=4,
            ),
        }
    )

    sound = join([later, first])

    assert sound is not None
    assert sound.duration_ms == 4000
    assert [part.start_ms for part in sound.streams] == [0, 3000]


CLOCKS = {
    "even": ([Heard(20 * n + 50, 20 * n, 20) for n in range(200)], CarrierClock(30, 1)),
    "jitter only makes late": (
        [Heard(20 * n + 50 + n % 7, 20 * n, 20) for n in range(200)],
        CarrierClock(30, 1),
    ),
    "a burst at the beginning": (
        [Heard(max(20 * n + 50, 900), 20 * n, 20) for n in range(200)],
        CarrierClock(30, 1),
    ),
    "a simulation at eight times the speed": (
        [Heard(2.5 * n + 10, 20 * n, 20) for n in range(2000)],
        CarrierClock(60, 8),
    ),
    "nothing": ([], CarrierClock()),
}


@pytest.mark.parametrize(("frames", "clock"), CLOCKS.values(), ids=CLOCKS)
def test_the_clock_is_read(frames: list[Heard], clock: CarrierClock) -> None:
    found = read_clock(frames)

    assert (found.offset_ms, found.speed) == (pytest.approx(clock.offset_ms), pytest.approx(clock.speed))
