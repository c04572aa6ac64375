"""The frame as the server draws it, and what it says when a callback fails."""

from datetime import date

import pandas as pd
import pytest
from dash.development.base_component import Component
from flask.testing import FlaskClient

from dashboard_app.components.shell import Visitor, grouped
from dashboard_app.day_tiles import day_tiles
from dashboard_app.pages import places
from dashboard_app.simulated import simulated_parts
from db.queries.users import Member
from tests.dashboard_app.reading import links, with_class, words


def test_layout_has_the_reader_and_the_live_feed(visitor: FlaskClient) -> None:
    layout = visitor.get("/_dash-layout").text

    assert "admin@example.com" in layout
    assert '"topic":"metrics"' in layout
    assert "Llamadas de prueba" in layout


def test_everyday_pages_come_first_and_the_others_under_a_heading(reader: Member) -> None:
    groups = {
        group.to_plotly_json()["props"].get("aria-label", ""): group for group in sidebar_groups("admin")
    }

    assert list(groups) == ["", "Cifras", "Funcionamiento"]
    assert words(groups[""]).split()[0] == "Panel"
    assert "Costes" in words(groups["Cifras"])
    assert "Trabajos" in words(groups["Funcionamiento"])
    assert "Trabajos" not in " ".join(map(words, sidebar_groups("staff")))


def sidebar_groups(role: str) -> list[Component]:
    return grouped(Visitor("ana@example.com", role, "es"), places(role), "sidebar")


def test_failed_callback_leaves_the_page_and_says_so(
    visitor: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    body = {
        "output": "tests-number-field.hidden...tests-scripts.disabled",
        "outputs": [{"id": "calls-list", "property": "children"}, {"id": "calls-more", "property": "hidden"}],
        "inputs": [
            {"id": name, "property": "data", "value": value}
            for name, value in (
                ("calls-filters", 7),
                ("calls-shown", 30),
                ("calls-screen", "phone"),
                ("calls-news", 1),
            )
        ],
        "changedPropIds": ["calls-news.data"],
    }
    body["output"] = "..calls-list.children...calls-more.hidden.."

    answer = visitor.post("/_dash-update-component", json=body)

    assert answer.status_code in {200, 204}
    assert "Algo no ha funcionado" in answer.text
    assert "callback failed" in caplog.text


def test_server_without_bridge_and_workers_simulates_nothing(reader: Member, site: object) -> None:
    assert simulated_parts(site) == ()  # type: ignore[arg-type]


def test_tiles_compare_with_the_same_weekdays(reader: Member) -> None:
    counts = pd.DataFrame(
        {
            "calls": [12, 10, 0, 8],
            "offered": [12, 10, 0, 8],
            "offered_answered": [12, 9, 0, 8],
            "wants_booking": [8, 5, 0, 5],
            "wanted_and_booked": [6, 3, 0, 2],
            "heard_out": [12, 9, 0, 8],
            "abandoned": [0, 1, 0, 1],
        }
    )

    calls, answered, booked, abandoned = day_tiles(counts, date(2026, 11, 22))

    assert words(with_class(calls, "tile-note")) == "+3 respecto a lo habitual a esta hora (9)"
    assert words(with_class(answered, "tile-value")) == "100 %"
    assert "is-few" not in answered.className
    assert words(with_class(booked, "tile-note")) == "6 de 8 · habitual 50 %"
    assert "is-few" in booked.className
    assert links(abandoned) == []
