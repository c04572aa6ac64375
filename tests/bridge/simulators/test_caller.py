import pytest

from bridge.simulators import mulaw
from bridge.simulators.carrier.caller import Caller, Moment
from tests.bridge.simulators.dialogues import GOODBYE, GREETING, HAPPY, LONG_LINE, script

SECOND = 50  # frames


def live(caller: Caller, frames: int, *, audible: bool) -> list[Moment]:
    return [caller.live(audible) for _ in range(frames)]


def is_speaking(moments: list[Moment]) -> bool:
    return any(mulaw.loudness(moment.frame) > 500 for moment in moments)


def test_a_caller_waits_for_the_agent() -> None:
    assert not is_speaking(live(Caller(HAPPY), 3 * SECOND, audible=False))


def test_a_caller_speaks_when_the_agent_has_finished() -> None:
    caller = Caller(HAPPY)

    assert not is_speaking(live(caller, SECOND, audible=True))
    assert not is_speaking(live(caller, SECOND // 2, audible=False))
    assert is_speaking(live(caller, SECOND, audible=False))
    assert caller.turns_spoken == 1


def test_a_breath_is_not_the_end_of_a_line() -> None:
    caller = Caller(HAPPY)
    live(caller, SECOND, audible=True)
    live(caller, SECOND // 4, audible=False)

    assert not is_speaking(live(caller, SECOND, audible=True))


def test_a_caller_who_barges_in_does_not_wait() -> None:
    caller = Caller(script(LONG_LINE, {"caller": "¡No, no!", "barge_in_seconds": 1}, GOODBYE))

    assert not is_speaking(live(caller, SECOND, audible=True))
    assert is_speaking(live(caller, SECOND, audible=True))


def test_keys_are_pressed_one_after_the_other() -> None:
    caller = Caller(script({"dtmf": "12#"}, GREETING))
    digits = [moment.digit for moment in live(caller, 2 * SECOND, audible=False) if moment.digit]

    assert digits == ["1", "2", "#"]


def test_a_caller_hangs_up_a_moment_after_the_last_word() -> None:
    caller = Caller(script({"caller": "Adiós.", "hang_up": True}, GREETING))
    moments = live(caller, 3 * SECOND, audible=False)
    end = next(index for index, moment in enumerate(moments) if moment.hangs_up)

    assert is_speaking(moments[:end])
    assert not is_speaking(moments[end - SECOND + 5 : end])
    assert not moments[end].gave_up


@pytest.mark.parametrize(
    ("dialogue", "before"),
    [pytest.param(HAPPY, 0, id="never-heard-anything"), pytest.param(script(GREETING), 10, id="dead-air")],
)
def test_a_caller_who_hears_nothing_gives_up(dialogue: object, before: int) -> None:
    caller = Caller(dialogue)  # type: ignore[arg-type]
    live(caller, before, audible=True)
    moments = live(caller, 22 * SECOND, audible=False)

    assert moments[-1].gave_up
    assert not moments[18 * SECOND].hangs_up


def test_a_noisy_line_is_heard_under_silence_and_speech() -> None:
    caller = Caller(script({"caller": "Hola."}, GREETING, caller={"noise": 180}))
    moments = live(caller, 2 * SECOND, audible=False)

    assert 100 < mulaw.loudness(moments[2].frame) < 300
    assert is_speaking(moments)
