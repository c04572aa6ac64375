"""Dash's one path for all callbacks, asked by hand: any value may stand where a page would have put another."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from dashboard_app.pages import NO_PAGE, PAGES
from db.database import Database
from tests.dashboard_app.authorization.conftest import (
    NUMBER,
    TAG,
    Person,
    Workshop,
    everything_but,
    leaked,
    somebody,
)

PATH = "/_dash-update-component"
OWN_TOKEN = "settings-token-shown.children"  # whoever may look may have a token; a new one ends what the others here send
OF_THE_HOUSE = {
    *(
        "organizations",
        "users",
        "agents",
        "webhook_endpoints",
        "webhook_deliveries",
        "own_alert_rules",
        "experiments",
    ),
    *("erasures", "setting_changes", "boards", "board_charts", "saved_views"),
}
STEPS = ("done", "save", "delete-now", "end", "off", "secret", "token", "remove", "add")
STORES = {"webhooks-open": "webhook_id", "board-id": "board_id"}  # whose ids a page keeps where
# What a press is of, by the store that it arrives in.
PRESSED = {
    "follow-ups-pressed": "follow_up_id",
    "follow-ups-all-pressed": "follow_up_id",
    "experiment-pressed": "experiment_id",
    "alerts-pressed": "alert_id",
}


def callbacks(who: Person) -> dict[str, Any]:
    """Those that run on the server. Dash gathers them at the first request that the gate lets in."""
    from dashboard_app.app import dash_app

    who.client.get("/_dash-dependencies", headers=who.headers)
    found = {name: one for name, one in dash_app().callback_map.items() if "callback" in one}
    assert len(found) > 20
    return {name: one for name, one in found.items() if name != OWN_TOKEN}


def forged(name: str, one: dict[str, Any], values: "Values") -> Iterator[dict[str, Any]]:
    """The callback asked for each of its reasons."""
    inputs = [values.given(part) for part in one["inputs"]]
    state = [values.given(part) for part in one["state"]]
    outputs = [values.named(part) for part in name.strip(".").split("...")]
    for part in inputs:
        reason = part[0] if isinstance(part, list) else part
        element = reason["id"]
        said = (
            element
            if isinstance(element, str)
            else json.dumps(element, separators=(",", ":"), sort_keys=True)
        )
        yield {
            "output": name,
            "outputs": outputs if name.startswith("..") else outputs[0],
            "inputs": inputs,
            "state": state,
            "changedPropIds": [f"{said}.{reason['property']}"],
        }


class Values:
    """What stands where: somebody else's ids, by the kind of the place."""

    def __init__(self, ids: dict[str, str], *, objects: bool, step: str = "done") -> None:
        self._ids, self._objects = ids, objects
        self._wild = {
            "index": ids["follow_up_id"], "user": ids["user"], "step": step, "form": "organization", "name": "name",
            "rule": ids["rule_id"], "webhook": ids["webhook_id"], "delivery": ids["delivery_id"],
            "experiment": ids["experiment_id"], "id": ids["chart_id"],
            "topic": f"conversations/{ids['id']}",
        }  # fmt: skip

    def element(self, written: str) -> Any:
        if not written.startswith("{"):
            return written
        parts = json.loads(written)
        return {
            key: self._wild.get(key, "x") if isinstance(value, list) else value
            for key, value in parts.items()
        }

    def named(self, written: str) -> dict[str, Any]:
        element, _, prop = written.rpartition(".")
        return {"id": self.element(element), "property": prop.partition("@")[0]}

    def given(self, part: dict[str, Any]) -> Any:
        one = {"id": self.element(part["id"]), "property": part["property"], "value": self.value(part)}
        return [one] if '["ALL"]' in part["id"].replace(" ", "") else one

    def value(self, part: dict[str, Any]) -> Any:
        match part["property"]:
            case "n_clicks" | "n_intervals":
                return 1
            case "pathname":
                return f"/analysis/{self._ids['id']}"
            case "id":
                return self.element(part["id"])
            case "search":
                return f"?search={NUMBER}&view={self._ids['view_id']}&tag={TAG}"
        if part["id"] in PRESSED:
            return {"step": self._wild["step"], "index": self._ids[PRESSED[part["id"]]], "label": "x"}
        if self._objects:
            return self.object()
        return self._ids[STORES.get(part["id"], "id")]

    def object(self) -> dict[str, Any]:
        """Whatever a store may hold: filters, an order, a call that was placed."""
        return {
            "conversation_id": self._ids["id"], "search": NUMBER, "phone": NUMBER, "tag": TAG, "view": "open", "kind": "",
            "step": "done", "index": self._ids["follow_up_id"], "until": datetime.now(UTC).isoformat(), "startRow": 0,
            "endRow": 50,
        }  # fmt: skip


def ask(who: Person, body: dict[str, Any]) -> Any:
    """It has reached the callback, which may have failed."""
    answer = who.client.post(PATH, json=body, headers=who.headers)
    assert answer.status_code in {200, 204}, body["output"]
    return answer


def test_no_callback_tells_a_stranger_anything(
    database: Database, workshop: Workshop, neighbour: Person
) -> None:
    own = (neighbour.member.organization_id, neighbour.member.id)
    before = everything_but(database, *own)
    asked = 0
    for objects in (False, True):
        for name, one in callbacks(neighbour).items():
            for body in forged(name, one, Values(workshop.ids, objects=objects)):
                sent = json.dumps(body)
                found = [secret for secret in leaked(workshop, ask(neighbour, body)) if secret not in sent]
                assert found == [], name
                asked += 1

    assert asked > 2 * len(callbacks(neighbour))
    assert everything_but(database, *own) == before


def test_no_callback_writes_for_who_may_only_look(
    database: Database, workshop: Workshop, analyst: Person
) -> None:
    before = everything_but(database, analyst.member.id)
    for objects in (False, True):
        for name, one in callbacks(analyst).items():
            for body in forged(name, one, Values(workshop.ids, objects=objects)):
                ask(analyst, body)

    assert everything_but(database, analyst.member.id) == before


def test_who_works_with_calls_changes_nothing_of_the_house(
    product: Flask, database: Database, workshop: Workshop
) -> None:
    """Each button of each page, also those that only administrators are shown."""
    clerk = somebody(product, database, "staff", workshop.organization_id)
    before = of_the_house(database)
    for step in STEPS:
        for name, one in callbacks(clerk).items():
            if step == STEPS[0] or any(word in str(one["inputs"]) for word in ("step", *PRESSED)):
                for body in forged(name, one, Values(workshop.ids, objects=False, step=step)):
                    ask(clerk, body)

    assert of_the_house(database) == before


def of_the_house(database: Database) -> set[str]:
    return {row for row in everything_but(database) if row.split()[0] in OF_THE_HOUSE}


@pytest.mark.parametrize("place", [one for one in PAGES if one.module != NO_PAGE], ids=lambda one: one.module)
def test_no_page_shows_a_stranger_anything(workshop: Workshop, neighbour: Person, place: Any) -> None:
    path = place.path or place.path_template.replace("<conversation_id>", workshop.ids["id"])
    search = f"?search=Xirinacs&tag={TAG}&view={workshop.ids['view_id']}"
    body = {
        "output": ".._pages_content.children..._pages_store.data..",
        "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
        "inputs": [
            {"id": "_pages_location", "property": "pathname", "value": path},
            {"id": "_pages_location", "property": "search", "value": search},
        ],
        "changedPropIds": ["_pages_location.pathname"],
    }  # fmt: skip
    shown, document = ask(neighbour, body), neighbour.client.get(path + search, headers=neighbour.headers)

    assert (shown.status_code, document.status_code) == (200, 200)
    assert [one for one in leaked(workshop, shown) if one not in search] == []
    assert [one for one in leaked(workshop, document) if one not in search] == []


def test_who_has_not_signed_in_has_no_callbacks(product: Flask) -> None:
    assert product.test_client().post(PATH, json={"output": "x.y"}).status_code == 401
