"""What is kept of a call outside of the tables goes with it: in Redis, and among the facts that the database would not take."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

import redis

from bridge.facts import CallNoted
from bridge.front.briefing import Briefing, Briefings
from bridge.resumption import Memories, SoFar
from bridge.spool import Entry, Spool
from bridge.store import Store
from db.actions.organizations import ensure_first_organization
from db.call_memory import forget_calls
from db.database import Database
from db.embedded import redis_server
from db.erasing import CallStorage, erase
from db.queries.erasure_scope import ErasureScope
from db.sound.store import RecordingStore
from tests.dashboard_app.calls import make_call
from tests.waiting import eventually

WORDS = "me llamo Toni Riera"


def call_sid(number: int) -> str:
    return f"CA{number:032x}"


def remember(redis_url: str, data_dir: Path, number: int) -> None:
    """As the bridge does while a call runs."""
    store, sid = Store(redis_url), call_sid(number)
    Memories(store).keep(sid, SoFar(1, WORDS))
    Briefings(store).keep(sid, Briefing({"customer_name": WORDS}))
    Spool(data_dir / "spool").reject(Entry(sid, datetime.now(UTC), CallNoted({"said": WORDS})))
    store.close()


def test_an_erasure_finds_what_processes_share(database: Database, clean_redis: redis.Redis) -> None:
    settings = database.settings
    call = make_call(database, 1, text=WORDS)
    with database.transaction() as session:
        owner = ErasureScope(ensure_first_organization(session), conversation_id=call)
    for number in (1, 2):
        remember(settings.redis_url, settings.data_dir, number)

    erase(CallStorage(database, RecordingStore.at("memory://memories"), settings.data_dir), owner)

    assert {key.decode() for key in clean_redis.keys("call:*")} == {
        f"call:{call_sid(2)}:so-far", f"call:{call_sid(2)}:briefing",
    }  # fmt: skip
    [left] = (settings.data_dir / "spool" / "rejected").read_text().splitlines()
    assert call_sid(2) in left


def test_without_redis_the_file_is_cleared_all_the_same(tmp_path: Path) -> None:
    Spool(tmp_path / "spool").reject(Entry(call_sid(1), datetime.now(UTC), CallNoted({"said": WORDS})))

    forget_calls("unix:///nowhere.sock", tmp_path, [call_sid(1)])

    assert (tmp_path / "spool" / "rejected").read_bytes() == b""


def test_the_file_of_redis_forgets_too() -> None:
    """A short folder, for the socket in it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder, redis_server(Path(folder)) as url:
        remember(url, Path(folder), 1)
        file = Path(folder) / "redis" / "appendonly.aof"
        eventually(lambda: WORDS.encode() in file.read_bytes())

        forget_calls(url, Path(folder), [call_sid(1)])

        eventually(lambda: WORDS.encode() not in file.read_bytes())
