"""What is out of the ordinary: shown with its evidence and its calls, seen, muted, and over."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from dashboard_app import formats
from dashboard_app.monitoring.states import watch_state
from dashboard_app.pages import alerts as page
from db.actions.alerts import resolve_alert
from db.actions.organizations import set_setting
from db.database import Database
from db.queries.alerts import Watched
from db.queries.users import Member
from tests.dashboard_app.alert_rows import budget, faults, looked, opened
from tests.dashboard_app.reading import links, with_class, words


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def test_a_quiet_day_says_what_is_watched_and_when(database: Database, reader: Member, now: datetime) -> None:
    looked(database, reader.organization_id, now - timedelta(minutes=3))
    shown = words(page.layout())
    assert "No hay nada fuera de lo normal" in shown
    assert "se miró hace 3 min" in shown
    assert "Se pierden más llamadas de lo habitual" in shown


@pytest.mark.parametrize(
    ("minutes", "failed", "said"),
    [
        (None, (), "Aún no ha mirado nadie"),
        (30, (), "La vigilancia no funciona desde"),
        (1, ("recordings",), "no se pudo mirar todo"),
    ],
)
def test_a_watch_that_sleeps_is_no_quiet_day(
    database: Database, reader: Member, now: datetime, minutes: int | None, failed: tuple[str, ...], said: str
) -> None:
    if minutes is not None:
        looked(database, reader.organization_id, now - timedelta(minutes=minutes), *failed)
    assert said in words(page.layout())


def test_a_card_says_how_much_and_leads_to_exactly_its_calls(
    database: Database, reader: Member, now: datetime
) -> None:
    calls = [uuid4() for _ in range(6)]
    opened(database, reader.organization_id, faults(now - timedelta(hours=3), calls), now)

    [card] = with_class(page.layout(), "alert-card")
    shown = words(card).replace("\N{NO-BREAK SPACE}", " ")
    assert "6 de 8 llamadas: el 75 %, con seguridad entre el 41 % y el 93 %" in shown
    assert "3 de 150 llamadas comparables" in words(card)
    [link] = [one for one in links(card) if one.startswith("/calls")]
    assert parse_qs(urlsplit(link).query)["id"] == [",".join(map(str, calls))]


@pytest.mark.parametrize(
    ("metric", "part"),
    [
        pytest.param("fault_rate", "numerator", id="that failed"),
        pytest.param("answered_rate", "rest", id="that nobody answered"),
    ],
)
def test_more_calls_than_can_be_named_are_exactly_the_bad_ones_of_the_figure(
    database: Database, reader: Member, now: datetime, metric: str, part: str
) -> None:
    since = now - timedelta(hours=3)
    alert = faults(since)
    opened(
        database, reader.organization_id, replace(alert, evidence={**alert.evidence, "metric": metric}), now
    )

    [link] = [one for one in links(page.layout()) if one.startswith("/calls")]
    query = parse_qs(urlsplit(link).query)
    assert (query["metric"], query["part"], query["from"]) == ([metric], [part], [since.isoformat()])


def test_somebody_has_seen_it_and_mutes_it(database: Database, reader: Member, now: datetime) -> None:
    alert = opened(database, reader.organization_id, budget(), now)
    assert page.taken("seen", alert) == ""
    assert f"Vista por {formats.colleague(reader.email)}" in words(page.shown("open"))
    assert "cambiado" in words(page.taken("seen", alert))
    assert "cambiado" in words(page.taken("seen", "of nobody"))

    assert page.taken("mute-7", "ai_budget") == ""
    assert "en silencio hasta" in words(page.shown("open"))
    assert page.taken("unmute", "ai_budget") == ""
    assert "en silencio hasta" not in words(page.shown("open"))
    assert page.open_count() == 1


def test_analysts_look_only(database: Database, analyst: Member, now: datetime) -> None:
    alert = opened(database, analyst.organization_id, budget(), now)
    assert "puede mirar, pero no cambiar" in words(page.taken("seen", alert))
    assert "Ya lo he visto" not in words(page.layout())


def test_what_is_over_is_kept(database: Database, reader: Member, now: datetime) -> None:
    begun = now - timedelta(hours=2)
    opened(database, reader.organization_id, faults(begun), begun)
    with database.transaction() as session:
        after = {"numerator": 0, "denominator": 12}
        resolve_alert(session, organization_id=reader.organization_id, rule="faults", at=now, after=after)

    assert with_class(page.layout(), "alert-card") == []
    [card] = with_class(page.layout(view="closed"), "alert-card")
    assert "duró 2 h" in words(card)
    assert "Vuelve a ser como siempre (0 de 12 llamadas desde entonces)" in words(card)


def test_rules_that_are_off_say_so(database: Database, reader: Member) -> None:
    with database.transaction() as session:
        set_setting(session, slug="autobox", name="alerts", value={"off": ["tools"]})
    assert "Fallan las herramientas del agente no se vigila" in words(page.layout()).replace("\n", " ")


@pytest.mark.parametrize(
    ("found", "look"),
    [(None, "warn"), (1, "good"), (11, "bad")],
)
def test_supervision_shows_the_heartbeat(reader: Member, now: datetime, found: int | None, look: str) -> None:
    heartbeat = Watched(now - timedelta(minutes=found), 5, (), None) if found else None
    assert watch_state(heartbeat, now).look == look
