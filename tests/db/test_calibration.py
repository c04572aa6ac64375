"""Which criteria people agree with, counted from their marks."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from db.actions.analyses import complete_ai, queue_ai
from db.actions.reviews import review
from db.actions.users import create_user
from db.database import Database
from db.queries.agreement import agreement
from db.queries.calibration import (
    Calibration,
    Judged,
    calibrations,
    calls_to_review,
    counted,
)
from db.queries.users import Member, member_of_email
from tests.dashboard_app.calls import make_call


@pytest.fixture
def ana(database: Database) -> Member:
    return user(database, "ana@example.com")


def user(database: Database, email: str) -> Member:
    with database.transaction() as session:
        create_user(session, email=email, role="staff", password="a password")
    with database.reading() as session:
        found = member_of_email(session, email)
    assert found is not None
    return found[0]


def judged_call(database: Database, number: int, verdict: str, *, is_test: bool = False) -> tuple[UUID, UUID]:
    call = make_call(database, number, text="Hola", is_test=is_test)
    criteria = [{"criterion": "courtesy", "verdict": verdict}]
    with database.transaction() as session:
        analysis = queue_ai(session, conversation_id=call, version="p1", model="m1")
        complete_ai(session, analysis_id=analysis, results={"criteria": criteria})
    return call, analysis


def mark(database: Database, call: tuple[UUID, UUID], by: Member, judged: str) -> None:
    with database.transaction() as session:
        review(
            session,
            conversation_id=call[0],
            analysis_id=call[1],
            reviewer_id=by.id,
            subject="criterion:courtesy",
            item=0,
            judged=judged,
        )


def found(database: Database, by: Member) -> Sequence[Calibration]:
    with database.reading() as session:
        return calibrations(session, organization_id=by.organization_id)


def test_the_newest_mark_on_a_verdict_counts(database: Database, ana: Member) -> None:
    call = judged_call(database, 1, "success")
    mark(database, call, user(database, "berta@example.com"), "failure")
    mark(database, call, ana, "success")

    (one,) = found(database, ana)

    assert one.judged == Judged("criterion:courtesy", "p1", "m1")
    assert one.pairs == {("success", "success"): 1}


def test_test_calls_do_not_count(database: Database, ana: Member) -> None:
    mark(database, judged_call(database, 1, "success", is_test=True), ana, "success")

    assert found(database, ana) == []


@pytest.mark.parametrize(
    ("pairs", "is_unreliable"),
    [
        pytest.param({("success", "failure"): 9}, False, id="too few to tell"),
        pytest.param({("success", "success"): 10}, False, id="one value only, always right"),
        pytest.param({("success", "success"): 6, ("failure", "failure"): 6}, False, id="perfect"),
        pytest.param({("success", "success"): 5, ("success", "failure"): 5}, True, id="a coin"),
    ],
)
def test_when_a_criterion_is_unreliable(pairs: dict[tuple[str, str], int], is_unreliable: bool) -> None:
    one = Calibration(
        kind="criterion", judged=Judged("criterion:x", "1", "m"), pairs=pairs, agreement=agreement(pairs)
    )

    assert one.is_unreliable is is_unreliable


def test_counts_are_kept_apart_by_version_and_model() -> None:
    rows = [
        ("criterion", "criterion:x", "1", "m", "success", "success", 3),
        ("criterion", "criterion:x", "1", "m", "failure", "success", 1),
        ("criterion", "criterion:x", "2", "m", "success", "success", 2),
    ]

    assert [(one.judged.version, one.agreement.n) for one in counted(rows)] == [("1", 4), ("2", 2)]


def test_calls_that_nobody_has_reviewed_are_offered(database: Database, ana: Member) -> None:
    reviewed, open_ = judged_call(database, 1, "success"), judged_call(database, 2, "success")
    mark(database, reviewed, ana, "success")

    with database.reading() as session:
        offered = calls_to_review(session, organization_id=ana.organization_id, limit=5)

    assert offered == [open_[0]]
