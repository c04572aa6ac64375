"""Files of all conversations: the same rows in each form, and the same memory for many as for few."""

import csv
import io
import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse

from dashboard_app.access import lasting
from dashboard_app.api import export
from db.actions.deletions import delete_calls
from db.actions.organizations import ensure_first_organization
from db.actions.sessions import end_session
from db.actions.users import issue_token
from db.database import Database
from db.queries import exports
from tests.dashboard_app.calls import add_cost, make_call
from tests.dashboard_app.conftest import Person

FEW, MANY = 11_000, 22_000  # more than two blocks
MORE_MB = 6  # what the libraries hold back; 11,000 more rows at once would be some 20

FILL = text(
    """
    INSERT INTO conversations (organization_id, twilio_call_sid, direction, phone_number, status, end_reason, started_at, ended_at)
    SELECT :owner, 'CA' || lpad(to_hex(n), 32, '0'), 'inbound', '+34600' || lpad(n::text, 6, '0'), 'completed', 'caller_hangup',
        timestamptz '2026-01-01' + n * interval '1 minute', timestamptz '2026-01-01' + n * interval '1 minute'
    FROM generate_series(1, :n) n
    """
)
FACTS = text(
    """
    INSERT INTO call_facts (conversation_id, organization_id, started_at, day, hour, direction, status, has_number, is_test,
        is_simulated, is_staff, is_answered, is_quick, is_early, is_forwarded, is_read, services, is_repeat, called_again,
        unknown_costs, updated_at)
    SELECT id, organization_id, started_at, started_at::date, 1, direction, status, true, false, false, false, false, false, false,
        false, false, '{}', false, false, 0, now()
    FROM conversations
    """
)


def test_each_form_has_the_same_rows(database: Database, alicia: Person) -> None:
    first = make_call(database, 1, intent="complaint", outcome="unresolved")
    make_call(database, 2, phone_number="=cmd|' /C calc'!A0")
    add_cost(database, first, "0.12")

    lines = alicia.client.get("/api/conversations?format=csv").text.splitlines()
    table = pq.read_table(io.BytesIO(alicia.client.get("/api/conversations?format=parquet").data))
    book = ZipFile(io.BytesIO(alicia.client.get("/api/conversations?format=xlsx").data))
    sheet = book.read("xl/worksheets/sheet1.xml").decode()

    rows = table.to_pylist()
    assert (len(lines), table.num_rows, sheet.count("<row ")) == (3, 2, 3)
    assert [row["intent"] for row in rows] == [None, "complaint"]
    assert str(rows[1]["cost_eur"]) == "0.120000"
    assert rows[1]["started_at"].isoformat() == "2026-11-22T10:01:00+01:00"
    assert "<f>" not in sheet
    assert lines[1].count("'=cmd") == 1
    columns = re.findall(r'<col min="(\d+)" max="\d+" width="([\d.]+)"', sheet)
    assert all(float(width) >= len("2026-11-22 10:01:00") for place, width in columns if 2 <= int(place) <= 5)
    assert '<autoFilter ref="A1:AH3"/>' in sheet


def test_what_people_added_and_who_called_is_in_each_form(database: Database, alicia: Person) -> None:
    """What the list of calls has columns for. The words of a tag do not become a formula either."""
    call = make_call(database, 1, intent="complaint", outcome="unresolved")
    for tag in ("vip", "=1+1"):
        assert alicia.client.post(f"/api/conversation/{call}/tags", json={"tag": tag}).status_code == 200
    checked = {"action": "check", "ids": [str(call)]}
    assert alicia.client.post("/api/conversations/actions", json=checked).status_code == 200
    make_call(database, 2)

    rows = list(csv.DictReader(alicia.client.get("/api/conversations?format=csv").text.splitlines()))
    table = pq.read_table(io.BytesIO(alicia.client.get("/api/conversations?format=parquet").data)).to_pylist()
    book = ZipFile(io.BytesIO(alicia.client.get("/api/conversations?format=xlsx").data))

    assert {"caller_name", "agent", "tags", "checked_by", "checked_at"} <= rows[0].keys()
    assert [(row["tags"], row["checked_by"]) for row in rows] == [("", ""), ("'=1+1, vip", alicia.email)]
    assert [row["tags"] for row in table] == [None, ["=1+1", "vip"]]
    assert table[1]["checked_at"].utcoffset() is not None
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()
    assert "=1+1, vip" in book.read("xl/worksheets/sheet1.xml").decode()


def test_all_times_of_a_file_are_read_in_one_form(database: Database, alicia: Person) -> None:
    """pandas takes the form of the first one: those of whole seconds had no fraction, and the others were refused."""
    make_call(database, 1)
    later = make_call(database, 2)
    with database.transaction() as session:
        moved = "UPDATE conversations SET started_at = started_at + interval '1 microsecond' WHERE id = :id"
        session.execute(text(moved), {"id": later})

    file = io.BytesIO(alicia.client.get("/api/conversations?format=csv").data)
    started = pd.to_datetime(pd.read_csv(file)["started_at"])

    assert str(started[0] - started[1]) == "0 days 00:01:00.000001"


def test_nothing_to_export_is_a_file_with_a_head(database: Database, alicia: Person) -> None:
    book = ZipFile(io.BytesIO(alicia.client.get("/api/conversations?format=xlsx").data))

    assert book.read("xl/worksheets/sheet1.xml").decode().count("<row ") == 1
    table = pq.read_table(io.BytesIO(alicia.client.get("/api/conversations?format=parquet").data))
    assert (table.num_rows, table.column_names) == (0, list(exports.COLUMNS))
    assert pd.read_csv(io.StringIO(alicia.client.get("/api/conversations?format=csv").text)).shape == (
        0,
        len(exports.COLUMNS),
    )


PROGRAM = '''
import json, sys
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo
from db.database import Database
from db.queries.selection import Selection
from db.settings import DbSettings
from dashboard_app.api import export, export_files

def highest_mb():
    """Of this program: `ru_maxrss` begins with what the process that started it has."""
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM"))

def size_of(kind, selection):
    make = export.csv_lines if kind == "csv" else lambda *given: export.file_chunks(*given, kind)
    return sum(len(part) for part in make(database, selection, ZoneInfo("Europe/Madrid")))

database = Database(DbSettings.from_environment({"DATABASE_URL": sys.argv[1], "REDIS_URL": "redis://unused"}))
found = []
for minutes in map(int, sys.argv[3:]):
    until = datetime.fromisoformat("2026-01-01T00:00:00+00:00") + timedelta(minutes=minutes + 1)
    selection = Selection(organization_id=sys.argv[2], until=until)
    sizes = {kind: size_of(kind, selection) for kind in ("csv", "xlsx", "parquet")}
    found.append([sizes, highest_mb()])
print(json.dumps(found))
'''


def test_who_fetches_files_slowly_takes_no_connection_from_pages(database: Database, alicia: Person) -> None:
    make_call(database, 1)

    def begin() -> TestResponse:
        answer = alicia.client.get("/api/conversations?format=csv")
        lines = iter(answer.response)
        next(lines), next(lines)  # the first call has been read, the rest waits for the reader
        return answer

    begun = [begin() for _ in range(database.settings.pool_size)]
    refused = alicia.client.get("/api/conversations?format=csv")
    page = alicia.client.get("/api/conversations")
    for answer in reversed(begun):
        answer.close()

    assert (refused.status_code, refused.json["error"]["code"]) == (503, "too_many_files")
    assert page.status_code == 200
    assert alicia.client.get("/api/conversations?format=csv").status_code == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("comes_with", ["a token", "a session"])
def test_a_file_breaks_off_for_whom_it_is_for_no_longer(
    database: Database, alicia: Person, monkeypatch: pytest.MonkeyPatch, kind: str, comes_with: str
) -> None:
    """A slow reader would read on for hours."""
    monkeypatch.setattr(lasting, "CHECK_SECONDS", 0.0)
    monkeypatch.setattr(export, "CHUNK", 100)
    make_call(database, 1)
    headers = alicia.bearer if comes_with == "a token" else {}
    with alicia.client.session_transaction() as session:
        session["session"] = "of this browser"
    answer = alicia.client.get(f"/api/conversations?format={kind}", headers=headers)
    parts = iter(answer.response)
    next(parts)

    with database.transaction() as writing:
        if comes_with == "a token":
            issue_token(writing, email=alicia.email)
        else:
            end_session(writing, "of this browser", lives=timedelta(days=14))

    with pytest.raises(ConnectionResetError):
        list(parts)
    answer.close()
    assert alicia.client.get("/api/conversations?format=csv", headers=headers).status_code == 401


def test_a_file_is_of_one_moment(database: Database, alicia: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls that ring, end or are erased while it is read change nothing of it."""
    monkeypatch.setattr(exports, "STREAM_ROWS", 1)
    calls = [make_call(database, number, is_over=number != 3) for number in range(1, 5)]
    lines = iter(alicia.client.get("/api/conversations?format=csv").response)
    read = [next(lines), next(lines)]

    make_call(database, 9)
    make_call(database, 3)
    with database.transaction() as session:
        delete_calls(session, calls[:2])
    rows = list(csv.DictReader(line.decode() for line in [*read, *lines]))

    assert [row["id"] for row in rows] == [str(call) for call in reversed(calls)]
    assert [bool(row["ended_at"]) for row in rows] == [True, False, True, True]


def exported(database: Database, owner: str, *rows: int) -> list[tuple[dict[str, int], int]]:
    """The sizes of the files with so many rows, and after all three the megabytes at the highest point so far."""
    url = database.settings.database_url.render_as_string(hide_password=False)
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, url, owner, *map(str, rows)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent.parent,
    )
    found: list[tuple[dict[str, int], int]] = json.loads(ran.stdout)
    return found


def test_many_rows_take_no_more_memory_than_few(database: Database) -> None:
    with database.transaction() as session:
        owner = str(ensure_first_organization(session))
        session.execute(FILL, {"owner": owner, "n": MANY})
        session.execute(FACTS)
    (few, few_mb), (many, many_mb) = exported(database, owner, FEW, MANY)

    assert all(many[kind] > 1.9 * few[kind] for kind in few), (few, many)
    assert many_mb - few_mb < MORE_MB, (few_mb, many_mb)
