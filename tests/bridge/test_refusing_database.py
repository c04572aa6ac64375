"""A database that answers and takes nothing: facts wait as they do while it is away."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bridge.facts import CallEnded, TurnTaken
from db.database import Database
from tests.bridge.kept import kept_call, kept_turns
from tests.bridge.test_recorder import CALL, STARTED, recording
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually

REFUSES = """
    CREATE FUNCTION refuse_turns() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = '{code}'; END $$;
    CREATE TRIGGER refuse_turns BEFORE INSERT ON turns FOR EACH ROW EXECUTE FUNCTION refuse_turns()
"""


@pytest.fixture
def statements(database: Database) -> Iterator[Callable[[str], None]]:
    def run(statement: str) -> None:
        with database.engine.begin() as connection:
            connection.execute(text(statement))

    yield run
    run("DROP FUNCTION IF EXISTS refuse_turns CASCADE")


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("53100", id="its disk is full"),
        pytest.param("25006", id="it has become read-only"),
        pytest.param("55P03", id="somebody holds a lock for long"),
        pytest.param("57014", id="a time limit of the operator's"),
        pytest.param("58030", id="its disk fails"),
    ],
)
def test_nothing_is_lost_while_the_database_answers_but_takes_nothing(
    database: Database,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    statements: Callable[[str], None],
    code: str,
) -> None:
    with recording(database, tmp_path) as recorder:
        recorder.record(CALL, STARTED)
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        statements(REFUSES.format(code=code))
        recorder.record(CALL, TurnTaken(1, "agent", "Hola, diga.", 0))
        recorder.record(CALL, CallEnded("silence"))
        assert recorder.flush(TEST_TIMEOUT_SECONDS)
        assert "database_away" in caplog.text
        statements("DROP FUNCTION refuse_turns CASCADE")
        eventually(lambda: kept_call(database, CALL)["end_reason"] == "silence")

    assert [kept["text"] for kept in kept_turns(database, CALL)] == ["Hola, diga."]
    assert not (tmp_path / "rejected").exists()
