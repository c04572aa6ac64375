"""What no page, file or callback answers is not found, and whoever has not signed in sees nothing of the pages."""

from typing import Any

from flask import Flask
from flask.testing import FlaskClient

Answer = tuple[int, str]
CALLBACK = "/_dash-update-component"
SUITES = "/_dash-component-suites"
FRAME = "react-entry-point"  # in the document of every page
PART = {"id": "alerts-view", "property": "value"}
ASKED: dict[str, Any] = {
    "output": "alerts-list.children",
    "outputs": {"id": "alerts-list", "property": "children"},
    "inputs": [PART, {"id": "alerts-changed", "property": "data"}, {"id": "alerts-length", "property": "data", "value": 5}],
    "changedPropIds": ["alerts-view.value"],
}  # fmt: skip


PAGES_ASK = {
    "output": ".._pages_content.children..._pages_store.data..",
    "outputs": [{"id": "_pages_content", "property": "children"}, {"id": "_pages_store", "property": "data"}],
    "changedPropIds": ["_pages_location.pathname"],
}
FORGED: tuple[Any, ...] = (
    [],
    3,
    {},
    {"output": "nothing.children", "outputs": PART, "inputs": [], "changedPropIds": []},
    {**ASKED, "output": None},
    {**ASKED, "outputs": None},
    {**ASKED, "outputs": [[[PART]]]},
    {**ASKED, "inputs": []},
    {**ASKED, "inputs": 5},
    {**ASKED, "inputs": [1, 2, 3]},
    {**ASKED, "inputs": [{**PART, "id": [1]}] * 3},
    {**ASKED, "inputs": [{**PART, "id": {"type": []}}] * 3},
    {**ASKED, "state": [PART]},
    {**ASKED, "changedPropIds": [[1]]},
    {**ASKED, "changedPropIds": 7},
    {**ASKED, "output": "panel-figures.children", "inputs": [{**PART, "id": {}}], "changedPropIds": [{}]},
)


def code(answer: Any) -> Answer:
    assert answer.json is not None
    return answer.status_code, answer.json["error"]["code"]


def test_a_page_that_does_not_exist_is_not_found(visitor: FlaskClient) -> None:
    wanted = {
        "/": 200,
        "/calls/": 200,
        "/analysis/7c9f1a9e-0000-4000-8000-000000000000": 200,
        "/nothing": 404,
        "/calls/nothing": 404,
        "/analysis": 404,
        "/404": 200,  # its own address, where it can be looked at
        "/favicon.icox": 404,
    }
    answers = {path: visitor.get(path) for path in wanted}

    assert {path: answer.status_code for path, answer in answers.items()} == wanted
    assert all(FRAME in answer.text for answer in answers.values()), "the way on stands within the frame"


def test_who_has_not_signed_in_is_shown_no_frame(site: Flask) -> None:
    for path in ("/assets/", "/language/", "/favicon.ico", "/assets/nothing.js"):
        answer = site.test_client().get(path)

        assert answer.status_code == 404, path
        assert FRAME not in answer.text, path


def test_what_scripts_ask_for_in_vain(visitor: FlaskClient) -> None:
    files = ("dash/nothing.js", "dash/%2e%2e/setup.py", "nobody/nothing.js", "")
    for path in (*(f"{SUITES}/{file}" for file in files), "/_dash-config", CALLBACK):
        answer = visitor.get(path)

        assert code(answer) == (404, "not_found"), path
        assert "registered" not in answer.text, path


def test_what_no_page_sends_is_the_senders_fault(site: Flask, visitor: FlaskClient) -> None:
    for body in FORGED:
        assert code(visitor.post(CALLBACK, json=body)) == (400, "invalid_callback"), body
        assert site.test_client().post(CALLBACK, json=body).status_code == 401, body
    assert visitor.post(CALLBACK, json=ASKED).status_code == 200, "what a page sends"


def test_an_address_that_nobody_would_write_fails_no_page(visitor: FlaskClient) -> None:
    place = {"id": "_pages_location"}
    for path, search in (("/alerts", "?view=open&view=closed"), ("/monday", "?week=0001-W01")):
        inputs = [
            {**place, "property": "pathname", "value": path},
            {**place, "property": "search", "value": search},
        ]
        answer = visitor.post(CALLBACK, json={**PAGES_ASK, "inputs": inputs})

        assert answer.status_code == 200
        assert "Callback-Failed" not in answer.headers, path
