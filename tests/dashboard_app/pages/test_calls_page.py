"""The list of calls: what the grid and the telephone's list get for filters."""

from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID, uuid4

import pytest
from dash import html, no_update

from dashboard_app import formats
from dashboard_app.call_columns import AT_FIRST
from dashboard_app.call_filters import read_filters
from dashboard_app.components.call_grid import BLOCK
from dashboard_app.components.first_rows import width_of
from dashboard_app.pages import calls
from dashboard_app.prefetch import ID as PREFETCH
from dashboard_app.viewer import current_viewer
from db.actions.many_calls import check_calls, tag_calls
from db.actions.saved_views import prefer_columns, prefer_view, prefer_widths, save_view
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.reading import links, parts, with_id, words

FIRST_BLOCK = {"startRow": 0, "endRow": BLOCK, "sortModel": [{"colId": "started_at", "sort": "desc"}]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param({"status": "completed"}, {"status": "completed"}, id="known value"),
        pytest.param({"status": "lost"}, {}, id="unknown value"),
        pytest.param({"intent": "any"}, {}, id="any"),
        pytest.param({"from": "2026-11-31"}, {}, id="no such day"),
        pytest.param({"from": "2026-11-30"}, {"from": "2026-11-30"}, id="day"),
        pytest.param({"q": "  612 48 "}, {"q": "612 48"}, id="search"),
        pytest.param({"q": "6"}, {}, id="one character"),
        pytest.param({"q": "x" * 500}, {"q": "x" * 80}, id="long search"),
        pytest.param({"q": ["a", "b"], "other": "1"}, {}, id="twice, and unknown"),
        pytest.param({"tests": "only"}, {"tests": "only"}, id="tests"),
    ],
)
def test_filters_keep_what_makes_sense(given: dict[str, Any], kept: dict[str, str]) -> None:
    assert read_filters(given) == kept


def test_grid_gets_rows_and_the_end(reader: Member, finished_call: UUID) -> None:
    answer, has_rows = calls.fetch_block(FIRST_BLOCK, {})

    assert [row["id"] for row in answer["rowData"]] == [str(finished_call)]
    assert answer["rowCount"] == 1
    assert answer["rowData"][0]["caller"] == "Joan Riera · 612 48 09 17"
    assert has_rows


def test_page_comes_with_the_rows_that_the_grid_will_ask_for(reader: Member, finished_call: UUID) -> None:
    page = calls.layout(intent="book_appointment")
    (known,) = with_id(page, PREFETCH).data
    rows = known["answer"]["response"][calls.GRID]["getRowsResponse"]

    assert rows == calls.fetch_block(FIRST_BLOCK, {"intent": "book_appointment"})[0]
    assert known["request"]["state"][0]["value"] == {"intent": "book_appointment"}
    (link,) = [one for one in parts(page) if getattr(one, "className", "") == "grid-link"]
    assert (" ".join(words(link).split()), link.href) == (
        rows["rowData"][0]["caller"],
        f"/analysis/{finished_call}?intent=book_appointment",
    )


def test_page_without_calls_says_so_at_once(reader: Member, finished_call: UUID) -> None:
    assert not with_id(calls.layout(intent="complaint"), calls.NOTHING).hidden
    assert with_id(calls.layout(), calls.NOTHING).hidden


@pytest.mark.parametrize(
    ("name", "widths", "said"),
    [
        pytest.param("started_at", {}, "124px", id="fixed"),
        pytest.param("phone_number", {}, "minmax(230px, 3fr)", id="a share of the room"),
        pytest.param("phone_number", {"phone_number": 300}, "300px", id="chosen by somebody"),
    ],
)
def test_first_rows_are_as_wide_as_the_grid_draws_them(name: str, widths: dict[str, int], said: str) -> None:
    assert width_of(name, widths) == said


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        pytest.param({}, 1, id="none"),
        pytest.param({"q": "612 48 09"}, 1, id="part of the number"),
        pytest.param({"q": "riera"}, 1, id="name"),
        pytest.param({"q": "los frenos"}, 1, id="words"),
        pytest.param({"q": "nobody"}, 0, id="no match"),
        pytest.param({"intent": "book_appointment"}, 1, id="intent"),
        pytest.param({"intent": "complaint"}, 0, id="other intent"),
        pytest.param({"status": "failed"}, 0, id="status"),
        pytest.param({"tests": "only"}, 0, id="only tests"),
        pytest.param({"from": "2001-01-01", "to": "2001-01-02"}, 0, id="other days"),
        pytest.param({"from": "2001-01-01"}, 1, id="since"),
    ],
)
def test_grid_obeys_the_filters(
    reader: Member, finished_call: UUID, filters: dict[str, str], found: int
) -> None:
    answer, _has_rows = calls.fetch_block(FIRST_BLOCK, filters)

    assert len(answer["rowData"]) == found


def test_a_search_shows_the_words_that_it_found(reader: Member, finished_call: UUID) -> None:
    [row] = calls.fetch_block(FIRST_BLOCK, {"q": "cita"})[0]["rowData"]
    rows, _is_all = calls.fill_list({"q": "cita"}, 30, "phone", None)
    page = calls.layout(q="cita")

    assert ("cita", True) in row["found"]
    assert [words(mark) for mark in parts(rows) if type(mark) is html.Mark] == ["cita"]
    (first,) = [one for one in parts(page) if getattr(one, "className", "") == "grid-found"]
    assert words(first).split() == ["Quería", "pedir", "cita", "para", "los", "frenos."]


def test_a_number_is_found_without_words(reader: Member, finished_call: UUID) -> None:
    [row] = calls.fetch_block(FIRST_BLOCK, {"q": "612480917"})[0]["rowData"]

    assert row["found"] == ()


def test_test_calls_are_hidden_until_asked_for(database: Database, reader: Member) -> None:
    finish_call(database, place_call(database, 3, is_test=True))

    assert calls.fetch_block(FIRST_BLOCK, {})[0]["rowData"] == []
    assert len(calls.fetch_block(FIRST_BLOCK, {"tests": "all"})[0]["rowData"]) == 1


def test_block_reads_ahead_instead_of_counting(database: Database, reader: Member) -> None:
    for number in range(3):
        place_call(database, number, minutes_ago=number)

    answer, _has_rows = calls.fetch_block({"startRow": 0, "endRow": 2}, {})

    assert len(answer["rowData"]) == 2
    assert "rowCount" not in answer


@pytest.mark.parametrize(
    "column", ["started_at", "duration_seconds", "phone_number", "id; drop table turns", "facts"]
)
def test_any_sort_column_is_safe(reader: Member, finished_call: UUID, column: str) -> None:
    request = {"startRow": 0, "endRow": BLOCK, "sortModel": [{"colId": column, "sort": "asc"}]}

    assert len(calls.fetch_block(request, {})[0]["rowData"]) == 1


def test_a_browser_gets_no_more_than_a_block() -> None:
    block = calls.asked_block({"startRow": -5, "endRow": 10**9})

    assert (block.start, block.end) == (0, BLOCK)


def test_no_request_no_answer(reader: Member) -> None:
    assert calls.fetch_block(None, {}) == (no_update, no_update)


def test_telephone_gets_a_list(reader: Member, finished_call: UUID) -> None:
    rows, is_all = calls.fill_list({}, 30, "phone", None)

    assert links(rows) == [f"/analysis/{finished_call}"]
    assert is_all


def test_list_says_where_nothing_matches(reader: Member) -> None:
    rows, is_all = calls.fill_list({"q": "nobody"}, 30, "phone", None)

    assert "Ninguna llamada coincide" in words(rows)
    assert is_all


def test_list_without_filters_says_that_there_is_no_call_yet(reader: Member) -> None:
    rows, is_all = calls.fill_list({}, 30, "phone", None)

    assert "Todavía no hay llamadas" in words(rows)
    assert "/test-calls" in links(rows)
    assert is_all


def test_desk_needs_no_list(reader: Member) -> None:
    assert calls.fill_list({}, 30, "desk", None) == (no_update, no_update)


def test_filters_of_the_address_stand_in_the_controls(reader: Member) -> None:
    page = calls.layout(q="riera", intent="complaint", status="nonsense")

    values = {
        name: with_id(page, {"type": "calls-filter", "name": name}).value
        for name in ("q", "intent", "status")
    }
    assert values == {"q": "riera", "intent": "complaint", "status": "any"}


def test_the_export_has_the_calls_of_the_list(reader: Member) -> None:
    page = calls.layout(q="riera", intent="complaint", tests="only")

    [address] = [link for link in links(page) if "format=csv" in link]
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert query == {"q": "riera", "intent": "complaint", "is_test": "true", "format": "csv"}
    assert "is_test=false" in str(links(calls.link_exports({})))


def test_columns_are_those_that_the_reader_chose(database: Database, reader: Member) -> None:
    def visible() -> list[str]:
        grid = with_id(calls.layout(), calls.GRID)
        return [column["colId"] for column in grid.columnDefs if not column["hide"]]

    assert visible() == list(AT_FIRST)
    with database.transaction() as session:
        prefer_columns(session, user_id=reader.id, page="calls", columns=["tags", "no such column"])
    assert visible() == ["started_at", "phone_number", "tags"]
    with database.transaction() as session:
        prefer_columns(
            session, user_id=reader.id, page="calls", columns=["tags", "phone_number", "started_at"]
        )
    assert visible() == ["tags", "phone_number", "started_at"]


def test_widths_are_those_that_the_reader_chose(database: Database, reader: Member) -> None:
    with database.transaction() as session:
        prefer_widths(
            session, user_id=reader.id, page="calls", widths={"intent": 300, "agent": 9, "gone": 90}
        )
    by_name = {column["colId"]: column for column in with_id(calls.layout(), calls.GRID).columnDefs}

    assert (by_name["intent"]["width"], by_name["intent"]["flex"]) == (300, None)
    assert "width" not in by_name["agent"]


def test_a_view_opens_with_its_columns(database: Database, reader: Member) -> None:
    columns = ["cost_eur", "started_at", "phone_number"]
    with database.transaction() as session:
        prefer_columns(session, user_id=reader.id, page="calls", columns=["tags"])
        view = save_view(
            session, organization_id=reader.organization_id, owner_id=reader.id, page="calls", name="Costes",
            filters={}, is_shared=False, columns=columns, widths={"cost_eur": 200},
        )  # fmt: skip

    page = calls.layout(view=str(view))

    shown = [column for column in with_id(page, calls.GRID).columnDefs if not column["hide"]]
    assert [column["colId"] for column in shown] == columns
    assert shown[0]["width"] == 200
    assert f"/calls?view={view}" in links(page)
    assert "Son las columnas de «Costes»" in words(page)
    assert with_id(calls.layout(), calls.GRID).columnDefs[2]["colId"] == "tags"


def test_rows_say_what_people_added(database: Database, reader: Member, finished_call: UUID) -> None:
    ids = [finished_call]
    with database.transaction() as session:
        for tag in ("vip", "factura"):
            tag_calls(session, organization_id=reader.organization_id, ids=ids, user_id=reader.id, tag=tag)
        check_calls(session, organization_id=reader.organization_id, ids=ids, user_id=reader.id)

    [row] = calls.fetch_block(FIRST_BLOCK, {"tag": "vip", "is_checked": "true"})[0]["rowData"]

    assert row["tags"] == "factura, vip"
    assert row["reviewed"] == f"{formats.colleague(reader.email)} hoy"
    assert row["services"] == "Frenos"
    assert calls.fetch_block(FIRST_BLOCK, {"is_checked": "false"})[0]["rowData"] == []


def test_who_only_looks_is_offered_no_change(analyst: Member) -> None:
    offered = {part["data-many"] for part in with_data(calls.layout(), "data-many")}

    assert offered == {"all", "filter", "none"}


def with_data(page: Any, name: str) -> list[dict[str, str]]:
    shown = (part.to_plotly_json()["props"] for part in parts(page) if hasattr(part, "to_plotly_json"))
    return [props for props in shown if name in props]


def test_a_bare_address_opens_with_the_first_view(database: Database, reader: Member) -> None:
    owner = {"organization_id": reader.organization_id}
    with database.transaction() as session:
        view = save_view(
            session, owner_id=reader.id, page="calls", name="Quejas de hoy", is_shared=False,
            filters={"intent": "complaint", "period": "today"}, **owner,
        )  # fmt: skip
        prefer_view(session, user_id=reader.id, page="calls", view_id=view, **owner)
    today = current_viewer().today.isoformat()

    page = calls.layout()

    assert with_id(page, calls.FILTERS).data == {"intent": "complaint", "from": today, "to": today}
    opened = [parse_qs(urlsplit(link).query) for link in links(page) if link.startswith("/calls?")]
    assert {"intent": ["complaint"], "from": [today], "to": [today]} in opened
    assert with_id(calls.layout(view="none"), calls.FILTERS).data == {}
    assert with_id(calls.layout(status="failed"), calls.FILTERS).data == {"status": "failed"}


def test_the_address_of_a_view_that_is_gone_says_so(reader: Member) -> None:
    gone = "se borró o no se comparte"

    assert gone in words(calls.layout(view=str(uuid4()), intent="complaint"))
    assert gone not in words(calls.layout(view="none"))
    assert gone not in words(calls.layout(intent="complaint"))
