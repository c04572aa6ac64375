"""What the sheet says of a week, and that it says the same as the metrics and the lists behind it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from dashboard_app.call_filters import selected_calls
from dashboard_app.viewer import Viewer
from dashboard_app.weekly.decisions import Decision
from dashboard_app.weekly.gathering import WeekFacts, counts, gather
from dashboard_app.weekly.message import html, plain
from dashboard_app.weekly.pdf import draw, pdf_of, typeset
from dashboard_app.weekly.sheet import Line, Sheet, decision_line, sheet_of
from db.actions.analyses import save_programmatic
from db.actions.call_facts import touch
from db.actions.organizations import set_setting
from db.actions.word_removal import remove_words
from db.database import Database
from db.models import CallFact, Conversation, FollowUp
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.measure import measure
from db.queries.organizations import Profile
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.weekly.conftest import MONDAY_AT_SEVEN, WEEK


def sheet(database: Database, profile: Profile) -> Sheet:
    with database.reading() as session:
        return sheet_of(gathered(session, profile), profile.name)


def gathered(session: Any, profile: Profile) -> WeekFacts:
    return gather(
        session,
        organization_id=profile.id,
        timezone=profile.timezone,
        week=WEEK,
        now=MONDAY_AT_SEVEN,
    )


def test_an_empty_week_says_so_and_invents_nothing(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)

    assert made.is_empty
    assert (made.numbers, made.calls, made.decisions) == ((), (), ())
    for letter in (plain(made, "https://voz.example.com"), html(made, "https://voz.example.com")):
        assert "no hay nada que contar" in letter
        assert made.rules not in letter  # no calls were chosen
        assert "con sus llamadas" not in letter


@pytest.mark.usefixtures("week_of_calls")
def test_the_numbers_are_those_of_the_metrics(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)

    with database.reading() as session:
        names = ("answered_rate", "bookings")
        figures = measure(
            session,
            [BY_NAME[name] for name in names],
            WEEK.selection(spanish.id, spanish.timezone),
            now=MONDAY_AT_SEVEN,
        )
    assert (figures["answered_rate"].numerator, figures["answered_rate"].n) == (4, 7)
    assert [(line.head, line.value) for line in made.numbers[:2]] == [
        ("Llamadas contestadas", "57\u00a0%"),
        ("Citas reservadas", "2"),
    ]
    assert "Atendidas 4 de 7 llamadas entrantes." in made.numbers[0].text
    assert made.numbers[2].value.replace("\xa0", " ") == "0,25 €"


@pytest.mark.usefixtures("week_of_calls")
def test_calls_and_decisions_come_from_the_week(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)

    assert "Simuladas" not in made.lead
    kinds = [line.head.partition(":")[0] for line in made.calls]
    assert kinds == ["Se quedó sin lo que quería", "Colgó sin ser atendido", "Así debería ir"]
    assert [line.head for line in made.decisions] == [
        "Tenga a alguien junto al teléfono el domingo de 10:00 a 11:00"
    ]
    assert made.decisions[0].text == "3 de 3 llamadas perdidas entraron entonces."


@pytest.mark.usefixtures("week_of_calls")
def test_simulated_calls_are_called_so(spanish: Profile, database: Database) -> None:
    with database.transaction() as session:
        for call in session.scalars(select(Conversation).limit(2)):
            call.is_simulated = True
            touch(session, call.id)

    assert "Simuladas, no de clientes: 2." in sheet(database, spanish).lead


@pytest.mark.usefixtures("week_of_calls")
def test_a_page_of_a4_with_its_links(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)

    file, pages = typeset(made, "https://voz.example.com", 1.0)
    assert (pages, file[:5]) == (1, b"%PDF-")
    assert b"https://voz.example.com/calls?" in file


def test_the_paper_says_when_it_was_made(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)
    lines = [
        bytes(draw(one, "", 1.0).pages[1].contents).count(b" Tj") for one in (made, replace(made, made=""))
    ]

    assert made.made == "Hecha el 23 de noviembre de 2026 a las 07:00."
    assert lines[0] == lines[1] + 1


@pytest.mark.usefixtures("week_of_calls")
def test_a_week_whose_words_are_gone_keeps_its_figures_and_says_why_nothing_can_be_heard(
    spanish: Profile, database: Database
) -> None:
    before = sheet(database, spanish)
    with database.transaction() as session:
        remove_words(session, list(session.scalars(select(Conversation.id))), days=30)
    made = sheet(database, spanish)

    assert made.calls == ()
    assert (made.numbers, made.decisions) == (before.numbers, before.decisions)
    assert "Lo que se dijo en esta semana ya no se conserva." in plain(made, "https://voz.example.com")


def test_long_words_make_it_smaller_not_longer(spanish: Profile, database: Database) -> None:
    line = Line("Una decisión " * 9, "Con muchas razones. " * 12, "/calls", value="12 %")
    made = Sheet(
        "Taller", "Una semana", "Mucho", (line,) * 3, (line,) * 3, (line,) * 3, "Reglas " * 60, "/monday"
    )

    assert typeset(made, "https://voz.example.com", 1.0)[1] > 1
    assert pdf_of(made, "https://voz.example.com").count(b"/Type /Page\n") == 1


@pytest.mark.usefixtures("week_of_calls")
def test_each_line_leads_to_the_calls_that_it_counts(spanish: Profile, database: Database) -> None:
    made = sheet(database, spanish)
    counted = {line.head: calls_of(database, spanish, line.href) for line in (*made.numbers, *made.decisions)}

    assert list(counted.values()) == [7, 2, 4, 3]


@pytest.mark.parametrize("about", ["service:brakes", "intent:complaint"])
def test_what_is_not_served_leads_to_customers_who_asked_for_it(
    spanish: Profile, database: Database, about: str
) -> None:
    """Not to calls of the staff, nor to those that nobody answered."""
    with database.transaction() as session:
        set_setting(session, slug=spanish.slug, name="staff_numbers", value=["+34600777001"])
    for number in range(4):
        asked(database, number, phone_number=f"+3460055520{number}")
        asked(database, number + 10, phone_number="+34600777001")
        asked(database, number + 20, phone_number=f"+3460055530{number}", is_answered=False)
    with database.reading() as session:
        facts = gathered(session, spanish)
        found = counts(session, WEEK.selection(spanish.id, spanish.timezone), MONDAY_AT_SEVEN)

    line = decision_line(Decision("need", 4, about=about), facts)
    assert (found.unmet_by_service, found.unmet_by_intent) == ({"brakes": 4}, {"complaint": 4})
    assert calls_of(database, spanish, line.href) == 4


def test_another_language_leads_to_the_calls_in_which_it_was_spoken(
    spanish: Profile, database: Database
) -> None:
    for number in range(5):
        asked(database, number, language_mismatch=[{"turn": 1}] if number < 3 else [])
    made = sheet(database, spanish)

    [line] = [line for line in made.decisions if "idiomas" in line.head]
    assert "3 de 5 clientes" in line.text
    assert calls_of(database, spanish, line.href) == 3


def asked(database: Database, number: int, *, language_mismatch: object = None, **call: Any) -> None:
    """A call that was left open, about brakes."""
    made = make_call(database, number, **call)
    said = {"intent": "complaint", "outcome": "unresolved", "urgency": "low"}
    results: dict[str, Any] = {name: {"value": value} for name, value in said.items()}
    results |= {"services": [{"value": "brakes"}], "language_mismatch": language_mismatch}
    with database.transaction() as session:
        save_programmatic(session, conversation_id=made, version="test", results=results)


def test_late_promises_lead_to_the_calls_in_which_they_were_given(
    spanish: Profile, database: Database
) -> None:
    """Not to those of another week, not to those that are not due yet or were kept, and not to what else is late."""
    late = [promise(database, spanish, number) for number in (1, 2)]
    promise(database, spanish, 14 * 60, due_at=START)  # in the night to Monday
    promise(database, spanish, 3, due_at=MONDAY_AT_SEVEN + timedelta(minutes=1))
    promise(database, spanish, 4, state="done", closed_at=MONDAY_AT_SEVEN)
    promise(database, spanish, 5, kind="urgent")

    [line] = [line for line in sheet(database, spanish).decisions if "prometi" in line.text]

    assert line.text.endswith(": 2.")
    assert line.href == f"/calls?{urlencode({'id': ','.join(map(str, late))})}"
    assert calls_of(database, spanish, line.href) == 2


def test_more_late_promises_than_an_address_can_name_lead_to_all(
    spanish: Profile, database: Database
) -> None:
    with database.reading() as session:
        facts = gathered(session, spanish)

    assert decision_line(Decision("promises", 201, about="…"), facts).href == "/follow-ups?kind=callback"


def promise(database: Database, profile: Profile, number: int, **about: Any) -> UUID:
    """A call whose caller was promised to be rung."""
    call = make_call(database, number, phone_number=f"+3462222{number + 20000}")
    values = {"kind": "callback", "rank": 2, "due_at": START + timedelta(minutes=number), **about}
    with database.transaction() as session:
        session.add(FollowUp(organization_id=profile.id, conversation_id=call, **values))
    return call


def calls_of(database: Database, profile: Profile, href: str) -> int:
    """How many rows the list behind an address has."""
    address = urlsplit(href)
    assert address.path == "/calls"
    local = MONDAY_AT_SEVEN.astimezone(ZoneInfo(profile.timezone))
    selection = selected_calls(dict(parse_qsl(address.query)), Viewer(profile.id, profile.timezone, local))
    with database.reading() as session:
        rows = select(func.count()).select_from(CallFact).where(*selection.conditions())
        return session.scalars(rows).one()
