"""Frames are legal, slow browsers are cut, and nobody gets half a frame or a wrong order."""

import socket
import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from wsproto.connection import Connection, ConnectionType
from wsproto.events import TextMessage

from dashboard_app.live.follower import MAX_BUFFERED_EVENTS, Follower, Room
from dashboard_app.live.frames import text_frame
from dashboard_app.live.rooms import Rooms
from dashboard_app.live.wire import SharedSocket

ROOM = Room(uuid4())
BIG = b"x" * 1_000_000


@pytest.fixture
def pair() -> Iterator[tuple[SharedSocket, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(5)
    yield SharedSocket(ours), theirs
    ours.close()
    theirs.close()


@pytest.mark.parametrize("size", [0, 100, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_what_a_browser_reads(size: int) -> None:
    browser = Connection(ConnectionType.CLIENT)

    browser.receive_data(text_frame({"text": "ñ" * (size // 2)}))

    read = "".join(event.data for event in browser.events() if isinstance(event, TextMessage))
    assert read == '{"text":"' + "ñ" * (size // 2) + '"}'


def test_who_does_not_read_is_cut(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, theirs = pair

    assert shared.send_now(b"whole")
    assert theirs.recv(100) == b"whole"
    assert not shared.send_now(BIG)
    assert not shared.send_now(b"after half a frame")


def test_a_replay_waits_for_a_slow_reader(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, theirs = pair
    read: list[int] = []
    reader = threading.Thread(target=lambda: read.append(len(read_all(theirs, len(BIG)))))
    reader.start()

    assert shared.send_within(BIG, 5)
    reader.join()
    assert read == [len(BIG)]


def read_all(sock: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += sock.recv(65_536)
    return found


def test_a_replay_does_not_wait_for_ever(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, _ = pair

    assert not shared.send_within(BIG, 0.01)
    assert not shared.send_within(b"x", 0.01)


def test_the_hub_does_not_wait_for_a_pong(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, _ = pair
    replay = threading.Thread(target=shared.send_within, args=(BIG, 1))
    replay.start()
    while not shared._writing.locked() and replay.is_alive():
        pass

    assert not shared.send_now(b"x")
    replay.join()


def test_who_is_gone_is_cut(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, theirs = pair
    theirs.close()

    assert not shared.send_within(b"x", 1)
    assert not shared.send_now(b"x")


def test_what_happens_during_a_replay_comes_after_it(pair: tuple[SharedSocket, socket.socket]) -> None:
    shared, theirs = pair
    follower = Follower(shared, ROOM)

    assert follower.hear(b"3")
    assert follower.catch_up([b"1", b"2"])
    assert follower.go_live()
    assert follower.hear(b"4")

    assert read_all(theirs, 4) == b"1234"


def test_a_replay_that_takes_too_long_is_given_up(pair: tuple[SharedSocket, socket.socket]) -> None:
    follower = Follower(pair[0], ROOM)

    heard = [follower.hear(b"x") for _ in range(MAX_BUFFERED_EVENTS + 1)]

    assert heard == [True] * MAX_BUFFERED_EVENTS + [False]
    assert not follower.go_live()
    assert not follower.catch_up([b"x"])


def test_rooms_forget_who_left(pair: tuple[SharedSocket, socket.socket]) -> None:
    rooms, follower = Rooms(), Follower(pair[0], ROOM)

    rooms.join(follower)
    assert rooms.everybody() == {ROOM: [follower]}
    rooms.leave(follower)
    rooms.leave(follower)

    assert rooms.everybody() == {}
