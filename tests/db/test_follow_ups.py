"""Whose need is open, and what closes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, add_facts, answer_call, end_call, keep_voicemail, open_call
from db.actions.follow_ups import Settled, assign, settle_follow_ups, step_follow_up
from db.actions.organizations import ensure_first_organization
from db.actions.users import create_user
from db.database import Database
from db.models import FollowUp
from db.queries.follow_up_views import Try
from db.queries.follow_ups import follow_ups
from db.queries.frames import records
from db.queries.users import member_of_email

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TONI, MARGA = "+34600111222", "+34600333444"


@dataclass(frozen=True)
class Rang:
    outcome: str | None
    intent: str = "book_appointment"
    urgency: str = "normal"
    number: str | None = TONI
    is_test: bool = False
    end_reason: str = "caller_hangup"
    has_message: bool = False
    broken: int = 0
    is_taken: bool = False


def ring(database: Database, calls: Sequence[Rang], first: int = 1) -> list[UUID]:
    """One call an hour. Without an outcome nobody answered."""
    return [ring_once(database, call, number) for number, call in enumerate(calls, start=first)]


def ring_once(database: Database, call: Rang, number: int) -> UUID:
    at = START + timedelta(hours=number)
    new = NewCall(
        call_sid=f"CA{number:032x}",
        direction="inbound",
        phone_number=call.number,
        called_number="+34971550100",
        started_at=at,
        is_test=call.is_test,
        is_simulated=True,
    )
    with database.transaction() as session:
        conversation_id = open_call(session, call=new)
        if call.outcome:
            answer_call(session, conversation_id=conversation_id, answered_at=at)
        end_call(
            session,
            conversation_id=conversation_id,
            ended_at=at + timedelta(minutes=2),
            end_reason=call.end_reason,
        )
        if call.is_taken:
            add_facts(session, conversation_id=conversation_id, facts={"forward_answered": True})
        if call.has_message:
            keep_voicemail(session, conversation_id=conversation_id, recording_sid="RE1", url="", seconds=7)
        if call.outcome:
            save_programmatic(session, conversation_id=conversation_id, version="1", results=reading(call))
    return conversation_id


def reading(call: Rang) -> dict[str, object]:
    values = {"intent": call.intent, "outcome": call.outcome, "urgency": call.urgency}
    said = {name: {"value": value, "evidence": []} for name, value in values.items()}
    return {**said, "broken_promises": call.broken}


def settle(database: Database, **only: UUID) -> Settled:
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        return settle_follow_ups(session, organization_id=owner, since=START, **only)


def states(database: Database) -> list[tuple[str, str]]:
    """Kind and state, in the order of the calls."""
    with database.reading() as session:
        rows = session.execute(
            text(
                "SELECT kind, state FROM follow_ups f JOIN conversations c ON c.id = conversation_id ORDER BY started_at"
            )
        )
        return [(row.kind, row.state) for row in rows]


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        pytest.param([Rang("abandoned")], [("abandoned", "open")], id="left before being helped"),
        pytest.param([Rang("callback_promised")], [("callback", "open")], id="promised to be called back"),
        pytest.param([Rang("unresolved")], [("unresolved", "open")], id="not helped"),
        pytest.param([Rang("unresolved", "complaint")], [("complaint", "open")], id="complaint left open"),
        pytest.param([Rang("information_given", "complaint")], [], id="complaint that was answered"),
        pytest.param(
            [Rang("abandoned", urgency="critical")], [("urgent", "open")], id="danger, and not helped"
        ),
        pytest.param([Rang("transferred_to_human", urgency="critical")], [], id="danger, passed to a person"),
        pytest.param([Rang(None)], [("missed", "open")], id="nobody answered"),
        pytest.param([Rang(None, end_reason="transferred")], [], id="a person's telephone rang instead"),
        pytest.param(
            [Rang("abandoned", end_reason="agent_failed", is_taken=True)],
            [],
            id="agent lost, a person took it",
        ),
        pytest.param([Rang("abandoned", "none")], [], id="said nothing"),
        pytest.param([Rang("abandoned", "not_a_customer")], [], id="a supplier"),
        pytest.param([Rang("appointment_booked")], [], id="booked"),
        pytest.param(
            [Rang("information_given", has_message=True)], [("callback", "open")], id="left a message"
        ),
        pytest.param([Rang(None, has_message=True)], [("callback", "open")], id="only a recorder answered"),
        pytest.param([Rang("abandoned", is_test=True)], [], id="a test call"),
        pytest.param(
            [Rang("appointment_booked", broken=1)], [("promise", "open")], id="said to be booked, and was not"
        ),
        pytest.param(
            [Rang("appointment_booked", broken=1), Rang("appointment_booked")],
            [],
            id="said to be booked, then booked",
        ),
        pytest.param([Rang("abandoned", number="anonymous")], [("abandoned", "open")], id="hidden number"),
        pytest.param(
            [Rang("abandoned"), Rang("appointment_booked")],
            [],
            id="rang again and was helped before we looked",
        ),
        pytest.param(
            [Rang("abandoned"), Rang("appointment_booked", number=MARGA)],
            [("abandoned", "open")],
            id="somebody else rang",
        ),
        pytest.param(
            [Rang("abandoned"), Rang("unresolved")],
            [("unresolved", "open")],
            id="rang twice in vain: one item",
        ),
        pytest.param(
            [Rang("abandoned", number="anonymous"), Rang("appointment_booked", number="anonymous")],
            [("abandoned", "open")],
            id="hidden numbers are not one caller",
        ),
        pytest.param(
            [Rang("abandoned"), Rang("abandoned", "none")],
            [("abandoned", "open")],
            id="a silent call meets nothing",
        ),
    ],
)
def test_which_calls_leave_something_open(
    database: Database, calls: list[Rang], expected: list[tuple[str, str]]
) -> None:
    ring(database, calls)

    settle(database)

    assert states(database) == expected


@pytest.mark.parametrize(
    ("second", "state"),
    [
        pytest.param(Rang("information_given"), "served", id="helped"),
        pytest.param(Rang("unresolved"), "superseded", id="in vain again"),
        pytest.param(Rang("appointment_booked", is_test=True), "open", id="a test call"),
        pytest.param(Rang("none", "none"), "open", id="nothing was said"),
    ],
)
def test_the_callers_next_call_closes_it(database: Database, second: Rang, state: str) -> None:
    ring(database, [Rang("abandoned")])
    settle(database)
    [again] = ring(database, [second], first=2)

    settle(database, conversation_id=again)

    assert states(database)[0] == ("abandoned", state)


def test_a_second_look_changes_nothing(database: Database) -> None:
    ring(database, [Rang("abandoned"), Rang("callback_promised", number=MARGA)])

    assert settle(database) == Settled(2, 0)
    assert settle(database) == Settled(0, 0)


def test_a_call_that_is_read_anew_withdraws_it(database: Database) -> None:
    [call] = ring(database, [Rang("abandoned")])
    settle(database)
    with database.transaction() as session:
        save_programmatic(
            session, conversation_id=call, version="2", results=reading(Rang("appointment_booked"))
        )

    settle(database, conversation_id=call)

    assert states(database) == [("abandoned", "withdrawn")]


def test_people_take_close_and_reopen_it(database: Database) -> None:
    ring(database, [Rang("abandoned")])
    settle(database)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        create_user(session, email="ana@example.com", role="staff", password="a password of the tests")
        found = member_of_email(session, "ana@example.com")
        assert found is not None
        ana, item = found[0].id, session.scalars(select(FollowUp.id)).one()
        for step in ("take", "done", "take", "reopen", "dismiss"):
            by = {"organization_id": owner, "follow_up_id": item, "by": ana}
            assert step_follow_up(session, step=step, **by, note="dijo que viene el lunes") is (  # type: ignore[arg-type]
                step != "take" or session.scalars(select(FollowUp.state)).one() == "open"
            )

    with database.reading() as session:
        [closed] = records(follow_ups(session, organization_id=owner, view="closed"))
    assert (closed["state"], closed["assignee"], closed["closer"]) == (
        "dismissed",
        "ana@example.com",
        "ana@example.com",
    )
    assert closed["note"] == "dijo que viene el lunes"


def test_nobody_of_another_organization_can_be_given_it(database: Database) -> None:
    ring(database, [Rang("abandoned")])
    settle(database)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        item = session.scalars(select(FollowUp.id)).one()
        stranger = UUID(int=7)

        assert not assign(session, organization_id=owner, follow_up_id=item, user_id=stranger)
        assert not step_follow_up(
            session, organization_id=stranger, follow_up_id=item, step="take", by=stranger
        )


def test_who_was_rung_back_in_vain_is_counted_and_a_slip_taken_back(database: Database) -> None:
    ring(database, [Rang("abandoned")])
    settle(database)
    with database.transaction() as session:
        owner = ensure_first_organization(session)
        item = session.scalars(select(FollowUp.id)).one()
        ana, toni = (
            create_user(session, email=f"{name}@example.com", role="staff", password="a long password")
            for name in ("ana", "toni")
        )

    def step(word: Try, by: UUID) -> tuple[int, str | None]:
        with database.transaction() as session:
            assert step_follow_up(session, organization_id=owner, follow_up_id=item, step=word, by=by)
        with database.reading() as session:
            [found] = records(follow_ups(session, organization_id=owner))
        assert (found["tried_at"] is None) is (found["tries"] == 0)
        return found["tries"], found["tried_by"]

    assert step("tried", ana) == (1, "ana@example.com")
    assert step("tried", ana) == (1, "ana@example.com")  # tapped twice
    assert step("tried", toni) == (2, "toni@example.com")
    assert step("untried", ana) == (2, "toni@example.com")  # only one's own
    assert step("untried", toni) == (1, "ana@example.com")
    assert step("untried", ana) == (0, None)
    with database.transaction() as session:
        step_follow_up(session, organization_id=owner, follow_up_id=item, step="done", by=ana)
        assert not step_follow_up(session, organization_id=owner, follow_up_id=item, step="tried", by=ana)


rang = st.builds(
    Rang,
    outcome=st.sampled_from(["abandoned", "unresolved", "appointment_booked", "information_given", None]),
    intent=st.sampled_from(["book_appointment", "complaint", "none"]),
    number=st.sampled_from([TONI, MARGA, "anonymous"]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(rang, max_size=8), looks=st.lists(st.booleans(), min_size=8, max_size=8))
def test_whenever_we_look_the_same_items_are_open_and_one_a_number(
    database: Database, calls: list[Rang], looks: list[bool]
) -> None:
    with database.transaction() as session:
        session.execute(text("TRUNCATE follow_ups, conversations CASCADE"))
    for number, (call, look) in enumerate(zip(calls, looks, strict=False), start=1):
        ring_once(database, call, number)
        if look:
            settle(database)
    settle(database)

    with database.reading() as session:
        of_number = select(func.count()).where(FollowUp.state == "open", FollowUp.phone_number.is_not(None))
        most = session.scalars(
            of_number.group_by(FollowUp.phone_number).order_by(func.count().desc())
        ).first()
        found = set(session.scalars(select(FollowUp.conversation_id).where(FollowUp.state == "open")))
    with database.transaction() as session:
        session.execute(text("TRUNCATE follow_ups"))
    settle(database)
    with database.reading() as session:
        anew = set(session.scalars(select(FollowUp.conversation_id).where(FollowUp.state == "open")))
    assert most in (None, 1)
    assert found == anew
