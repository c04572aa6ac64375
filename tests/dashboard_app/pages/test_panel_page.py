"""The panel: every number leads to exactly its calls."""

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
from sqlalchemy import delete, insert

from dashboard_app.pages import panel, panel_sections
from dashboard_app.pages.panel_funnel import funnel
from dashboard_app.pages.panel_trade import trade
from dashboard_app.pages.panel_versions import time_since
from dashboard_app.pages.period import chosen_period
from dashboard_app.scope import Scope, scope_of
from dashboard_app.svg import Drawing
from dashboard_app.viewer import current_viewer, reading
from db.actions.analyses import save_programmatic
from db.actions.saved_views import prefer_view, save_view
from db.database import Database
from db.demo.cli import load_demo
from db.models import AgentVersion
from db.queries.metrics.definitions import BY_NAME
from db.queries.metrics.measure import measure_by
from db.queries.users import Member
from tests.dashboard_app.calls import make_call
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.pages.listing import behind
from tests.dashboard_app.reading import links, parts, with_class, with_id, words


@pytest.fixture
def month(database: Database, reader: Member) -> Scope:
    """Four weeks of the demo."""
    load_demo(database, conversations=250, days=28, seed=5)
    return looked_at()


def looked_at(**query: str) -> Scope:
    who = current_viewer()
    return scope_of(chosen_period(query, who), who)


@pytest.mark.parametrize("name", [*panel.PARTS])
def test_an_empty_selection_says_so_in_every_section(reader: Member, name: str) -> None:
    assert words(panel.PARTS[name](looked_at())).strip()


def test_a_new_business_reads_one_answer_instead_of_a_dozen_empty_sections(reader: Member) -> None:
    start = panel.PARTS["figures"](looked_at())

    assert "Todavía no hay llamadas" in words(start)
    assert links(start) == ["/test-calls"]


def test_a_period_without_calls_asks_for_another(month: Scope) -> None:
    quiet = panel.PARTS["figures"](looked_at(**{"from": "2020-01-01", "to": "2020-01-07"}))

    assert "Ninguna llamada coincide" in words(quiet)


def test_the_frame_comes_at_once_and_the_sections_ask_for_themselves(reader: Member) -> None:
    page = panel.layout()

    assert len(with_class(page, "skeleton")) == len(panel.PARTS) + 1


def test_tiles_lead_to_the_calls_they_count(month: Scope) -> None:
    for tile in with_class(panel_sections.figures(month), "tile"):
        [value], note = with_class(tile, "tile-value"), words(with_class(tile, "tile-note")).replace(".", "")
        [address] = links(tile)
        counted = int(note.split(" de ")[0].split()[-1]) if " de " in note else None
        shown = int(words(value).replace(".", "")) if "metric=calls" in address else counted
        if shown is not None:
            assert behind(address) == shown, address


def test_figures_of_the_trade_say_what_they_count_and_lead_to_it(month: Scope) -> None:
    tiles = with_class(trade(month), "tile")

    assert [words(with_class(tile, "tile-name")[0].children[0]) for tile in tiles] == [
        "Pasadas a una persona",
        "Averías atendidas",
        "Llamadas urgentes",
    ]
    assert "Llamadas con el resultado «Pasada a una persona»" in words(with_class(tiles[0], "tile-meaning"))
    for tile in tiles:
        [address] = links(tile)
        assert behind(address) == int(words(with_class(tile, "tile-note")[-1]).split(" de ")[0]), address


def test_figures_of_the_trade_keep_to_the_filters(month: Scope) -> None:
    urgent = with_class(trade(looked_at(urgency="high")), "tile")[-1]

    [address] = links(urgent)
    assert parse_qs(urlsplit(address).query)["urgency"] == ["high"]
    assert words(with_class(urgent, "tile-value")) == "100 %"


def test_what_stands_above_is_not_told_again_by_another_count(month: Scope) -> None:
    shown = words(trade(month))

    assert "Llamadas abandonadas" in words(panel_sections.figures(month))
    assert "Llamadas abandonadas" not in shown


@pytest.mark.parametrize("name", ["intents", "services", "languages", "sentiments", "stages"])
def test_bars_lead_to_the_calls_they_count(month: Scope, name: str) -> None:
    for bar in with_class(panel.PARTS[name](month), "bar"):
        count = int(words(with_class(bar, "bar-count")).split()[0])
        assert behind(bar.href) == count, bar.href


def test_values_that_have_no_bar_lead_to_their_calls(database: Database, reader: Member) -> None:
    """Each call once, also one that asked for two of them."""
    asked = [("brakes", "tyres")] * 3 + [(f"service_{place}",) for place in range(8)] + [("aaa", "bbb")]
    for number, services in enumerate(asked):
        call = make_call(database, number)
        results = {"services": [{"value": service} for service in services]}
        with database.transaction() as session:
            save_programmatic(session, conversation_id=call, version="test", results=results)

    shown = panel.PARTS["services"](looked_at(**{"from": "2026-11-01", "to": "2026-11-30"}))

    [rest] = with_class(shown, "bar-rest")
    assert "más, de 4 tipos" in words(rest)
    [link] = links(rest)
    assert int(words(rest).split()[0]) == behind(link) < 5


def test_cells_of_the_week_lead_to_the_calls_they_count(month: Scope) -> None:
    for name in panel_sections.HEATS:
        cells = [part for part in parts(panel_sections.heat(month, name)) if type(part).__name__ == "A"]
        assert cells
        assert [cell.tabIndex for cell in cells].count("0") == 1  # one stop of the keyboard
        for cell in cells[:5]:
            assert behind(cell.href) == int(words(cell)), cell.href


def test_each_part_of_a_column_leads_to_the_calls_it_counts(month: Scope) -> None:
    columns = with_class(panel_sections.volume(month), "chart-column")
    drawn = [part for column in columns[-9:] for part in with_class(column, "chart-part")]

    assert len({part.className for part in drawn}) > 3
    for part in drawn:
        assert behind(part.href) == int(getattr(part, "data-said").split()[-1]), part.href


@pytest.mark.parametrize(
    ("section", "names"), [("gaps", ["heard_gap_p50"]), ("costs", ["cost_per_call", "cost_per_booking"])]
)
def test_columns_of_days_lead_to_the_calls_they_stand_on(
    month: Scope, section: str, names: list[str]
) -> None:
    charts = with_class(panel.PARTS[section](month), "chart")
    metrics = [BY_NAME[name] for name in names]
    with reading() as session:
        found = measure_by(session, metrics, month.selection, by=("day",), now=month.viewer.now)

    for chart, name in zip(charts, names, strict=True):
        drawn = [part for part in with_class(chart, "chart-column") if hasattr(part, "href")]
        days = {str(day) for (day,), figures in found.items() if figures[name].value is not None}
        assert {parse_qs(urlsplit(part.href).query)["from"][0] for part in drawn} == days
        for part in drawn[-5:]:
            assert behind(part.href) == int(getattr(part, "data-said").split()[-1]), part.href


def test_waiting_times_are_lines_and_costs_have_a_chart_each(month: Scope) -> None:
    [gaps], costs = (with_class(panel.PARTS[name](month), "chart") for name in ("gaps", "costs"))

    [drawn] = [part for part in parts(gaps) if isinstance(part, Drawing)]
    assert [look for look, _path in drawn.paths] == [
        "chart-band",
        "chart-line is-served",
        "chart-line is-booked",
    ]
    assert [getattr(chart, "aria-label") for chart in costs] == [
        "Lo que cuesta, por llamada",
        "Lo que cuesta, por cita",
    ]
    assert costs[0].style["--gutter"] == costs[1].style["--gutter"]


def test_the_funnel_starts_with_all_who_wanted_an_appointment(month: Scope) -> None:
    bars = with_class(funnel(month), "bar")
    counts = [int(words(with_class(bar, "bar-count")).split()[0]) for bar in bars]

    assert [behind(bar.href) for bar in bars] == counts
    assert counts == sorted(counts, reverse=True)
    assert len(counts) > 4  # the demo proves every step of the template


def test_reasons_why_no_appointment_came_lead_to_their_calls(month: Scope) -> None:
    lost = [link for link in parts(with_class(funnel(month), "drops")) if type(link).__name__ == "Link"]

    assert len(lost) > 3
    for link in lost:
        assert behind(link.href) == int(words(link).split()[0]), link.href


def test_services_that_were_asked_for_with_the_chosen_one_are_not_told_as_all_of_theirs(month: Scope) -> None:
    bars = with_class(panel.PARTS["services"](looked_at(service="brakes,oil_change")), "bar")

    assert len(bars) == 2
    for bar in bars:
        assert behind(bar.href) == int(words(with_class(bar, "bar-count")).split()[0]), bar.href


def test_the_month_stands_in_a_table_as_in_its_tiles(month: Scope) -> None:
    section = panel.PARTS["month"](month)
    values = [words(value) for value in with_class(section, "tile-value")]
    rows = [[words(cell) for cell in row.children] for row in parts(section) if type(row).__name__ == "Tr"]

    assert [row[0] for row in rows[1:]] == ["Llamadas", "Citas", "Costes"]
    assert [row[2] for row in rows[1:]] == values
    calls, bookings, costs = with_class(section, "tile")
    assert [behind(tile.href) for tile in (calls, bookings)] == [int(row[1]) for row in rows[1:3]]
    first = month.viewer.today.replace(day=1)
    assert costs.href == f"/costs?from={first}&to={month.viewer.today}"


def test_filters_narrow_every_section(database: Database, reader: Member, finished_call: UUID) -> None:
    finish_call(database, place_call(database, 9), outcome="abandoned")

    all_calls, only = (panel_sections.volume(looked_at(**query)) for query in ({}, {"outcome": "abandoned"}))

    assert "Cita reservada" in words(all_calls)
    assert "Cita reservada" not in words(with_class(only, "legend"))


def test_a_period_that_makes_no_sense_is_the_usual_one(reader: Member) -> None:
    assert looked_at(**{"from": "yesterday"}).filters == looked_at().filters


@pytest.mark.parametrize(("name", "days"), [("from", 7), ("to", 28)])
def test_a_period_with_one_end_is_drawn_as_it_is_counted(month: Scope, name: str, days: int) -> None:
    today = month.viewer.today
    one = looked_at(**{name: str(today - timedelta(days=6) if name == "from" else today)})

    assert len(with_class(panel_sections.volume(one), "chart-column")) == days
    [tile, *_rest] = with_class(panel_sections.figures(one), "tile")
    drawn = with_class(panel_sections.volume(one), "chart-part")
    assert int(words(with_class(tile, "tile-value"))) == sum(
        int(getattr(part, "data-said").split()[-1]) for part in drawn
    )


def test_a_first_day_to_come_is_a_period_too(reader: Member) -> None:
    assert looked_at(**{"from": "2199-01-01"}).filters["to"] == "2199-01-01"


def test_every_chart_has_its_table_and_every_table_its_file(month: Scope) -> None:
    for name in panel.PARTS.keys() - {"month"}:
        shown = panel.PARTS[name](month)
        tables = [part for part in parts(shown) if type(part).__name__ == "Table"]
        files = [props for part in parts(shown) if "data-saves" in (props := props_of(part))]

        assert tables, name
        assert len(files) == len(tables), name


def props_of(part: object) -> dict[str, object]:
    return part.to_plotly_json()["props"] if hasattr(part, "to_plotly_json") else {}


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "Aún no ha pasado ni un día desde entonces."),
        (1, "Solo ha pasado un día desde entonces."),
        (10, "Solo han pasado 10 días desde entonces."),
    ],
)
def test_little_time_since_a_version_is_told(month: Scope, days: int, said: str) -> None:
    assert time_since(days) == said


def test_versions_of_the_agent_are_marked_and_compared(database: Database, month: Scope) -> None:
    began = month.viewer.now - timedelta(days=10)
    with database.transaction() as session:
        for name, at in (("version-a", began - timedelta(days=10)), ("version-b", began)):
            owner = month.viewer.organization_id
            session.execute(
                insert(AgentVersion).values(organization_id=owner, version=name, first_call_at=at)
            )
        session.execute(delete(AgentVersion).where(AgentVersion.version.not_like("version-_")))

    first, second = with_class(panel.PARTS["versions"](month), "version")
    drawn = panel_sections.volume(month)
    marks, columns = with_class(drawn, "chart-mark"), with_class(drawn, "chart-column")

    for cell in with_class(with_class([first, second], "version-table"), "amount"):
        counted = re.search(r"\((\d+)\)", words(cell))
        if counted:
            assert ("is-few" in cell.className) == (int(counted[1]) < 10)
            assert [behind(link) for link in links(cell)] == [int(counted[1])] * bool(int(counted[1]))
    assert "version-a" in words(first)
    assert "version-b también empezó en esos días" in words(first)
    assert "Solo han pasado 10 días" in words(second)
    assert [words(mark) for mark in marks] == ["1", "2"]
    first_at, second_at = (float(mark.style["left"].rstrip("%")) for mark in marks)
    assert (second_at - first_at) * len(columns) / 100 == pytest.approx(10, abs=0.01)


def test_the_panel_opens_with_its_reader_s_view(database: Database, reader: Member) -> None:
    owner = {"organization_id": reader.organization_id}
    with database.transaction() as session:
        view = save_view(
            session, owner_id=reader.id, page="panel", name="El mes", is_shared=True,
            filters={"period": "month", "language": "ca"}, **owner,
        )  # fmt: skip
        prefer_view(session, user_id=reader.id, page="panel", view_id=view, **owner)
    today = current_viewer().today

    filters = with_id(panel.layout(), panel.FILTERS).data

    assert filters == {"from": today.replace(day=1).isoformat(), "to": today.isoformat(), "language": "ca"}
    assert "language" not in with_id(panel.layout(view="none"), panel.FILTERS).data


@pytest.mark.parametrize(
    ("called", "query", "options"),
    [
        pytest.param(["+34971550100"], {}, 0, id="one number: nothing to choose"),
        pytest.param(["+34971550100", "+34971550200"], {}, 3, id="two numbers, or all"),
        pytest.param(["+34971550100"], {"called": "34971550100"}, 2, id="one, and the address asks for it"),
    ],
)
def test_calls_are_chosen_by_the_number_that_was_called(
    database: Database, reader: Member, called: list[str], query: dict[str, str], options: int
) -> None:
    for number, ours in enumerate(called, start=1):
        make_call(database, number, called_number=ours)
    boxes = [
        one
        for one in parts(panel.layout(**query))
        if getattr(one, "id", None) == {"type": "panel-filter", "name": "called"}
    ]

    assert [len(one.options) for one in boxes] == ([options] if options else [])
    assert not query or boxes[0].value == "+34971550100"
