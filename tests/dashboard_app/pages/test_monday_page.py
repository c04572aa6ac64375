"""The weekly sheet as a page, as a file, and on the terminal."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard_app.pages import monday, panel, places
from db.actions.founding import create_organization
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.reading import links, words
from wsgi import create_app


def test_an_empty_week_says_so(reader: Member) -> None:
    page = monday.layout(week="2026-W40")

    assert "Una semana sin llamadas" in words(page)
    assert "/monday?week=2026-W39" in links(page)
    assert "/monday?week=2026-W41" in links(page)
    assert "/api/reports/weekly.pdf?week=2026-W40" in links(page)


@pytest.mark.parametrize("week", ["2026-10-19", "2099-W01", "last"])
def test_a_week_that_is_none_is_named_beside_the_last_one(reader: Member, week: str) -> None:
    page = monday.layout(week=week)

    assert f"«week={week}» en la dirección no se entiende" in words(page)
    assert "la semana en una página" in words(page)


def test_the_panel_and_the_menu_lead_to_it(reader: Member) -> None:
    assert "/monday" in links(panel.layout())
    assert "/monday" in [place.path for place in places("staff")]


def test_the_page_as_a_file(visitor: FlaskClient) -> None:
    answer = visitor.get("/api/reports/weekly.pdf?week=2026-W40")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "2026-W40.pdf" in answer.headers["Content-Disposition"]
    assert visitor.get("/api/reports/weekly.pdf?week=last").status_code == 422


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["monday", "autobox", "--week", "2026-W40"], 0, "Esta semana no hubo ninguna llamada"),
        (["monday", "autobox", "--week", "2099-W01"], 1, "must be a week that is over"),
        (["monday", "nobody"], 1, "there is no organization nobody"),
        (["monday", "--to", "a@b.example"], 1, "SMTP_HOST is not set"),
        (["recipients"], 0, "nobody gets it"),
        (["recipients", "autobox", "toni"], 1, "not e-mail addresses"),
        (["recipients", "autobox", "toni@taller.example"], 0, "toni@taller.example"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_on_the_terminal(
    database: Database, environment: dict[str, str], arguments: list[str], code: int, said: str
) -> None:
    with database.transaction() as session:
        create_organization(
            session,
            slug="autobox",
            name="AutoBox",
            sector="workshop",
            timezone="Europe/Madrid",
            language="es",
        )

    result = create_app(env=environment).test_cli_runner().invoke(args=["reports", *arguments])

    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_a_file_of_ones_own(database: Database, environment: dict[str, str], tmp_path: Path) -> None:
    with database.transaction() as session:
        create_organization(
            session,
            slug="autobox",
            name="AutoBox",
            sector="workshop",
            timezone="Europe/Madrid",
            language="es",
        )
    file = tmp_path / "sheet.pdf"

    create_app(env=environment).test_cli_runner().invoke(args=["reports", "monday", "--pdf", str(file)])

    assert file.read_bytes().startswith(b"%PDF-")
