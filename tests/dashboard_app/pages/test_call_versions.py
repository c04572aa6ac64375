"""On the page of a call: its AI analyses beside each other."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from dash import no_update
from flask import Flask

from dashboard_app.components.ai_comparison import comparison
from dashboard_app.components.ai_versions import AGAIN, LEFT, OFFER, RIGHT
from dashboard_app.pages import call_versions
from db.actions.analyses import complete_ai, fail_ai, queue_ai
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.reading import links, with_class, with_id, words
from workers.settings import WorkerSettings

CITED = [{"turn": 2, "quote": "Quería pedir cita"}]


def analysed(database: Database, call: UUID, verdict: str, model: str) -> str:
    results: dict[str, Any] = {
        "criteria": [
            {"criterion": "courtesy", "verdict": verdict, "rationale": "Saluda.", "citations": CITED}
        ],
        "coaching": [{"text": "Diga el precio antes.", "citations": CITED}] if model == "m1" else [],
        "intent": {"value": "book_appointment", "rationale": "", "citations": CITED},
        "latency_ms": 1400,
        "proven": 3,
        "dropped": {"count": 1},
    }
    with database.transaction() as session:
        found = queue_ai(session, conversation_id=call, version="p1", model=model)
        complete_ai(session, analysis_id=found, results=results)
    return str(found)


@pytest.fixture
def offering(site: Flask, environment: dict[str, str]) -> None:
    site.extensions["worker_settings"] = WorkerSettings.from_environment(environment)


def test_without_an_analysis_nothing_is_offered(reader: Member, finished_call: UUID, offering: None) -> None:
    assert with_class(call_versions.versions_place(str(finished_call)), "versions") == []


def test_one_analysis_leads_to_another(
    database: Database, reader: Member, finished_call: UUID, offering: None
) -> None:
    analysed(database, finished_call, "success", "m1")

    part = call_versions.versions_place(str(finished_call))

    assert "Analice la llamada otra vez" in words(part)
    assert with_id(part, OFFER).options[0]["value"] == "call_analysis|gpt-5.4-mini"
    assert "≤ 0," in with_id(part, OFFER).options[0]["label"]
    assert "quedan 5,00 €" in words(part)


def test_analysts_compare_and_start_nothing(
    database: Database, analyst: Member, finished_call: UUID, offering: None
) -> None:
    analysed(database, finished_call, "success", "m1")

    assert with_id(call_versions.versions_place(str(finished_call)), AGAIN) is None


def test_two_stand_beside_each_other(
    database: Database, reader: Member, finished_call: UUID, offering: None
) -> None:
    first = analysed(database, finished_call, "success", "m1")
    second = analysed(database, finished_call, "failure", "m2")

    part = call_versions.versions_place(str(finished_call))
    turned = call_versions.show_comparison(second, first, str(finished_call))

    assert (with_id(part, LEFT).value, with_id(part, RIGHT).value) == (first, second)
    assert "1 distintos, 1 solo a la izquierda, 0 solo a la derecha, 1 iguales" in words(part)
    assert "Diga el precio antes." in words(part)
    assert "#turn-2" in links(with_class(part, "compared-item"))
    assert "0 solo a la izquierda, 1 solo a la derecha" in words(turned)


def test_one_that_failed_between_two_others_says_why_and_is_not_compared(
    database: Database, reader: Member, finished_call: UUID, offering: None
) -> None:
    first = analysed(database, finished_call, "success", "m1")
    with database.transaction() as session:
        failed = queue_ai(session, conversation_id=finished_call, version="p2", model="m2")
        fail_ai(session, analysis_id=failed, code="too_long", message="As it was kept.")
    second = analysed(database, finished_call, "failure", "m3")

    part = call_versions.versions_place(str(finished_call))

    assert "Esta llamada es más larga de lo que el modelo puede leer." in words(part)
    assert (with_id(part, LEFT).value, with_id(part, RIGHT).value) == (first, second)
    assert call_versions.show_comparison(str(failed), second, str(finished_call)) is no_update


def test_values_are_written_as_people_write_them(
    database: Database, reader: Member, finished_call: UUID
) -> None:
    heard = [{"kind": "mileage_km", "value": "120000 km"}, {"kind": "plate", "value": "4817 jvs"}]
    analysed(database, finished_call, "success", "m1")
    [version] = call_versions.load(finished_call)
    side = replace(version, results={"entities": heard, "proven": 1234})

    shown = words(comparison(side, side))

    assert "120.000" in shown
    assert "4817JVS" in shown
    assert "1.234" in shown


def test_what_somebody_reads_stays_until_there_is_news(
    database: Database, reader: Member, finished_call: UUID, offering: None
) -> None:
    analysed(database, finished_call, "success", "m1")
    _, shown = call_versions.versions_of(finished_call)

    assert call_versions.show_versions(1, str(finished_call), shown) == (no_update, no_update)
    analysed(database, finished_call, "success", "m2")
    part, news = call_versions.show_versions(1, str(finished_call), shown)
    assert with_id(part, LEFT) is not None
    assert news != shown


def test_calls_of_others_have_none(reader: Member, database: Database, offering: None) -> None:
    assert call_versions.load(uuid4()) == []
    assert call_versions.show_comparison("x", "y", str(uuid4())) is no_update
