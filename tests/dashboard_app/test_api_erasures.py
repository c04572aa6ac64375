"""Everything that is kept of a caller goes: rows, words, sound, figures. What stays says nothing about whose it was."""

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select, text

from dashboard_app import init_jobs
from dashboard_app.live.follower import Follower, Room
from dashboard_app.live.rooms import Rooms, concerned
from dashboard_app.live.wire import SharedSocket
from db import erasing
from db.actions import annotations, recordings
from db.actions.boards import make_board
from db.actions.follow_ups import settle_follow_ups
from db.actions.organizations import ensure_first_organization
from db.actions.recordings import StoredSound
from db.actions.recounting import wrong_calls
from db.actions.saved_views import save_view
from db.database import Database
from db.models import Base, CallFact, Erasure
from db.queries.erasure_scope import read_number
from db.queries.erasures import erasures
from db.queries.events import events_after
from db.queries.frames import records
from db.queries.users import member_of_token
from db.sound.store import RecordingStore
from db.sound.tape import tape_folder
from tests.dashboard_app.calls import START, add_cost, make_call
from tests.dashboard_app.conftest import Person, person
from workers import erasing as carrying
from workers import jobs as jobs_module
from workers import runtime, upkeep
from workers.queue import JobQueue
from workers.settings import WorkerSettings

NUMBER, OTHER = "+34600111222", "+34600333444"


Erase = Callable[..., Any]


@pytest.fixture(autouse=True)
def jobs(server: Flask, environment: dict[str, str]) -> Iterator[JobQueue]:
    init_jobs(server, WorkerSettings.from_environment(environment))
    found: JobQueue = server.extensions["job_queue"]
    yield found
    found.close()


@pytest.fixture
def carry_out(database: Database, server: Flask, jobs: JobQueue) -> Callable[[str], None]:
    """As a worker does."""

    def carry(erasure_id: str) -> None:
        store = server.extensions["recording_store"]
        storage = erasing.CallStorage(database, store, database.settings.data_dir)
        carrying.carry_out(storage, jobs, UUID(erasure_id))

    return carry


@pytest.fixture
def erase(alicia: Person, carry_out: Callable[[str], None]) -> Erase:
    """Asked for, carried out, and its receipt."""

    def ask(call: UUID, end: str = "") -> Any:
        given = alicia.client.delete(f"/api/conversation/{call}{end}", headers=alicia.bearer)
        assert given.status_code == 202, given.json
        carry_out(given.json["id"])
        return alicia.client.get(given.json["status_url"], headers=alicia.bearer).json

    return ask


@pytest.fixture
def calls(database: Database, server: Flask, alicia: Person) -> list[UUID]:
    """Three of one caller, with all that can hang on a call; a fourth is somebody else's."""
    theirs = [
        make_call(database, 1, text="Soy Toni Riera.", intent="appointment", outcome="abandoned"),
        make_call(database, 2, text="Otra vez yo.", intent="appointment", outcome="appointment_booked"),
        make_call(database, 3, is_answered=False),
    ]
    other = make_call(
        database, 4, phone_number=OTHER, text="Soy otra.", intent="billing", outcome="abandoned"
    )
    for call in (theirs[0], other):
        keep_sound(database, server, call)
    tapes = tape_folder(database.settings.data_dir)
    tapes.mkdir(parents=True)
    (tapes / f"CA{3:032x}.MZ1.tape").write_bytes(b"{}")
    add_cost(database, theirs[0], "0.10")
    with database.transaction() as session:
        who = member_of_token(session, alicia.token)
        assert who is not None
        annotations.add_note(session, conversation_id=theirs[0], author_id=who.id, text="Toni, el del taxi")
        annotations.add_tag(session, conversation_id=theirs[0], user_id=who.id, tag="vip")
        settle_follow_ups(session, organization_id=who.organization_id, since=START)
        for name, number in (("Toni", NUMBER), ("Otra", OTHER)):
            save_view(
                session,
                organization_id=who.organization_id,
                owner_id=who.id,
                page="calls",
                name=name,
                filters={"phone": number},
                is_shared=True,
            )
        charts = [({"figure": "calls", "by": "day", "phone": number}, False) for number in (NUMBER, OTHER)]
        make_board(
            session, organization_id=who.organization_id, owner_id=who.id, name="Clientes", charts=charts
        )
    return [*theirs, other]


def keep_sound(database: Database, server: Flask, call: UUID) -> None:
    server.extensions["recording_store"].put(f"{call}.flac", b"sound")
    sound = StoredSound(
        key=f"{call}.flac", content_type="audio/flac", size_bytes=5, sha256="a", duration_ms=1, carried={}
    )
    with database.transaction() as session:
        recordings.begin_recording(session, conversation_id=call, started_at=START)
        recordings.store_recording(session, conversation_id=call, sound=sound)


def everything(database: Database) -> str:
    """All rows of all tables, as text."""
    with database.engine.connect() as connection:
        return "\n".join(
            str(row)
            for table in Base.metadata.sorted_tables
            for row in connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()
        )


def test_what_would_go_is_counted_first(calls: list[UUID], bruno: Person) -> None:
    found = bruno.client.get(f"/api/conversation/{calls[1]}/erasure").json

    assert (found["call"]["calls"], found["call"]["recordings"]) == (1, 0)
    names = ("calls", "running", "turns", "analyses", "recordings", "notes", "views")
    assert [found["caller"][name] for name in names] == [3, 0, 2, 2, 1, 1, 2]


def test_nothing_of_a_caller_is_left(
    calls: list[UUID], alicia: Person, database: Database, server: Flask, erase: Erase
) -> None:
    assert "Toni" in everything(database)

    gone = erase(calls[1], "/caller")

    assert (gone["state"], gone["calls"], gone["recordings"], gone["running"]) == ("done", 3, 1, 0)
    left = everything(database)
    for word in ("Toni", "toni", "600111222", "taxi", f"CA{1:032x}", f"CA{3:032x}"):
        assert word not in left
    assert "Soy otra." in left
    assert OTHER in left
    store = server.extensions["recording_store"]
    assert [store.exists(f"{calls[place]}.flac") for place in (0, 3)] == [False, True]
    assert list(tape_folder(database.settings.data_dir).iterdir()) == []
    assert alicia.client.get(f"/api/conversation/{calls[0]}").status_code == 404


def test_figures_are_those_of_a_recount(calls: list[UUID], database: Database, erase: Erase) -> None:
    erase(calls[0])

    with database.reading() as session:
        assert wrong_calls(session, START.replace(day=1), START.replace(day=28)) == []
        facts = {row.conversation_id: row.is_repeat for row in session.scalars(select(CallFact))}
    assert set(facts) == set(calls[1:])
    assert facts[calls[1]] is False  # the first of the number now


def test_the_proof_says_who_and_how_much(
    calls: list[UUID], alicia: Person, database: Database, erase: Erase
) -> None:
    receipt = erase(calls[0], "/caller")

    with database.reading() as session:
        owner = session.scalars(select(Erasure.organization_id)).one()
        [proof] = records(erasures(session, organization_id=owner, limit=5))
    assert {name: proof[name] for name in ("email", "scope", "calls", "recordings")} == {
        "email": alicia.email,
        "scope": "caller",
        "calls": 3,
        "recordings": 1,
    }
    assert receipt["id"] == proof["id"]
    assert alicia.client.get("/api/erasures", headers=alicia.bearer).json["items"] == [receipt]


def test_open_pages_are_told(calls: list[UUID], database: Database, erase: Erase) -> None:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
    ours, theirs = socket.socketpair()
    follower, rooms = Follower(SharedSocket(ours), Room(owner, calls[0])), Rooms()
    rooms.join(follower)

    erase(calls[0], "/caller")

    with database.reading() as session:
        [event] = [one for one in events_after(session, after=0, limit=99) if one.event_type == "call.erased"]
    assert set(concerned(event)) == set(calls[:3])
    assert event.conversation_id is None
    assert rooms.advance([event]) == [([follower], [event])]
    rooms.leave(follower)
    ours.close()
    theirs.close()


def test_many_calls_go_some_at_a_time_and_the_page_finds_it_again(
    calls: list[UUID],
    alicia: Person,
    database: Database,
    carry_out: Callable[[str], None],
    jobs: JobQueue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(erasing, "BATCH_SIZE", 2)
    monkeypatch.setattr(carrying, "SLICE_SECONDS", 0.0)
    one = str(max(calls[:3]))  # it goes last
    given = alicia.client.delete(f"/api/conversation/{one}/caller", headers=alicia.bearer).json
    assert [given[name] for name in ("state", "total", "calls")] == ["waiting", 3, 0]
    assert jobs.is_alive(given["job_id"])

    carry_out(given["id"])

    found = alicia.client.get(f"/api/conversation/{one}/erasure", headers=alicia.bearer).json
    assert (found["under_way"], found["caller"]["calls"]) == (given["id"], 1)
    assert jobs.is_alive(f"erasure-{given['id']}-2")
    again = alicia.client.delete(f"/api/conversation/{one}/caller", headers=alicia.bearer).json
    assert (again["id"], again["state"], again["calls"]) == (given["id"], "running", 2)
    carry_out(given["id"])
    receipt = alicia.client.get(given["status_url"], headers=alicia.bearer).json
    assert [receipt[name] for name in ("state", "total", "calls")] == ["done", 3, 3]
    assert NUMBER not in everything(database)


def test_what_was_lost_on_the_way_is_found_again(
    calls: list[UUID], alicia: Person, database: Database, clean_redis: Any, environment: dict[str, str]
) -> None:
    """Redis forgot the job: the clock queues it anew."""
    given = alicia.client.delete(f"/api/conversation/{calls[0]}/caller", headers=alicia.bearer).json
    clean_redis.flushdb()
    with database.transaction() as session:
        session.execute(text("UPDATE erasures SET touched_at = now() - interval '2 minutes'"))
    runtime.configure(environment)

    assert upkeep.resume_erasures() == 1
    jobs_module.carry_out_erasure(given["id"])

    assert alicia.client.get(given["status_url"], headers=alicia.bearer).json["state"] == "done"
    assert upkeep.resume_erasures() == 0


def test_calls_of_hidden_numbers_go_one_by_one(database: Database, alicia: Person, erase: Erase) -> None:
    first, second = (make_call(database, number, phone_number="anonymous") for number in (1, 2))

    answer = alicia.client.delete(f"/api/conversation/{first}/caller", headers=alicia.bearer)

    assert (answer.status_code, answer.json["error"]["code"]) == (409, "hidden_number")
    assert alicia.client.get(f"/api/conversation/{first}/erasure").json["caller"] is None
    assert erase(first)["calls"] == 1
    assert alicia.client.get(f"/api/conversation/{second}").status_code == 200


def test_a_call_that_runs_stays(database: Database, alicia: Person, erase: Erase) -> None:
    running, over = make_call(database, 1, is_over=False), make_call(database, 2)

    answer = alicia.client.delete(f"/api/conversation/{running}", headers=alicia.bearer)
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "call_not_over")

    gone = erase(running, "/caller")
    assert (gone["total"], gone["calls"], gone["running"]) == (1, 1, 1)
    statuses = [alicia.client.get(f"/api/conversation/{one}").status_code for one in (running, over)]
    assert statuses == [200, 404]


@pytest.mark.parametrize("role", ["supervisor", "staff", "analyst"])
@pytest.mark.parametrize("end", ["", "/caller"])
def test_only_administrators_erase(
    database: Database, server: Flask, calls: list[UUID], role: str, end: str
) -> None:
    reader = person(server, database, role)

    assert (
        reader.client.delete(f"/api/conversation/{calls[0]}{end}", headers=reader.bearer).status_code == 403
    )
    assert reader.client.get(f"/api/conversation/{calls[0]}").status_code == 200
    assert reader.client.get("/api/erasures").status_code == 403


def test_others_erasures_do_not_exist(alicia: Person) -> None:
    for wanted in (uuid4(), "one"):
        assert alicia.client.get(f"/api/erasures/{wanted}", headers=alicia.bearer).status_code == 404


def test_where_the_recordings_cannot_be_reached_nothing_is_lost(
    calls: list[UUID], alicia: Person, server: Flask, tmp_path: Path, carry_out: Callable[[str], None]
) -> None:
    """The file is a folder that is not empty: what a store that fails looks like from here."""
    server.extensions["recording_store"] = RecordingStore.at(str(tmp_path))
    (tmp_path / f"{calls[0]}.flac" / "within").mkdir(parents=True)

    given = alicia.client.delete(f"/api/conversation/{calls[0]}", headers=alicia.bearer).json
    with pytest.raises(OSError, match=str(calls[0])):
        carry_out(given["id"])

    found = alicia.client.get(given["status_url"], headers=alicia.bearer).json
    assert (found["state"], found["trouble"]) == ("waiting", "recordings_unavailable")
    assert alicia.client.get(f"/api/conversation/{calls[0]}").status_code == 200
    (tmp_path / f"{calls[0]}.flac" / "within").rmdir()
    (tmp_path / f"{calls[0]}.flac").rmdir()
    carry_out(given["id"])
    found = alicia.client.get(given["status_url"], headers=alicia.bearer).json
    assert (found["state"], found["trouble"], found["calls"]) == ("done", None, 1)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        pytest.param("+34 600 11 12-22", "+34600111222", id="as people write it"),
        pytest.param("0034600111222", "+34600111222", id="with zeros"),
        pytest.param("600111222", None, id="without the country"),
        pytest.param("anonymous", None, id="hidden"),
        pytest.param("+34", None, id="too short"),
    ],
)
def test_numbers_as_people_write_them(written: str, number: str | None) -> None:
    assert read_number(written) == number
