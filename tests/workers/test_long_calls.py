"""Calls that are longer than the model reads at once: asked about part by part, paid as a whole."""

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Self
from uuid import UUID

import pytest
from sqlalchemy import delete, select, update

from db.database import Database
from db.models import ConversationAnalysis, LedgerEntry, Turn
from tests.workers.conftest import LONG, SAID, MakeCall
from tests.workers.test_ai import result, run, stored
from workers.ai import analyse_with_model
from workers.costs import CHARACTERS_PER_TOKEN
from workers.errors import AnalysisError, BudgetExceededError
from workers.llm.base import LanguageModel, Note, Question
from workers.model_clients import language_model
from workers.settings import WorkerSettings
from workers.starting import begin


def test_a_call_longer_than_the_model_reads_is_read_in_parts(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    run(database, replace(simulated, context_tokens=12_000), make_call(LONG))

    analysis, line = stored(database)
    results, requests = result(database), (analysis.usage or {})["requests"]
    assert results["parts"] == len(requests) == len(heard) > 1
    cited = {citation["turn"] for one in results["sentences"] for citation in one["citations"]}
    assert min(cited) <= 6, "the first part is there"
    assert max(cited) == len(LONG) - 1, "and the last, whose turns are numbered as those of the call"
    assert line.amount is not None
    assert Decimal(0) < line.amount < Decimal(line.details.get("reserved", "1"))
    assert Decimal(results["cost"]["amount"]) == line.amount
    assert [one["criterion"] for one in results["criteria"]].count("greeting") == 1


def test_a_turn_longer_than_the_model_reads_is_read_in_parts(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    """Somebody dictates for an hour. Citations lead to the turn, wherever in it the words are."""
    settings, endless = (
        replace(simulated, context_tokens=12_000),
        "Quiero cambiar el aceite del coche. " * 1500,
    )
    run(database, settings, make_call((*SAID[:2], ("user", endless), *SAID[4:])))

    results = result(database)
    assert results["parts"] == len(heard) > 2
    assert max(map(len, heard)) < 12_000 * CHARACTERS_PER_TOKEN, "none is longer than the model reads"
    assert 3 in {citation["turn"] for one in results["sentences"] for citation in one["citations"]}


def test_the_budget_must_hold_all_parts(
    database: Database, make_call: MakeCall, simulated: WorkerSettings
) -> None:
    in_parts = replace(simulated, context_tokens=12_000)
    whole = reserved(database, simulated, make_call(LONG, number=1))
    assert reserved(database, in_parts, make_call(LONG, number=2)) > whole
    with pytest.raises(BudgetExceededError):
        reserved(database, replace(in_parts, daily_budget_eur=2 * whole), make_call(LONG, number=3))


@pytest.fixture
def in_parts(simulated: WorkerSettings) -> WorkerSettings:
    """Fails once at each part. A call of these tests has several."""
    settings = replace(simulated, context_tokens=12_000)
    return replace(settings, openai_model="gpt-5.4-mini+server-error-once")


def test_a_retry_asks_only_the_parts_that_were_not_answered(
    database: Database, make_call: MakeCall, in_parts: WorkerSettings, heard: list[str]
) -> None:
    analysis_id, failed = begin(database, make_call(LONG), in_parts), 0
    while stored(database)[0].status != "completed":
        try:
            run(database, in_parts, UUID(int=0), analysis_id=analysis_id, is_last=False)
        except AnalysisError as error:
            assert error.code == "server_error"  # noqa: PT017 -- until all parts were answered
            failed += 1

    analysis, line = stored(database)
    parts = result(database)["parts"]
    assert parts == failed > 1
    assert len(heard) == 2 * parts, "each failed once and was answered once"
    assert len((analysis.usage or {})["requests"]) == parts, "and was paid once"
    assert "answers" not in (analysis.usage or {}), "nothing of them stays when they have become a result"
    assert line.certainty == "known"


def test_another_analysis_of_the_call_asks_only_what_a_failed_one_did_not_get(
    database: Database, make_call: MakeCall, in_parts: WorkerSettings, heard: list[str]
) -> None:
    """Someone presses «Try again» after each failure."""
    call, settings = make_call(LONG), replace(in_parts, openai_model="gpt-5.4-mini+refusal-once")
    outcomes = [outcome(database, settings, call) for _attempt in range(20) if not is_complete(database)]

    assert set(outcomes[:-1]) == {"refusal"}
    assert len(heard) == 2 * (len(outcomes) - 1)
    with database.reading() as session:
        usages = session.scalars(select(ConversationAnalysis.usage)).all()
    assert not any("answers" in (usage or {}) for usage in usages)


def test_another_model_or_other_words_are_asked_about_anew(
    database: Database, make_call: MakeCall, in_parts: WorkerSettings, heard: list[str]
) -> None:
    call, settings = make_call(LONG), replace(in_parts, openai_model="gpt-5.4-mini+refusal-once")
    assert [outcome(database, settings, call) for _attempt in range(2)] == ["refusal"] * 2
    heard.clear()
    with database.transaction() as session:
        session.execute(update(Turn).where(Turn.position == 1).values(text="Otra cosa."))
    assert outcome(database, settings, call) == "refusal"
    assert len(heard) == 1, "the first part, which is another one now"

    heard.clear()
    assert outcome(database, replace(settings, openai_model="gpt-5.4"), call) == "completed"
    assert len(heard) == completed_parts(database)


class Killed(BaseException):
    """Ends the process that asks."""


@dataclass
class Dying:
    """A model whose caller is killed while it waits for the second answer."""

    model: LanguageModel
    name: str = ""
    asked: int = 0

    def ask(self, question: Question, note: Note) -> str:
        self.asked += 1
        if self.asked == 2:
            raise Killed
        return self.model.ask(question, note)

    def named(self, name: str) -> Self:
        self.model = self.model.named(name)
        return self

    def close(self) -> None:
        self.model.close()


def test_a_worker_that_is_killed_loses_no_answer(
    database: Database, make_call: MakeCall, simulated: WorkerSettings, heard: list[str]
) -> None:
    settings = replace(simulated, context_tokens=12_000)
    analysis_id, model = begin(database, make_call(LONG), settings), Dying(language_model(settings))
    with pytest.raises(Killed):
        analyse_with_model(database, settings, model, analysis_id, is_last=False)
    model.close()

    run(database, settings, UUID(int=0), analysis_id=analysis_id)

    assert len(heard) == result(database)["parts"]
    statuses = [request["status"] for request in (stored(database)[0].usage or {})["requests"]]
    assert statuses.count("lost") == 1, "the second may have been paid"
    assert stored(database)[1].certainty == "unknown"


def outcome(database: Database, settings: WorkerSettings, call: UUID) -> str:
    try:
        run(database, settings, call)
    except AnalysisError as error:
        return error.code
    return "completed"


def completed_parts(database: Database) -> int:
    with database.reading() as session:
        results = select(ConversationAnalysis.results).where(ConversationAnalysis.status == "completed")
        return int((session.scalars(results).one() or {})["parts"])


def is_complete(database: Database) -> bool:
    with database.reading() as session:
        return "completed" in session.scalars(select(ConversationAnalysis.status)).all()


def reserved(database: Database, settings: WorkerSettings, call: UUID) -> Decimal:
    """What is kept of the budget for an analysis of the call alone."""
    with database.transaction() as session:
        session.execute(delete(LedgerEntry))
    begin(database, call, settings)
    with database.reading() as session:
        return session.scalars(select(LedgerEntry.amount)).one() or Decimal(0)
