"""The volume chart: rows in, numbers out."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from dashboard_app import i18n
from dashboard_app.charts.axis import ticks_of
from dashboard_app.charts.volume import Row, counts
from dashboard_app.theme import ENDING_COLOURS

BUCKETS = [datetime(2026, 11, 22, hour) for hour in range(3)]  # noqa: DTZ001 (of the organization's clock)
ASSETS = Path(__file__).parents[3] / "assets"


@pytest.fixture(autouse=True)
def _request() -> object:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/"):
        yield


def volume(*rows: tuple[int, str, int]) -> list[Row]:
    return [(BUCKETS[hour], ending, calls) for hour, ending, calls in rows]


def test_every_bucket_counts_once() -> None:
    table = counts(volume((0, "booked", 2), (0, "booked", 3)), BUCKETS)

    assert table["booked"] == [5, 0, 0]


@pytest.mark.parametrize(("labels", "ticks"), [(3, [0, 1, 2]), (24, [0, 4, 8, 12, 16, 20]), (0, [])])
def test_ticks_leave_room(labels: int, ticks: list[int]) -> None:
    assert ticks_of([""] * labels) == ticks


def test_colours_are_those_of_the_style_sheet() -> None:
    light = (ASSETS / "10-tokens.css").read_text().split('data-bs-theme="dark"')[0]
    tokens = dict(re.findall(r"--data-(\w+): (#\w+)", light))

    assert tokens == ENDING_COLOURS


@pytest.mark.parametrize(("name", "colour"), ENDING_COLOURS.items())
def test_each_colour_gives_way_to_its_token_in_the_dark(name: str, colour: str) -> None:
    rules = (ASSETS / "62-chart-colours.css").read_text()
    red, green, blue = bytes.fromhex(colour[1:])

    for kind in ("fill", "stroke"):
        assert f'"{kind}: rgb({red}, {green}, {blue})"] {{ {kind}: var(--data-{name}) !important; }}' in rules


def test_bundle_is_of_the_version_that_python_carries() -> None:
    import plotly

    carried = (Path(plotly.__file__).parent / "package_data" / "plotly.min.js").read_bytes()[:200]
    version = re.search(rb"plotly\.js v([\d.]+)", carried)

    assert version is not None
    assert (ASSETS / "vendor" / f"plotly-cartesian-{version[1].decode()}.min.js").exists()
    assert version[1].decode() in (ASSETS / "01_plotly.js").read_text()
