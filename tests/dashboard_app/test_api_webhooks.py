"""`/api/webhooks`: set up, changed, tested and read by administrators, each their own organization's only."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import insert, update

from db.actions.webhook_deliveries import queue_deliveries
from db.database import Database
from db.models import Organization, SettingChange, User, WebhookDelivery, WebhookEndpoint
from db.webhooks.secrets import webhook_seal
from tests.dashboard_app.calls import START
from tests.dashboard_app.conftest import Person, person

URL = "https://hooks.example.com/autobox"
GOOD = {"url": URL, "types": ["call.ended", "call.started"], "description": "CRM"}


@pytest.fixture
def made(alicia: Person) -> dict[str, Any]:
    answer = alicia.client.post("/api/webhooks", json=GOOD, headers=alicia.bearer)
    assert answer.status_code == 201
    return dict(answer.json)


def asked(who: Person, method: str, path: str, **options: Any) -> Any:
    return who.client.open(path, method=method, headers=who.bearer, **options)


def fill(database: Database, endpoint_id: str, count: int) -> None:
    rows = [
        {
            "endpoint_id": UUID(endpoint_id),
            "event_id": number,
            "event_type": "call.ended",
            "body": f'{{"n":{number}}}',
        }
        for number in range(count)
    ]
    with database.transaction() as session:
        queue_deliveries(session, rows, now=START)


def test_the_secret_is_shown_once_and_kept_sealed(
    alicia: Person, database: Database, made: dict[str, Any]
) -> None:
    assert made["secret"].startswith("whsec_")
    assert made["types"] == ["call.started", "call.ended"]
    assert (made["enabled"], made["masked"], made["with_words"]) == (True, True, False)

    (listed,) = asked(alicia, "GET", "/api/webhooks").json["items"]
    assert "secret" not in listed
    assert listed == {name: value for name, value in made.items() if name != "secret"}
    with database.reading() as session:
        row = session.get_one(WebhookEndpoint, UUID(made["id"]))
        assert made["secret"] not in row.secret
        assert webhook_seal("s" * 40).open(row.secret) == made["secret"]
        assert [change.subject for change in session.query(SettingChange)] == ["webhook"]
        assert made["secret"] not in str([change.after for change in session.query(SettingChange)])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        pytest.param({"url": "http://hooks.example.com/"}, "https_required", id="http"),
        pytest.param({"url": "https://169.254.169.254/"}, "private_address", id="metadata"),
        pytest.param({"url": "https://localhost/"}, "private_address", id="localhost"),
        pytest.param({"url": "nowhere"}, "invalid_url", id="no URL"),
        pytest.param({"url": "https://a:b@example.com/"}, "credentials_in_url", id="a password"),
        pytest.param({"types": []}, "no_types", id="nothing to tell"),
        pytest.param({"types": ["turn.added"]}, "unknown_types", id="what stays inside"),
        pytest.param({"description": "x" * 201}, "long_description", id="a long description"),
        pytest.param({"secret": "mine"}, "invalid_body", id="a field that there is not"),
        pytest.param({"types": "call.ended"}, "invalid_body", id="another form"),
    ],
)
def test_what_cannot_be_kept_is_refused(
    alicia: Person, made: dict[str, Any], changed: dict[str, Any], code: str
) -> None:
    for answer in (
        asked(alicia, "POST", "/api/webhooks", json=GOOD | changed),
        asked(alicia, "PATCH", f"/api/webhooks/{made['id']}", json=changed),
    ):
        assert (answer.status_code, answer.json["error"]["code"]) == (422, code)
    assert len(asked(alicia, "GET", "/api/webhooks").json["items"]) == 1


def test_it_is_changed_switched_off_and_deleted(alicia: Person, made: dict[str, Any]) -> None:
    path = f"/api/webhooks/{made['id']}"

    off = asked(alicia, "PATCH", path, json={"enabled": False, "types": ["alert.opened"]}).json
    assert (off["enabled"], off["disabled_why"], off["types"], off["url"]) == (
        False,
        "person",
        ["alert.opened"],
        URL,
    )
    on = asked(alicia, "PATCH", path, json={"enabled": True}).json
    assert (on["enabled"], on["disabled_at"]) == (True, None)
    assert asked(alicia, "DELETE", path).status_code == 204
    assert asked(alicia, "GET", path).status_code == 404


def test_a_new_secret_leaves_the_old_one_a_day(alicia: Person, made: dict[str, Any]) -> None:
    renewed = asked(alicia, "POST", f"/api/webhooks/{made['id']}/secret").json

    assert renewed["secret"] != made["secret"]
    assert renewed["previous_secret_until"] is not None


def test_the_log_in_pages_and_again(alicia: Person, database: Database, made: dict[str, Any]) -> None:
    path = f"/api/webhooks/{made['id']}"
    fill(database, made["id"], 5)
    with database.transaction() as session:
        lost = update(WebhookDelivery).where(WebhookDelivery.event_id < 3)
        session.execute(lost.values(state="given_up", next_attempt_at=None, attempts=11, error="timeout"))

    first = asked(alicia, "GET", f"{path}/deliveries?limit=2").json
    second = asked(alicia, "GET", f"{path}/deliveries?limit=9&next={first['next']}").json
    assert len({one["id"] for one in first["items"] + second["items"]}) == 5
    assert second["next"] is None
    given_up = asked(alicia, "GET", f"{path}/deliveries?state=given_up").json["items"]
    assert {(one["error"], one["attempts"]) for one in given_up} == {("timeout", 11)}

    one = f"{path}/deliveries/{given_up[0]['id']}"
    assert asked(alicia, "GET", one).json["body"].startswith('{"n":')
    again = asked(alicia, "POST", f"{one}/resend")
    assert (again.status_code, again.json["state"], again.json["attempts"]) == (202, "pending", 0)
    all_of = asked(alicia, "POST", f"{path}/resend", json={"since": "2026-01-01T00:00:00+01:00"})
    assert (all_of.status_code, all_of.json) == (202, {"count": 2})
    assert asked(alicia, "GET", path).json["deliveries"] == {
        "pending": 5,
        "delivered": 0,
        "failed": 0,
        "given_up": 0,
    }
    assert asked(alicia, "POST", f"{path}/resend", json={"since": "yesterday"}).status_code == 422
    assert asked(alicia, "GET", f"{path}/deliveries?state=lost").status_code == 422


def test_a_test_is_a_delivery(alicia: Person, made: dict[str, Any]) -> None:
    answer = asked(alicia, "POST", f"/api/webhooks/{made['id']}/test")

    assert (answer.status_code, answer.json["type"], answer.json["state"]) == (202, "webhook.test", "pending")


@pytest.fixture
def stranger(server: Flask, database: Database, alicia: Person) -> Person:
    """The administrator of another organization."""
    other = person(server, database, "supervisor")
    with database.transaction() as session:
        values = {
            "slug": "other",
            "name": "Other",
            "sector": "car-workshop",
            "timezone": "UTC",
            "language": "en",
        }
        house = session.scalars(insert(Organization).values(**values).returning(Organization.id)).one()
        session.execute(
            update(User).where(User.email == other.email).values(organization_id=house, role="admin")
        )
    return other


def test_other_organizations_neither_see_nor_touch_it(
    stranger: Person, database: Database, made: dict[str, Any]
) -> None:
    fill(database, made["id"], 1)
    with database.reading() as session:
        delivery_id = session.query(WebhookDelivery.id).scalar()
    path = f"/api/webhooks/{made['id']}"
    asks = [
        ("GET", path, None),
        ("PATCH", path, {"enabled": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/secret", None),
        ("POST", f"{path}/test", None),
        ("GET", f"{path}/deliveries", None),
        ("GET", f"{path}/deliveries/{delivery_id}", None),
        ("POST", f"{path}/deliveries/{delivery_id}/resend", None),
        ("POST", f"{path}/resend", {"since": "2026-01-01T00:00:00Z"}),
        ("GET", f"/api/webhooks/{uuid4()}", None),
        ("GET", "/api/webhooks/nothing", None),
    ]

    assert asked(stranger, "GET", "/api/webhooks").json == {"items": []}
    for method, where, content in asks:
        answer = asked(stranger, method, where, json=content)
        assert (answer.status_code, answer.json["error"]["code"]) == (404, "unknown_webhook"), (method, where)


def test_a_delivery_of_another_endpoint_is_not_this_ones(
    alicia: Person, database: Database, made: dict[str, Any]
) -> None:
    other = asked(alicia, "POST", "/api/webhooks", json=GOOD).json
    fill(database, other["id"], 1)
    with database.reading() as session:
        delivery_id = session.query(WebhookDelivery.id).scalar()

    assert asked(alicia, "GET", f"/api/webhooks/{made['id']}/deliveries/{delivery_id}").status_code == 404


def test_there_is_an_end_to_them(alicia: Person, made: dict[str, Any]) -> None:
    for _ in range(19):
        assert asked(alicia, "POST", "/api/webhooks", json=GOOD).status_code == 201

    answer = asked(alicia, "POST", "/api/webhooks", json=GOOD)
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "many_endpoints")
