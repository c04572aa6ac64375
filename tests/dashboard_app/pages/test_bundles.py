"""That our scripts and styles come as one file each, whole, in order, and kept until they change."""

import re

from flask.testing import FlaskClient

from dashboard_app.bundles import ASSETS


def bundled(visitor: FlaskClient, kind: str) -> tuple[str, str]:
    found = re.search(rf'"(/assets/all[.]{kind}[?]m=[0-9a-f]+)"', visitor.get("/").text)
    assert found
    with visitor.get(found[1]) as answer:
        assert "immutable" in answer.headers["Cache-Control"]
        return answer.mimetype, answer.text


def test_scripts(visitor: FlaskClient) -> None:
    mimetype, text = bundled(visitor, "js")

    assert mimetype == "text/javascript"
    places = [
        text.index(file.read_text("utf-8")) for file in sorted(ASSETS.glob("*.js"), key=lambda one: one.name)
    ]
    assert places == sorted(places)
    assert len(places) > 5


def test_styles(visitor: FlaskClient) -> None:
    mimetype, text = bundled(visitor, "css")

    assert mimetype == "text/css"
    assert text.index("--space-3:") < text.index(".kiosk")


def test_no_other_kind(visitor: FlaskClient) -> None:
    assert visitor.get("/assets/all.py").status_code == 404


def test_the_document_asks_for_nothing_else_of_ours(visitor: FlaskClient) -> None:
    page = visitor.get("/").text

    assert set(re.findall(r"/assets/[0-9a-z_-]+[.](?:js|css)", page)) == {
        "/assets/all.css",
        "/assets/all.js",
    }
