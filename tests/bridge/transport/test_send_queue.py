import pytest

from bridge.send_queue import SendQueue


def filled(*frames: tuple[bytes, bool], limit: int = 100) -> SendQueue:
    queue = SendQueue(limit)
    for frame, is_audio in frames:
        if queue.push(frame, is_audio):
            queue.shed()
    return queue


def drained(queue: SendQueue, step: int = 1 << 20) -> bytes:
    """All that the queue would send to a socket that takes `step` bytes at a time."""
    sent = b""
    while queue.size:
        offer = queue.offer()
        sent += offer[:step]
        queue.accepted(min(step, len(offer)))
    return sent


@pytest.mark.parametrize("step", [1, 3, 1000])
def test_frames_leave_in_order_however_slowly(step: int) -> None:
    queue = filled((b"one", True), (b"two", False), (b"three", True))
    assert drained(queue, step) == b"onetwothree"


def test_frames_that_wait_leave_together() -> None:
    assert filled((b"one", True), (b"two", False)).offer() == b"onetwo"


def test_over_the_limit_the_oldest_audio_goes_and_control_stays() -> None:
    queue = filled((b"A" * 50, True), (b"C" * 30, False), (b"B" * 40, True))
    assert drained(queue) == b"C" * 30 + b"B" * 40
    assert queue.dropped_audio == 1


def test_control_alone_may_pass_the_limit() -> None:
    assert filled((b"C" * 90, False), (b"D" * 90, False)).size == 180


def test_one_message_over_the_limit_is_sent_all_the_same() -> None:
    assert drained(filled((b"A" * 300, True))) == b"A" * 300


def test_what_the_socket_has_begun_is_never_dropped() -> None:
    queue = filled((b"A" * 60, True))
    queue.offer()
    queue.accepted(10)
    queue.push(b"B" * 60, True)
    assert queue.push(b"C" * 60, True)
    queue.shed()
    assert drained(queue) == b"A" * 50 + b"C" * 60


def test_what_a_tls_socket_refused_comes_again_unchanged() -> None:
    queue = filled((b"A" * 60, True))
    refused = queue.offer()
    queue.push(b"B" * 60, True)
    assert queue.drop_audio() == 1
    assert queue.offer() == refused


def test_an_interruption_drops_the_audio_that_waits() -> None:
    queue = filled((b"A", True), (b"mark", False), (b"B", True))
    assert queue.drop_audio() == 2
    assert drained(queue) == b"mark"


def test_cleared_it_is_empty() -> None:
    queue = filled((b"A", True))
    queue.clear()
    assert queue.size == 0
