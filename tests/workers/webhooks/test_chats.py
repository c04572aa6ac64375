"""Alerts in a chat: through the outbox and the delivery loop to a simulator that is as strict as Slack."""

import json
import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

import pytest

from db.actions.alert_chats import chat_of, set_chat
from db.actions.alerts import NewAlert, open_alert, resolve_alert
from db.actions.founding import create_organization
from db.database import Database
from db.models import SettingChange, WebhookDelivery, WebhookEndpoint
from db.queries.webhooks import endpoint_of, endpoints_of
from db.webhooks.secrets import webhook_seal
from tests.dashboard_app.alert_rows import budget, faults
from tests.workers.webhooks.conftest import LOCAL, SECRET_KEY, Clock, Listen, owner
from workers.webhooks.delivery_loop import DeliveryLoop

PATH = "/services/T0000/B0000/a-secret-of-the-tests"


@dataclass
class Chat:
    """As Slack's incoming webhooks: only JSON, only an object with a text, only at the secret address, nothing that it does not know."""

    url: str = ""
    answers: list[tuple[int, str]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def take(self, path: str, kind: str, body: bytes) -> tuple[int, str]:
        fault = self.fault(path, kind, body)
        if fault is not None:
            self.refused.append(fault[1])
            return fault
        if self.answers:
            return self.answers.pop(0)
        self.texts.append(json.loads(body)["text"])
        return 200, "ok"

    @staticmethod
    def fault(path: str, kind: str, body: bytes) -> tuple[int, str] | None:
        if path != PATH:
            return 404, "no_service"
        if not kind.startswith("application/json"):
            return 400, "invalid_payload"
        given: Any = json.loads(body)
        if not isinstance(given, dict) or given.keys() != {"text"} or not str(given["text"]).strip():
            return 400, "invalid_payload"
        # Else a name could call a whole channel.
        is_plain = all(one not in given["text"] for one in ("<", ">"))
        return None if is_plain else (400, "invalid_text")


@pytest.fixture
def chat() -> Iterator[Chat]:
    found = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status, said = found.take(self.path, self.headers["content-type"], body)
            self.send_response(status)
            self.send_header("content-length", str(len(said)))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_address[1]}{PATH}"
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


def told_in(database: Database, chat: Chat) -> UUID:
    house, by = owner(database)
    with database.transaction() as session:
        set_chat(
            session, organization_id=house, by=by, url=chat.url, reach=LOCAL, seal=webhook_seal(SECRET_KEY)
        )
    return house


def opened(database: Database, house: UUID, alert: NewAlert, clock: Clock) -> None:
    with database.transaction() as session:
        open_alert(session, organization_id=house, alert=alert, at=clock())


def test_an_alert_is_told_when_it_opens_and_when_it_is_over(
    loop: DeliveryLoop, database: Database, chat: Chat, clock: Clock
) -> None:
    house = told_in(database, chat)
    opened(database, house, faults(clock() - timedelta(hours=3)), clock)
    loop.finish()
    with database.transaction() as session:
        resolve_alert(session, organization_id=house, rule="faults", at=clock())
    loop.finish()
    loop.finish()

    first, second = (text.replace("\N{NO-BREAK SPACE}", " ") for text in chat.texts)
    assert first.startswith("*Crítica: Las llamadas fallan*\n6 de 8 llamadas: el 75 %")
    assert first.endswith("/alerts")
    assert second.startswith("*Ya pasó: Las llamadas fallan*")
    assert chat.refused == []


def test_a_name_of_a_rule_calls_nobody(
    loop: DeliveryLoop, database: Database, chat: Chat, clock: Clock
) -> None:
    house = told_in(database, chat)
    evidence = {
        "name": "<!channel> & más",
        "metric": "calls",
        "hours": 24,
        "comparison": "over",
        "threshold": 5,
        "minimum": 10,
        "filters": {},
        "since": clock().isoformat(),
        "until": clock().isoformat(),
        "value": 7.0,
        "n": 7,
        "hits": 7,
        "interval": [],
        "count": 7,
        "calls": [],
    }
    opened(database, house, NewAlert(rule="own", subject="x", severity="warning", evidence=evidence), clock)
    loop.finish()
    assert chat.refused == []
    assert "&lt;!channel&gt; &amp; más" in chat.texts[0]


def test_what_does_not_arrive_is_tried_again_and_told_once(
    loop: DeliveryLoop, database: Database, chat: Chat, clock: Clock
) -> None:
    house = told_in(database, chat)
    chat.answers = [(500, "rollback_error"), (429, "rate_limited")]
    opened(database, house, budget(), clock)
    loop.finish()
    assert chat.texts == []
    for _ in range(3):
        clock.go_on(hours=1)
        loop.finish()
    assert len(chat.texts) == 1


def test_its_address_is_nowhere_to_be_read(
    loop: DeliveryLoop, database: Database, chat: Chat, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    house = told_in(database, chat)
    chat.answers = [(500, "rollback_error")]
    opened(database, house, budget(), clock)
    loop.finish()
    with database.reading() as session:
        row = chat_of(session, house)
        assert row is not None
        assert row.url == "http://127.0.0.1"
        kept = [
            *(str(vars(one)) for one in session.query(WebhookEndpoint)),
            *(str(vars(one)) for one in session.query(WebhookDelivery)),
            *(str(vars(one)) for one in session.query(SettingChange)),
        ]
        assert endpoints_of(session, house) == []
        assert endpoint_of(session, house, row.id) is None
    assert [one for one in (*kept, caplog.text) if "a-secret-of-the-tests" in one] == []


def test_programs_and_the_chat_hear_each_their_own(
    loop: DeliveryLoop, database: Database, chat: Chat, clock: Clock, listen: Listen
) -> None:
    house = told_in(database, chat)
    receiver, _ = listen()
    with database.transaction() as session:
        other = create_organization(
            session,
            slug="other",
            name="Other",
            sector="car-workshop",
            timezone="Europe/Madrid",
            language="es",
        )
    opened(database, house, budget(), clock)
    opened(database, other, budget(), clock)
    loop.finish()
    assert (len(chat.texts), receiver.types, receiver.forged) == (1, ["alert.opened"], 0)
