"""An organization's own alert rules on the settings page, and what they find on the page of alerts."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from dashboard_app.components.own_rules import FIELD, NEW, STEP
from dashboard_app.pages import alerts as alerts_page
from dashboard_app.pages import settings, settings_own_rules
from db.actions.alerts import NewAlert, mute_rule, resolve_alert
from db.database import Database
from db.models import OwnAlertRule
from db.own_rules import OwnRule, look_name
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.figures import Figure
from db.queries.metrics.intervals import wilson
from db.queries.metrics.measure import measure
from db.queries.own_rules import own_rules
from db.queries.users import Member
from tests.dashboard_app.alert_rows import looked, opened
from tests.dashboard_app.calls import START, make_call
from tests.dashboard_app.reading import links, parts, with_class, with_id, words
from workers.watch.own import said, told
from workers.watch.stretches import Span

GOOD = {
    "name": "Pocas atendidas", "metric": "answered_rate", "comparison": "under", "threshold": 92.5, "hours": "24",
    "minimum": 12, "severity": "critical", "only-language": "ca", "only-agent": "any",
}  # fmt: skip


def press(step: str, rule: str = NEW, typed: dict[str, Any] | None = None) -> tuple[Any, Any]:
    return settings_own_rules.done(step, rule, typed or {})


def only(database: Database, owner: Member) -> tuple[str, OwnRule]:
    with database.reading() as session:
        [found] = own_rules(session, owner.organization_id)
    return str(found.id), found.rule


@pytest.fixture
def made(admin: Member, database: Database) -> str:
    press("save", typed=GOOD)
    return only(database, admin)[0]


def plain(shown: Any) -> str:
    return words(shown).replace("\N{NO-BREAK SPACE}", " ")


def test_nothing_yet_says_what_it_would_be_good_for(admin: Member) -> None:
    page = settings.layout()
    assert "Todavía no hay reglas propias" in words(page)
    assert with_id(page, {"type": STEP, "step": "add", "rule": NEW}) is not None


def test_it_is_made_and_says_what_it_watches(made: str, admin: Member, database: Database) -> None:
    rule = only(database, admin)[1]
    assert (rule.threshold, rule.filters, rule.is_on) == (0.925, {"language": "ca"}, True)
    shown = plain(settings_own_rules.listed(may_change=True))
    for said_of_it in (
        "menos de 92,5 % en las últimas 24 horas",
        "a partir de 12 llamadas",
        "Idioma: Catalán",
        "Crítica",
    ):
        assert said_of_it in shown
    assert "Pocas atendidas" in words(settings.changes())
    assert "Pocas atendidas" in words(alerts_page.layout())


def test_the_form_has_what_the_rule_has(made: str, admin: Member, database: Database) -> None:
    with database.transaction() as session:
        session.get_one(OwnAlertRule, made).filters = {"language": "ca,es", "hour": "9,10"}
    _, form = press("edit", made)
    kept = {part.id["name"]: part.value for part in parts(form) if hasattr(part, "value") and isinstance(getattr(part, "id", None), dict)}  # fmt: skip
    assert (kept["threshold"], kept["hours"], kept["only-language"]) == (92.5, "24", "ca,es")
    press("save", made, {**kept, "threshold": 80})
    rule = only(database, admin)[1]
    assert (rule.threshold, rule.filters) == (0.8, {"language": "ca,es", "hour": "9,10"})


def test_one_of_several_numbers_is_watched_by_itself(admin: Member, database: Database) -> None:
    _, form = press("add")
    assert with_id(form, {"type": FIELD, "name": "only-called"}) is None
    for number, called in enumerate(("+34971550100", "+34971550200")):
        make_call(database, number, called_number=called)
    _, form = press("add")
    offered = with_id(form, {"type": FIELD, "name": "only-called"}).options
    assert [one["value"] for one in offered] == ["any", "+34971550100", "+34971550200"]

    press("save", typed=GOOD | {"only-language": "any", "only-called": "+34971550200"})
    rule = only(database, admin)[1]
    since, until = START, START + timedelta(hours=1)
    with database.reading() as session:
        selection = rule.selection(admin.organization_id, since, until)
        found = measure(session, (BY_NAME["calls"],), selection, now=until)["calls"].n
    assert (rule.filters, found) == ({"called": "+34971550200"}, 1)
    assert "Número llamado: 971 55 02 00" in plain(settings_own_rules.listed(may_change=True))


@pytest.mark.parametrize(
    ("typed", "said_of_it"),
    [
        ({"name": ""}, "Póngale un nombre"),
        ({"threshold": None}, "El límite debe ser un número"),
        ({"threshold": 900}, "El límite debe ser un número"),
        ({"threshold": 0}, "la regla nunca avisaría"),
        ({"metric": "first_contact_rate"}, "elija un tiempo más largo"),
        ({"minimum": 2.5}, "El número de llamadas"),
        ({"metric": None}, "Elija una cifra"),
        ({"only-direction": "sideways"}, "no se entiende"),
    ],
)
def test_what_is_wrong_is_said_and_the_form_stays(
    admin: Member, database: Database, typed: dict[str, Any], said_of_it: str
) -> None:
    told_of_it, panel = press("save", typed=GOOD | typed)
    assert said_of_it in words(told_of_it)
    assert panel is settings_own_rules.no_update
    with database.reading() as session:
        assert session.query(OwnAlertRule).count() == 0


@pytest.mark.parametrize(
    ("typed", "said_of_it", "days"),
    [
        ({"metric": "calls", "threshold": 5, "comparison": "over"}, "no habría avisado", 0),
        ({"metric": "calls", "threshold": 5}, "habría avisado una vez", 1),
        ({"threshold": 50}, "Ningún día hubo llamadas bastantes", 0),
    ],
)
def test_it_is_tried_before_it_is_saved(
    admin: Member, database: Database, typed: dict[str, Any], said_of_it: str, days: int
) -> None:
    tried, panel = press("try", typed=GOOD | typed)
    assert said_of_it in words(tried)
    assert len(with_class(tried, "is-opened")) == days + 1, "and the legend"
    assert panel is settings_own_rules.no_update
    with database.reading() as session:
        assert session.query(OwnAlertRule).count() == 0


def test_it_is_switched_and_deleted(made: str, admin: Member) -> None:
    assert "Apagado." in words(press("off", made)[0])
    assert "apagado" in words(settings_own_rules.listed(may_change=True))
    assert "Encendida" in words(press("on", made)[0])
    assert "¿Borrar Pocas atendidas?" in words(press("delete", made)[1])
    assert "Borrado." in words(press("delete-now", made)[0])
    for step in ("edit", "save", "off"):
        assert "ya no existe" in words(press(step, made, GOOD)[0])


def test_the_unit_is_that_of_the_figure(admin: Member) -> None:
    units = [
        settings_own_rules.name_unit(name)
        for name in ("answered_rate", "heard_gap_p90", "missed_calls", "cost_per_call")
    ]
    assert units == [f"Límite, en {unit}" for unit in ("tanto por ciento", "segundos", "llamadas", "euros")]


def test_who_may_only_look_sees_them_without_buttons(made: str) -> None:
    card = settings_own_rules.own_rules_card(may_change=False)
    assert "Pocas atendidas" in words(card)
    assert with_class(card, "btn") == []


def found_by(
    made: str, rule: OwnRule, figure: Figure, calls: list[str], count: int, now: datetime
) -> NewAlert:
    evidence = {
        **told(rule, Span(now - timedelta(hours=rule.hours), now)),
        **said(figure),
        "count": count,
        "calls": calls,
    }
    return NewAlert(rule="own", subject=made, severity=rule.severity, evidence=evidence)


def test_its_alert_has_the_figure_the_rule_and_exactly_its_calls(
    made: str, admin: Member, database: Database
) -> None:
    now, calls = datetime.now(UTC), [str(uuid4()) for _ in range(12)]
    rule = only(database, admin)[1]
    figure = Figure(value=8 / 20, n=20, numerator=8, interval=wilson(8, 20))
    opened(database, admin.organization_id, found_by(made, rule, figure, calls, 12, now), now)

    [card] = with_class(alerts_page.layout(), "alert-card")
    shown = plain(card)
    assert "8 de 20 llamadas: 40 %" in shown.replace("el 40 %", "40 %")
    assert "La regla: " in shown
    assert "menos de 92,5 %" in shown
    [link] = [one for one in links(card) if one.startswith("/calls")]
    assert parse_qs(urlsplit(link).query)["id"] == [",".join(calls)]

    with database.transaction() as session:
        better = said(Figure(value=0.95, n=20, numerator=19, interval=wilson(19, 20)))
        resolve_alert(
            session, organization_id=admin.organization_id, rule="own", subject=made, at=now, after=better
        )
    [card] = with_class(alerts_page.layout(view="closed"), "alert-card")
    assert "La cifra ya no pasa de su límite (19 de 20 llamadas" in plain(card)


@pytest.mark.parametrize(
    ("rule", "figure", "count", "expected"),
    [
        pytest.param({"metric": "abandonment_rate", "comparison": "over", "threshold": 0.1}, Figure(value=0.5, n=200, numerator=100, interval=(0.4, 0.6)), 100, {"metric": ["abandonment_rate"], "part": ["numerator"], "language": ["ca"]}, id="those that gave up"),
        pytest.param({"metric": "heard_gap_p90", "comparison": "over", "threshold": 3}, Figure(value=4.25, n=80, interval=(3.5, 5.0)), 80, {"metric": ["heard_gap_p90"], "part": ["denominator"]}, id="those that were measured"),
        pytest.param({"metric": "calls", "comparison": "under", "threshold": 3}, Figure(value=0, n=0, numerator=0), 0, None, id="no calls, nothing to list"),
    ],
)  # fmt: skip
def test_more_than_can_be_named_are_listed_by_filters(
    made: str, admin: Member, database: Database, rule: dict[str, Any], figure: Figure, count: int, expected: dict[str, Any] | None
) -> None:  # fmt: skip
    now = datetime.now(UTC)
    own = OwnRule(name="x", hours=24, filters={"language": "ca"}, **rule)
    opened(database, admin.organization_id, found_by(made, own, figure, [], count, now), now)
    found = [
        one for one in links(with_class(alerts_page.layout(), "alert-card")[0]) if one.startswith("/calls")
    ]
    assert len(found) == (expected is not None)
    if expected:
        query = parse_qs(urlsplit(found[0]).query)
        assert query | expected == query


def test_it_is_muted_by_itself_and_said_when_it_was_not_looked_at(
    made: str, admin: Member, database: Database
) -> None:
    now = datetime.now(UTC)
    assert alerts_page.taken("mute-1", look_name(made)) == ""
    assert "silenciada hasta" in words(alerts_page.layout()) or "en silencio" in words(alerts_page.layout())
    assert alerts_page.taken("unmute", look_name(made)) == ""
    looked(database, admin.organization_id, now, look_name(made))
    assert "no se pudo mirar" in words(with_class(alerts_page.layout(), "alert-rules")[0])
    assert alerts_page.taken("mute-1", look_name(uuid4())) == ""
    with database.transaction() as session:
        mute_rule(session, organization_id=admin.organization_id, rule="faults", until=now, by=admin.id)
        assert session.connection().exec_driver_sql("SELECT count(*) FROM alert_mutes").scalar() == 1
