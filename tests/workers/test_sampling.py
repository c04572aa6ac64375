"""Which calls a model reads by itself: the rules, and the job that follows them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from rq import SimpleWorker
from sqlalchemy import select, update

from db.database import Database
from db.models import ConversationAnalysis, Organization
from tests.workers.conftest import MakeCall
from workers import runtime
from workers.analysis import Transcript, Turn, analyse
from workers.jobs import analyse_programmatically, analyse_sampled
from workers.queue import QUEUES, JobQueue
from workers.sampling import (
    SamplingRules,
    SamplingRulesError,
    reason_to_read,
    sampling_rules,
    words_of,
)
from workers.sectors import load_sector

CALLS = [UUID(int=number) for number in range(2000)]


@pytest.mark.parametrize(
    ("setting", "rules"),
    [
        pytest.param(None, None, id="not set"),
        pytest.param({}, None, id="empty"),
        pytest.param({"share": 0.2}, SamplingRules(0.2), id="a share"),
        pytest.param({"always": ["complaint"]}, SamplingRules(0, frozenset({"complaint"})), id="a word"),
        pytest.param({"share": 1, "always": []}, SamplingRules(1.0), id="all"),
    ],
)
def test_rules_are_read(setting: Any, rules: SamplingRules | None) -> None:
    assert sampling_rules({"ai_sampling": setting}) == rules


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ({"share": 20}, "share"),
        ({"share": True}, "share"),
        ({"share": "a lot"}, "share"),
        ({"always": "complaint"}, "always"),
        ({"always": [7]}, "always"),
        ({"shares": 0.2}, "ai_sampling"),
        (0.2, "ai_sampling"),
    ],
)
def test_rules_that_cannot_be_followed_are_named(setting: Any, name: str) -> None:
    with pytest.raises(SamplingRulesError, match=name):
        sampling_rules({"ai_sampling": setting})


@pytest.mark.parametrize("share", [0.0, 0.2, 0.9, 1.0])
def test_a_share_is_that_share_of_all_calls(share: float) -> None:
    chosen = sum(reason_to_read(SamplingRules(share), call, ()) == "share" for call in CALLS)

    assert chosen / len(CALLS) == pytest.approx(share, abs=0.03)


def test_a_greater_share_only_adds_calls() -> None:
    some, more = (
        {call for call in CALLS if reason_to_read(SamplingRules(share), call, ())} for share in (0.2, 0.5)
    )

    assert some < more


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        pytest.param(["book_appointment"], "", id="an everyday call"),
        pytest.param(["book_appointment", "complaint"], "complaint", id="a complaint beside another wish"),
        pytest.param(["none", "abandoned"], "abandoned", id="abandoned"),
    ],
)
def test_a_word_can_be_reason_enough(words: list[str], reason: str) -> None:
    rules = SamplingRules(0, frozenset({"complaint", "abandoned"}))

    assert reason_to_read(rules, CALLS[0], words) == reason


def test_the_words_are_those_of_the_reading() -> None:
    turns = (
        Turn(1, "agent", "AutoBox, buenos días. ¿En qué puedo ayudarle?", 0, 3000),
        Turn(2, "user", "Quiero poner una reclamación, esto es una vergüenza.", 4000, 7000),
    )
    reading = analyse(Transcript(turns), load_sector("workshop"))

    assert words_of(reading)[0] == reading.intent.value == "complaint"
    assert {reading.outcome.value, reading.urgency.value} <= set(words_of(reading))
    assert ("abandoned" in words_of(reading)) == reading.abandonment.value


def states(database: Database, jobs: JobQueue) -> list[str]:
    SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")
    with database.reading() as session:
        is_ai = ConversationAnalysis.analysis_type == "ai"
        return list(session.scalars(select(ConversationAnalysis.status).where(is_ai)))


def rule(database: Database, setting: Any) -> None:
    with database.transaction() as session:
        session.execute(update(Organization).values(settings={"ai_sampling": setting}))


@pytest.fixture
def at_once(worker_environment: dict[str, str]) -> Iterator[None]:
    """Nobody waits for others."""
    runtime.configure({**worker_environment, "AI_SAMPLED_WAIT_MINUTES": "0"})
    yield
    runtime.configure(worker_environment)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        pytest.param(None, [], id="off unless set"),
        pytest.param({"share": 1}, ["completed"], id="every call"),
        pytest.param({"always": ["book_appointment"]}, ["completed"], id="calls of this kind"),
        pytest.param({"always": ["complaint"]}, [], id="calls of another kind"),
        pytest.param({"share": 7}, [], id="rules that cannot be followed"),
    ],
)
def test_a_call_that_the_rules_choose_is_read_once(
    database: Database, jobs: JobQueue, make_call: MakeCall, setting: Any, expected: list[str]
) -> None:
    call = make_call()
    rule(database, setting)
    for _ in range(2):
        analyse_programmatically(str(call))

        assert states(database, jobs) == expected


@pytest.mark.usefixtures("worker_environment")
def test_a_call_without_words_is_not_chosen(database: Database, jobs: JobQueue, make_call: MakeCall) -> None:
    call = make_call(())
    rule(database, {"share": 1})

    analyse_programmatically(str(call))

    assert states(database, jobs) == []


@pytest.mark.usefixtures("worker_environment")
def test_a_chosen_call_that_is_refused_is_no_error(
    database: Database, jobs: JobQueue, make_call: MakeCall
) -> None:
    analyse_sampled(str(make_call(ended=False)))

    assert states(database, jobs) == []
