"""The page that says whether verdicts can be trusted."""

from uuid import UUID

from dashboard_app.pages import calibration, places
from db.actions.analyses import complete_ai, queue_ai
from db.actions.reviews import review
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.reading import links, with_class, words


def judged(database: Database, number: int, verdict: str = "success") -> tuple[UUID, UUID]:
    call = place_call(database, number)
    finish_call(database, call)
    with database.transaction() as session:
        analysis = queue_ai(session, conversation_id=call, version="p1", model="m1")
        criteria = [{"criterion": "courtesy", "verdict": verdict, "citations": []}]
        complete_ai(session, analysis_id=analysis, results={"criteria": criteria})
    return call, analysis


def test_nothing_marked_leads_to_calls(reader: Member, database: Database) -> None:
    assert "/calls" in links(calibration.layout())

    call, _analysis = judged(database, 7)

    page = calibration.layout()
    assert "Nadie ha marcado nada todavía" in words(page)
    assert f"/analysis/{call}" in links(page)


def test_a_criterion_that_people_contradict_is_marked(reader: Member, database: Database) -> None:
    for number in range(10):
        call, analysis = judged(database, number)
        with database.transaction() as session:
            review(
                session,
                conversation_id=call,
                analysis_id=analysis,
                reviewer_id=reader.id,
                subject="criterion:courtesy",
                item=0,
                judged="success" if number % 2 else "failure",
            )

    page = calibration.layout()

    assert "no fiable" in words(with_class(page, "agreement"))
    assert [cell.children for cell in with_class(page, "is-confused")] == ["5"]
    assert "p1 · m1" in words(page)


def test_it_stands_in_the_navigation_of_those_who_judge() -> None:
    shown = {
        role: any(place.path == "/calibration" for place in places(role)) for role in ("staff", "analyst")
    }

    assert shown == {"staff": False, "analyst": True}
