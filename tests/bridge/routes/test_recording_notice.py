"""Nobody is recorded who was not told so: not in a later stream of the call either, whatever the rules say by then."""

import pytest

from bridge.commands import Step
from bridge.next_step import NextStep
from bridge.simulators.carrier.verbs import Connect, Verb
from bridge.tokens import Ticket
from db.database import Database
from tests.bridge.kept import know_organization
from tests.bridge.routes.conftest import CALL, Carrier

LIVE = {"CallStatus": "in-progress"}
UNANSWERED = LIVE | {"DialCallStatus": "no-answer"}


@pytest.fixture
def environment_of_doors(environment_of_doors: dict[str, str]) -> dict[str, str]:
    return environment_of_doors | {"RECORD_CALLS": "on"}


def ticket_of(carrier: Carrier, verbs: tuple[Verb, ...]) -> Ticket:
    connect = verbs[-1]
    assert isinstance(connect, Connect)
    return carrier.switchboard.tokens.redeem(connect.stream.parameters["token"], CALL)


def set_rules(carrier: Carrier, database: Database, **rules: bool) -> None:
    carrier.switchboard.front_desk.forget()
    know_organization(database, carrier.switchboard.front_desk, recording=rules)


@pytest.mark.parametrize(
    ("at_first", "later", "is_recorded"),
    [(True, True, True), (False, True, False), (True, False, False)],
    ids=["told at first", "not told", "nobody is recorded any more"],
)
@pytest.mark.parametrize(
    ("door", "form"), [("stream-ended", LIVE), ("dial-ended", UNANSWERED)], ids=["reconnects", "comes back"]
)
def test_a_later_stream_is_recorded_where_the_caller_was_told(
    carrier: Carrier,
    database: Database,
    door: str,
    form: dict[str, str],
    at_first: bool,
    later: bool,
    is_recorded: bool,
) -> None:
    set_rules(carrier, database, enabled=at_first)
    verbs = carrier.ask("voice-webhook")
    assert ticket_of(carrier, verbs).is_recorded is (len(verbs) > 1) is at_first

    set_rules(carrier, database, enabled=later)
    carrier.switchboard.next_steps.decide(CALL, NextStep(Step.RECONNECT, "stream_failed", 1))

    assert ticket_of(carrier, carrier.ask(door, **form)).is_recorded is is_recorded
