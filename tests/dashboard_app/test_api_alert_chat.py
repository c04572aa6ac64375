"""`/api/alert-chat`: entered, tried and taken away by administrators, each their own organization's only; the address never comes back."""

import json
from typing import Any

import pytest

from dashboard_app.alerting.chat import of_test
from db.database import Database
from db.models import SettingChange
from tests.dashboard_app.conftest import Person

PATH = "/api/alert-chat"
URL = "https://hooks.slack.com/services/T000/B000/very-secret"


def asked(who: Person, method: str, path: str = PATH, **options: Any) -> Any:
    return who.client.open(path, method=method, headers=who.bearer, **options)


def test_it_is_entered_tried_and_taken_away(alicia: Person, database: Database) -> None:
    kept = asked(alicia, "PUT", json={"url": f" {URL} "})
    assert (kept.status_code, kept.json["host"], kept.json["enabled"]) == (
        200,
        "https://hooks.slack.com",
        True,
    )

    sent = asked(alicia, "POST", f"{PATH}/test")
    assert (sent.status_code, sent.json["state"]) == (202, "pending")
    shown = asked(alicia, "GET")
    assert shown.json["deliveries"] == {"pending": 1, "delivered": 0, "failed": 0, "given_up": 0}

    assert asked(alicia, "DELETE").status_code == 204
    assert [asked(alicia, how).status_code for how in ("GET", "DELETE")] == [404, 404]
    assert asked(alicia, "POST", f"{PATH}/test").json["error"]["code"] == "no_alert_chat"
    assert all("very-secret" not in answer.text for answer in (kept, sent, shown))
    with database.reading() as session:
        assert [change.subject for change in session.query(SettingChange)] == ["alert_chat"] * 2


def test_another_takes_its_place(alicia: Person) -> None:
    asked(alicia, "PUT", json={"url": URL})
    asked(alicia, "PUT", json={"url": "https://chat.example.com/hooks/abc"})

    assert asked(alicia, "GET").json["host"] == "https://chat.example.com"


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"url": ""}, "invalid_url", id="nothing"),
        pytest.param({"url": "https://10.0.0.1/"}, "private_address", id="a private network"),
        pytest.param({}, "invalid_body", id="no address"),
        pytest.param({"url": URL, "channel": "#alerts"}, "invalid_body", id="something else"),
    ],
)
def test_what_is_wrong_is_named(alicia: Person, given: dict[str, str], code: str) -> None:
    answer = asked(alicia, "PUT", json=given)

    assert (answer.status_code, answer.json["error"]["code"]) == (422, code)


@pytest.mark.parametrize(
    ("chat", "expected"),
    [
        pytest.param(
            "https://hooks.slack.com", "Pep &amp; Fills &lt;!channel&gt;", id="Slack wants it escaped"
        ),
        pytest.param(
            "https://chat.googleapis.com",
            "Pep & Fills <\N{WORD JOINER}!channel>",
            id="Google Chat shows what is escaped as it stands",
        ),
    ],
)
def test_names_are_written_as_the_receiver_wants(alicia: Person, chat: str, expected: str) -> None:
    with alicia.client.application.test_request_context():
        written = json.loads(of_test("Pep & Fills <!channel>", "https://autobox.example", chat))["text"]

    assert expected in written
