"""`flask calls replay`: a call is placed, kept, played again, and compared."""

from uuid import UUID

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import update

from bridge.cassettes import replaying
from bridge.cli import calls
from bridge.simulators.carrier.result import CallResult
from bridge.simulators.script import Script
from db.actions.calls import conversation_id_of
from db.database import Database
from db.models import Conversation
from tests.bridge.conftest import SPEED, RunningBridge
from tests.bridge.dialogues import BYE, HELLO, LONG, QUICK_FORWARD, script
from tests.bridge.kept import kept_call, one_of
from tests.waiting import eventually

SLACK = "--tolerance=20000"  # what a busy machine does to a replay of eight times the speed


def replay(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(calls, ["replay", f"--speed={SPEED}", *arguments])


def kept_id(running: RunningBridge, database: Database, dialogue: Script) -> str:
    result: CallResult = running.dial(dialogue)
    eventually(lambda: kept_call(database, result.call_sid)["ended_at"])
    return str(conversation_id_of(result.call_sid))


@pytest.mark.parametrize(
    "dialogue",
    [
        pytest.param(script(HELLO, {"caller": "Buenas."}, BYE), id="to the goodbye"),
        pytest.param(script(HELLO, {"caller": "Ay, me llaman.", "hang_up": True}), id="hung up"),
        pytest.param(
            script(HELLO | {"tool": {"name": "transfer_to_human"}}, forward=QUICK_FORWARD), id="put through"
        ),
        pytest.param(script(outage={"http_status": 503}, forward=QUICK_FORWARD), id="no agent"),
        pytest.param(script(LONG, {"caller": "Un momento.", "barge_in_seconds": 1.5}, BYE), id="interrupted"),
    ],
)
def test_a_call_is_played_again_as_it_was(
    running: RunningBridge, pages: Flask, database: Database, dialogue: Script
) -> None:
    original = kept_id(running, database, dialogue)
    result = replay(pages, original, SLACK)

    assert result.exit_code == 0, result.output
    assert "0 changed, 0 missing, 0 added: the same" in result.output
    replays = one_of(database, Conversation, Conversation.facts["replay_of"].astext == original)
    assert [call["is_test"] for call in replays] == [True]


class TestAnotherBuild:
    """One that can put nobody through plays a call that was put through."""

    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"MOBILE_NUMBER": ""}

    def test_a_difference_is_shown_and_fails(
        self, running: RunningBridge, pages: Flask, database: Database
    ) -> None:
        original = kept_id(running, database, script(HELLO, {"hang_up": True}))
        with database.transaction() as session:
            wanted = update(Conversation).where(Conversation.id == original)
            session.execute(wanted.values(end_reason="transferred"))
        result = replay(pages, original, SLACK)

        assert result.exit_code == 1
        assert "~ end    transferred → caller_hangup" in result.output
        assert "1 of 1 calls differ" in result.output


def test_a_build_that_knows_nothing_of_the_call_is_named(
    running: RunningBridge, pages: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replaying, "NOT_FOUND_TIMEOUT_SECONDS", 0.5)
    original = kept_id(running, database, script(HELLO, {"hang_up": True}))
    result = replay(pages, original, f"--against={running.url}", "--token=t")

    assert result.exit_code == 1
    assert "that build knows of no such call" in result.output


def test_an_unknown_call_cannot_be_played(pages: Flask) -> None:
    result = replay(pages, "00000000-0000-0000-0000-000000000000")

    assert result.exit_code == 1
    assert "there is no such call" in result.output


def test_a_program_plays_a_call_again_and_compares(
    running: RunningBridge, pages: Flask, database: Database
) -> None:
    original = kept_id(running, database, script(HELLO, {"caller": "Buenas."}, BYE))
    client = pages.test_client()
    placed = client.post(f"/api/conversation/{original}/replay")
    assert placed.status_code == 202
    address = f"/api/conversation/{placed.get_json()['conversation_id']}/replay"
    eventually(lambda: client.get(address).status_code == 200)

    found = client.get(address).get_json()
    assert found["original"] == original
    assert [line["outcome"] for line in found["lines"]] == ["same"] * 3
    assert found["end_reasons"] == {"original": "agent_hangup", "replay": "agent_hangup", "alike": True}
    assert client.get(f"/api/conversation/{original}/replay").status_code == 404
    assert client.post(f"/api/conversation/{UUID(int=1)}/replay").status_code == 404
