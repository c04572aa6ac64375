"""What is measured, against scenes whose truth is known: speech of espeak on two lanes, with the noises of telephone lines."""

import numpy as np
import pytest

from tests.workers.sound.scenes import AGENT, CALLER, Noise, Scene, dialogue, scene
from tests.workers.sound.tapes import silence
from workers.sound.arrival import Arrival, arrival_of
from workers.sound.caller_side import Frame
from workers.sound.clock import CarrierClock
from workers.sound.measuring import Measures, measure
from workers.sound.mulaw import PER_MS
from workers.sound.quality import quality_of
from workers.sound.spans import Span
from workers.sound.transport import Transport
from workers.sound.turn_taking import Waiting

TOLERANCE_MS = 40


def measured(found: Scene, **carried: object) -> Measures:
    return measure(found.caller, found.agent, Transport(**carried))  # type: ignore[arg-type]


def true_gaps(found: Scene) -> list[float]:
    pairs = zip(found.spoken, found.spoken[1:], strict=False)
    return [
        after.start_ms - before.stop_ms
        for before, after in pairs
        if (before.side, after.side) == (CALLER, AGENT)
    ]


QUIET_LINES = {
    "silent": (Noise(), None),
    "an ordinary line": (Noise("white", -60), None),
    "hum of the mains": (Noise("hum", -50), None),
    "a street": (Noise("street", -45), None),
    "a loudspeaker that echoes": (Noise("white", -60), -30.0),
}


@pytest.mark.parametrize(("noise", "echo_db"), QUIET_LINES.values(), ids=QUIET_LINES)
@pytest.mark.parametrize("language", ["es", "de"])
def test_the_heard_gap_is_right_to_40_ms(noise: Noise, echo_db: float | None, language: str) -> None:
    played = scene(dialogue(len(language), 6), language=language, noise=noise, echo_db=echo_db)

    found = measured(played)

    assert [gap.gap_ms for gap in found.gaps] == pytest.approx(true_gaps(played), abs=TOLERANCE_MS)
    first = played.of(AGENT)[0].start_ms
    assert found.first_audio_ms == pytest.approx(first, abs=TOLERANCE_MS)


def test_speech_of_each_side_is_found_in_noise() -> None:
    played = scene(dialogue(3, 6), noise=Noise("street", -40))

    found = measured(played)

    for side, spoken in ((CALLER, found.caller.spoken), (AGENT, found.agent.spoken)):
        starts = [one.start_ms for one in played.of(side)]
        assert len(spoken) == len(starts)
        assert np.median(np.abs(np.subtract([span.start_ms for span in spoken], starts))) <= TOLERANCE_MS


def test_a_caller_who_interrupts() -> None:
    played = scene([(AGENT, 300, 0), (CALLER, -1200, 0), (AGENT, 500, 1)])

    found = measured(played)

    (one,) = [one for one in found.interruptions if one.side == "caller"]
    assert one.start_ms == pytest.approx(played.spoken[1].start_ms, abs=TOLERANCE_MS)
    assert one.overlap_ms == pytest.approx(1200, abs=2 * TOLERANCE_MS)
    assert not one.is_backchannel


def test_silence_of_the_bridge_before_the_agent_is_there() -> None:
    played = scene([(AGENT, 2500, 0)])

    found = measured(played, waiting=Waiting((Span(0, 1000),)))

    assert found.silence_ms("bridge") == pytest.approx(1000)
    assert found.silence_ms("agent") == pytest.approx(1500, abs=TOLERANCE_MS)


def test_the_noise_and_the_level_are_what_they_were() -> None:
    played = scene(dialogue(1, 4), noise=Noise("white", -50))

    level = measured(played).caller.level

    assert level.noise_db == pytest.approx(-50, abs=1)
    assert level.speech_db == pytest.approx(-20, abs=4)


def test_nobody() -> None:
    found = measure(silence(12_000), silence(12_000), Transport())

    assert (found.first_audio_ms, found.gaps) == (None, ())
    assert {reason.code for reason in quality_of(found)[1]} >= {"agent_not_heard", "caller_not_heard"}


def test_no_sound_at_all() -> None:
    assert measure(silence(0), silence(0), Transport()).duration_ms == 0


def test_jitter_is_how_late_frames_come() -> None:
    late = [0, 0, 0, 0, 0, 0, 0, 0, 0, 50]
    frames = [Frame(20 * n + 50 + late[n % 10], 20 * n, n + 1, b"\xff" * 160) for n in range(500)]

    found = arrival_of(frames, CarrierClock(30), lost=5)

    assert (found.frames, found.lost, found.lost_share) == (500, 5, 5 / 505)
    assert found.jitter_ms == pytest.approx(50)


GOOD = scene(dialogue(5, 6), noise=Noise("white", -60))
LATE = [(AGENT, 300.0, 0), (CALLER, 500.0, 0), (AGENT, 6000.0, 1)]
QUALITIES: dict[str, tuple[Scene, dict[str, object], str]] = {
    "audio is lost": (GOOD, {"arrival": Arrival(950, 50, 0.0)}, "lost_audio"),
    "audio comes unevenly": (GOOD, {"arrival": Arrival(1000, 0, 180.0)}, "jitter"),
    "a loud line": (scene(dialogue(5, 6), noise=Noise("white", -32)), {}, "noise"),
    "a faint caller": (scene(dialogue(5, 6), caller_gain_db=-24), {}, "quiet"),
    "a caller who is clipped": (scene(dialogue(5, 6), caller_gain_db=20), {}, "clipping"),
    "a loudspeaker": (scene(dialogue(5, 6), echo_db=-24), {}, "echo"),
    "slow answers": (scene(LATE), {}, "slow_answers"),
    "one very slow answer": (scene(LATE), {}, "slowest_answer"),
    "dead air": (scene(LATE), {}, "dead_air"),
    "a late greeting": (scene([(AGENT, 5000.0, 0), (CALLER, 500.0, 0)]), {}, "late_greeting"),
    "an agent who interrupts": (scene([(CALLER, 500.0, 0), (AGENT, -900.0, 0)]), {}, "agent_interrupts"),
    "an agent who is not heard": (scene([(CALLER, 500.0, 0)]), {}, "agent_not_heard"),
    "a caller who is not heard": (scene([(AGENT, 9000.0, 0)]), {}, "caller_not_heard"),
    "a slow disk": (GOOD, {"lost_entries": 500}, "recording_incomplete"),
}


@pytest.mark.parametrize(("played", "carried", "code"), QUALITIES.values(), ids=QUALITIES)
def test_each_flaw_costs_points_and_is_named(played: Scene, carried: dict[str, object], code: str) -> None:
    score, reasons = quality_of(measured(played, **carried))

    assert code in {reason.code for reason in reasons}
    assert score == max(100 - sum(reason.points for reason in reasons), 0)


def test_a_good_call_is_perfect() -> None:
    assert quality_of(measured(GOOD)) == (100, [])


def test_what_was_kept_of_the_tapes_survives_as_json() -> None:
    carried = Transport(Waiting((Span(1, 2),), (3.0,)), Arrival(4, 5, 6.0), (Span(7, 8),), 9)

    assert Transport.from_json(carried.to_json()) == carried


def test_both_lanes_are_as_long() -> None:
    assert GOOD.caller.size == GOOD.agent.size == round(measured(GOOD).duration_ms * PER_MS)
