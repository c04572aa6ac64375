"""Webhooks on the settings page: what can be pressed, what is said of it, and who may."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from dashboard_app.components.webhook_log import AGAIN, inside
from dashboard_app.components.webhooks import EXAMPLE, NEW, STEP
from dashboard_app.pages import monitoring, settings, settings_webhooks
from db.actions.webhook_deliveries import AttemptResult, claim_due, queue_test_delivery, settle_attempt
from db.actions.webhooks import switch_off
from db.database import Database
from db.models import WebhookDelivery, WebhookEndpoint
from db.queries.users import Member
from db.queries.webhooks import WebhookHealth, webhook_health
from db.webhooks.bodies import message_of_test
from tests.dashboard_app.reading import parts, with_class, with_id, words
from workers.webhooks.delivery_loop import LEASE
from workers.webhooks.signing import signed_headers

GOOD = {
    "url": "https://hooks.example.com/a",
    "types": ["call.ended"],
    "description": "CRM",
    "is_masked": True,
}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def press(
    step: str, webhook: str = NEW, typed: dict[str, Any] | None = None, hours: str = "24"
) -> tuple[Any, ...]:
    return settings_webhooks.done({"type": STEP, "step": step, "webhook": webhook}, typed or {}, hours, None)


def only(database: Database) -> WebhookEndpoint:
    with database.reading() as session:
        row = session.query(WebhookEndpoint).one()
        session.expunge(row)
        return row


@pytest.fixture
def made(admin: Member, database: Database) -> str:
    press("save", typed=GOOD)
    return str(only(database).id)


def fail(database: Database, webhook: str) -> UUID:
    """A delivery that came to nothing."""
    now = datetime.now(UTC)
    with database.transaction() as session:
        queue_test_delivery(session, endpoint_id=UUID(webhook), body=message_of_test(now), now=now)
    with database.transaction() as session:
        (due,) = claim_due(session, now=now, lease=LEASE, limit=9)
        settle_attempt(session, due, AttemptResult("given_up", None, None, None, 10_000, "timeout"), now=now)
    return due.id


def test_nothing_yet_says_what_it_would_be_good_for(admin: Member) -> None:
    page = settings.layout()

    assert "Todavía no se avisa a otros programas" in words(page)
    assert "webhook-signature" in words(page)
    assert with_id(page, {"type": STEP, "step": "add", "webhook": NEW}) is not None


def test_a_new_one_shows_its_secret_once(admin: Member, database: Database) -> None:
    _, form, _ = press("add")
    assert "Un webhook nuevo" in words(form)

    told, panel, _ = press("save", typed=GOOD)

    secret = next(part.children for part in with_class(told, "shown-once"))
    assert secret.startswith("whsec_")
    assert panel is None
    listed = words(settings_webhooks.listed())
    assert "https://hooks.example.com/a" in listed
    assert "Termina la llamada" in listed
    assert "espera su primer aviso" in listed
    assert secret not in words(settings.layout())
    assert "https://hooks.example.com/a" in words(settings.changes())


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"url": "http://hooks.example.com/"}, "debe empezar por https://"),
        ({"url": "https://10.0.0.1/"}, "red privada"),
        ({"url": ""}, "No es una dirección"),
        ({"types": []}, "Elija al menos una"),
    ],
)
def test_what_is_wrong_is_said_and_the_form_stays(
    admin: Member, database: Database, typed: dict[str, Any], said: str
) -> None:
    told, panel, _ = press("save", typed=GOOD | typed)

    assert said in words(told)
    assert panel is settings_webhooks.no_update
    with database.reading() as session:
        assert session.query(WebhookEndpoint).count() == 0


def test_it_is_changed_switched_and_deleted(made: str, database: Database) -> None:
    _, form, _ = press("edit", made)
    assert {"https://hooks.example.com/a", "CRM"} <= {
        getattr(part, "value", None) for part in parts(form) if isinstance(getattr(part, "value", None), str)
    }
    press("save", made, GOOD | {"description": "Agenda"})
    assert only(database).description == "Agenda"

    assert "Apagado." in words(press("off", made)[0])
    assert "Alguien lo apagó" in words(settings_webhooks.listed())
    assert "Encendido" in words(press("on", made)[0])
    assert only(database).disabled_at is None

    _, asked, _ = press("delete", made)
    assert "¿Borrar Agenda?" in words(asked)
    assert "Borrado." in words(press("delete-now", made)[0])
    assert "ya no existe" in words(press("log", made)[0])


def test_a_test_is_seen_until_something_came_of_it(made: str, database: Database) -> None:
    told, panel, opened = press("test", made)
    assert "Va de camino" in words(told)
    assert ("enviándose" in words(panel), opened) == (True, made)
    assert settings_webhooks.log_of(UUID(made))[1]

    with database.transaction() as session:
        session.execute(
            update(WebhookDelivery).values(
                state="delivered", next_attempt_at=None, response_status=200, duration_ms=41
            )
        )
    panel, is_open = settings_webhooks.log_of(UUID(made))

    assert not is_open
    for said in ("llegó", "respuesta 200", "41 ms"):
        assert said in words(panel)


def test_what_did_not_arrive_is_said_and_sent_again(made: str, database: Database) -> None:
    lost = fail(database, made)
    _, panel, _ = press("log", made)
    assert "sin respuesta en diez segundos" in words(panel)
    assert with_id(panel, {"type": AGAIN, "delivery": str(lost)}) is not None
    with database.reading() as session:
        assert '"type": "webhook.test"' in words(inside(session.get_one(WebhookDelivery, lost)))

    told, panel, _ = settings_webhooks.done({"type": AGAIN, "delivery": str(lost)}, {}, None, made)

    assert "Se vuelve a enviar." in words(told)
    assert "enviándose" in words(panel)


@pytest.mark.parametrize(
    ("why", "said"), [("gone", "(410)"), ("failing", "Durante cinco días"), ("secret", "SECRET_KEY")]
)
def test_what_we_switched_off_says_why(made: str, database: Database, why: str, said: str) -> None:
    with database.transaction() as session:
        switch_off(session, UUID(made), why)

    assert said in words(settings_webhooks.listed())
    assert "no se enviará después" in words(settings_webhooks.listed())
    assert "por sí solo" in words(settings.changes())


def test_what_was_lost_may_be_asked_for_while_it_is_off_and_waits(made: str, database: Database) -> None:
    lost = fail(database, made)
    press("off", made)

    told = settings_webhooks.done({"type": AGAIN, "delivery": str(lost)}, {}, None, made)[0]

    assert "en cuanto se encienda" in words(told)
    with database.transaction() as session:
        session.execute(update(WebhookDelivery).values(event_type="call.ended"))
        assert claim_due(session, now=datetime.now(UTC), lease=LEASE, limit=9) == []
    assert not settings_webhooks.log_of(UUID(made))[1]
    press("on", made)
    with database.transaction() as session:
        assert len(claim_due(session, now=datetime.now(UTC), lease=LEASE, limit=9)) == 1


def test_supervision_says_what_waits_what_was_lost_and_what_is_off(made: str, database: Database) -> None:
    assert "esperan: 0 · perdidos en un día: 0 · apagados por sus fallos: 0" in words(monitoring.layout())
    fail(database, made)
    now = datetime.now(UTC)
    with database.transaction() as session:
        queue_test_delivery(session, endpoint_id=UUID(made), body=message_of_test(now), now=now)

    assert "esperan: 1 · perdidos en un día: 1 · apagados por sus fallos: 0" in words(monitoring.layout())
    with database.reading() as session:
        owner = only(database).organization_id
        assert webhook_health(session, organization_id=owner, now=now + timedelta(days=2)).lost == 0
        assert webhook_health(session, organization_id=uuid4(), now=now) == WebhookHealth(0, 0, 0, 0)

    with database.transaction() as session:
        switch_off(session, UUID(made), "failing")
    assert "esperan: 0 · perdidos en un día: 2 · apagados por sus fallos: 1" in words(monitoring.layout())
    press("on", made)
    press("off", made)
    assert "apagados por sus fallos: 0" in words(monitoring.layout())


def test_a_new_secret_is_shown_with_how_long_the_old_one_signs(made: str) -> None:
    told, _, _ = press("secret", made)

    assert "24 horas" in words(told)
    assert "whsec_" in words(told)


def test_only_administrators_see_them(reader: Member) -> None:
    assert "Webhooks" not in words(settings.layout())


def test_the_example_on_the_page_checks_what_we_sign() -> None:
    found: dict[str, Any] = {}
    exec(EXAMPLE, found)
    body = '{"type":"call.ended","data":"¿Qué?"}'.encode()
    headers = signed_headers("a-message", datetime.now(UTC), body, ["whsec_AAAA", SECRET])
    old = signed_headers("a-message", datetime(2026, 1, 1, tzinfo=UTC), body, [SECRET])

    assert found["is_genuine"](SECRET, headers, body)
    assert not found["is_genuine"](SECRET, headers, body + b" ")
    assert not found["is_genuine"]("whsec_BBBB", headers, body)
    assert not found["is_genuine"](SECRET, old, body)
