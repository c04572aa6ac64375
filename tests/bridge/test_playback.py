"""The clock of what the caller has heard."""

from bridge.events import Heard
from bridge.playback import Playback, audio_bytes


def playing(*chunks: tuple[int, int, int]) -> Playback:
    playback = Playback()
    for at_ms, event_id, size in chunks:
        playback.sent(at_ms, event_id, size)
    return playback


def test_audio_plays_in_real_time_however_fast_it_comes() -> None:
    playback = playing((1000, 1, 8000), (1010, 1, 8000))

    assert playback.unheard_ms(1500) == 1500
    assert playback.heard_ms(1500) == 500
    assert playback.unheard_ms(9000) == 0
    assert playback.heard_ms(9000) == 2000


def test_an_event_starts_behind_what_is_queued() -> None:
    playback = playing((1000, 1, 8000), (1100, 2, 800))

    assert playback.starts_ms(2, at_ms=1200) == 2000
    assert playback.starts_ms(3, at_ms=1200) == 2100


def test_a_mark_tells_how_far_the_carrier_really_is() -> None:
    playback = playing((0, 1, 3200))
    mark = playback.next_mark()
    playback.sent(0, 1, 3200)

    assert mark == "g0:1"
    assert playback.returned(mark, at_ms=700) == "1"
    assert playback.unheard_ms(700) == 400


def test_marks_come_with_enough_audio_only() -> None:
    playback = playing((0, 1, 3192))

    assert playback.next_mark() is None


def test_a_mark_of_a_cleared_buffer_tells_nothing() -> None:
    playback = playing((0, 1, 8000))
    mark = playback.mark("last:1")
    playback.cleared(at_ms=300)
    playback.sent(400, 2, 8000)

    assert playback.returned(mark, at_ms=410) == "last:1"
    assert playback.unheard_ms(410) == 990


def test_what_was_cleared_was_not_heard() -> None:
    playback = playing((0, 1, 8000))
    playback.cleared(at_ms=300)

    assert playback.heard_ms(5000) == 300
    assert playback.unheard_ms(300) == 0


def test_only_the_newest_events_are_known() -> None:
    playback = playing(*((0, event_id, 8) for event_id in range(100)))

    assert playback.starts_ms(99, at_ms=0) == 99
    assert playback.starts_ms(1, at_ms=0) == 100


def test_audio_is_measured_without_decoding() -> None:
    assert [audio_bytes(text) for text in (b"", b"QQ==", b"QUI=", b"QUJD", b"QUJDRA==")] == [0, 1, 2, 3, 4]


def test_how_much_of_the_newest_event_was_heard() -> None:
    playback = playing((0, 1, 8000), (0, 2, 4000), (0, 2, 4000))

    assert [playback.heard(at_ms) for at_ms in (500, 1250, 3000)] == [
        Heard(2, 0.0),
        Heard(2, 0.25),
        Heard(2, 1.0),
    ]
    assert Playback().heard(500) == Heard(-1, 1.0)
