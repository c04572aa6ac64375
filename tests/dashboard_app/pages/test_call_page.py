"""The page of one call."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import g
from flask.testing import FlaskClient
from flask_babel import force_locale

from dashboard_app.components.ai_panel import BUTTON
from dashboard_app.pages import call, calls
from db.actions.analyses import advance_ai, complete_ai, fail_ai, queue_ai
from db.actions.annotations import add_note, add_tag, rate_call
from db.actions.reviews import review
from db.actions.word_removal import remove_words
from db.database import Database
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import place_call
from tests.dashboard_app.reading import links, with_class, with_id, words


def test_page_shows_dialogue_findings_and_caller(reader: Member, finished_call: UUID) -> None:
    page = call.layout(str(finished_call))

    said = words(page)
    assert "Quería pedir cita" in said
    assert "Joan Riera · 612 48 09 17" in " ".join(said.split())
    assert "Cita reservada" in said
    assert "Pausas largas: 1, la mayor de 4,1 s" in said


def test_findings_are_marked_in_the_turns_that_prove_them(reader: Member, finished_call: UUID) -> None:
    page = call.layout(str(finished_call))

    assert [mark.children for mark in with_class(page, "evidence")] == ["Quería pedir cita"]
    assert "#turn-2" in links(with_class(page, "findings"))


def test_running_call_waits_for_words_and_offers_no_analysis(reader: Member, running_call: UUID) -> None:
    page = call.layout(str(running_call))

    assert with_class(page, "waiting-turn")
    assert with_class(page, "running-time")
    assert with_id(page, BUTTON) is None


@pytest.mark.parametrize("wanted", ["123", "", str(uuid4())], ids=["no id", "nothing", "unknown"])
def test_unknown_call_leads_on(reader: Member, wanted: str) -> None:
    page = call.layout(wanted)

    assert "No conocemos esta llamada" in words(page)
    assert links(page) == ["/calls"]


def test_analyst_sees_but_does_not_start(analyst: Member, finished_call: UUID) -> None:
    assert with_id(call.layout(str(finished_call)), BUTTON) is None


def test_writer_may_start(reader: Member, finished_call: UUID) -> None:
    assert with_id(call.layout(str(finished_call)), BUTTON) is not None


def test_analysis_shows_its_step(database: Database, reader: Member, finished_call: UUID) -> None:
    with database.transaction() as session:
        analysis_id = queue_ai(session, conversation_id=finished_call, version="p1", model="m")
        advance_ai(session, analysis_id=analysis_id, progress=0.3, step="asked")

    ai = call.show_again(1, str(finished_call))[4]

    assert "El modelo está leyendo la llamada" in words(ai)


def test_failed_analysis_says_why_and_can_be_tried_again(
    database: Database, reader: Member, finished_call: UUID
) -> None:
    with database.transaction() as session:
        analysis_id = queue_ai(session, conversation_id=finished_call, version="p1", model="m")
        fail_ai(
            session, analysis_id=analysis_id, code="timeout", message="The model took too long to answer."
        )

    ai = call.show_again(1, str(finished_call))[4]

    assert "El modelo ha tardado demasiado en contestar." in words(ai)
    assert "Reintentar" in words(with_id(ai, BUTTON))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        pytest.param("es", "El modelo ha tardado demasiado en contestar.", id="Spanish"),
        pytest.param("ca", "El model ha trigat massa a contestar.", id="Catalan"),
        pytest.param("en", "The model took too long to answer.", id="English"),
        pytest.param("de", "Das Modell hat zu lange für seine Antwort gebraucht.", id="German"),
    ],
)
def test_why_an_analysis_failed_is_told_in_the_readers_language(
    database: Database, reader: Member, finished_call: UUID, language: str, said: str
) -> None:
    with database.transaction() as session:
        analysis_id = queue_ai(session, conversation_id=finished_call, version="p1", model="m")
        fail_ai(session, analysis_id=analysis_id, code="timeout", message="As it was kept.")

    with force_locale(language):
        assert said in words(call.show_again(1, str(finished_call))[4])


def test_result_cites_turns(database: Database, reader: Member, finished_call: UUID) -> None:
    sentence = {
        "text": "Pide cita.",
        "caller_text": "Pide cita.",
        "citations": [{"turn": 2, "quote": "Quería pedir cita"}],
    }
    with database.transaction() as session:
        analysis_id = queue_ai(session, conversation_id=finished_call, version="p1", model="gpt")
        complete_ai(session, analysis_id=analysis_id, results={"sentences": [sentence], "is_simulated": True})

    ai = call.show_again(1, str(finished_call))[4]

    assert "Pide cita." in words(ai)
    assert links(ai) == ["#turn-2"]
    assert "Respuesta simulada" in words(ai)


def test_marks_stand_where_they_were_put(database: Database, reader: Member, finished_call: UUID) -> None:
    criteria = [{"criterion": "courtesy", "verdict": "success", "rationale": "Saluda.", "citations": []}]
    with database.transaction() as session:
        analysis_id = queue_ai(session, conversation_id=finished_call, version="p1", model="m")
        complete_ai(session, analysis_id=analysis_id, results={"criteria": criteria})
        review(
            session,
            conversation_id=finished_call,
            analysis_id=analysis_id,
            reviewer_id=reader.id,
            subject="criterion:courtesy",
            item=0,
            judged="success",
        )

    ai = call.show_added(1, str(finished_call))[4]

    assert [mark.title for mark in with_class(ai, "is-on")] == ["Correcto"]


def test_what_people_added_is_shown(database: Database, reader: Member, finished_call: UUID) -> None:
    with database.transaction() as session:
        add_note(session, conversation_id=finished_call, author_id=reader.id, text="Llamarle el lunes.")
        add_tag(session, conversation_id=finished_call, user_id=reader.id, tag="Flota")
        rate_call(session, conversation_id=finished_call, user_id=reader.id, rating="up")

    notes, tags, thumbs, *_rest = call.show_added(1, str(finished_call))

    assert "Llamarle el lunes." in words(notes)
    assert "Editar" in words(notes)
    assert "flota" in words(tags)
    assert [thumb.title for thumb in with_class(thumbs, "is-on")] == ["Una buena llamada"]


def test_the_callers_other_calls_are_listed(database: Database, reader: Member, finished_call: UUID) -> None:
    before = place_call(database, 3, minutes_ago=60)

    page = call.layout(str(finished_call), intent="book_appointment")

    assert f"/analysis/{before}" in links(with_id(page, "call-history"))
    assert "/calls?intent=book_appointment" in links(page)


def test_only_administrators_are_offered_to_erase(analyst: Member, finished_call: UUID) -> None:
    assert with_class(call.layout(str(finished_call)), "erase-place") == []
    g.member = replace(analyst, role="admin")
    assert len(with_class(call.layout(str(finished_call)), "erase-place")) == 1


def test_words_whose_time_was_over_are_said_to_be_gone(
    reader: Member, database: Database, finished_call: UUID
) -> None:
    with database.transaction() as session:
        remove_words(session, [finished_call], days=90)

    said = " ".join(words(call.layout(str(finished_call))).split())

    assert "Ya no se guarda lo que se dijo" in said
    assert "pasado el plazo de 90 días. Las cifras de la llamada se quedan." in said
    assert "Número borrado" in said
    assert "Joan Riera" not in said
    assert "612 48 09 17" not in said
    assert "Cita reservada" in said  # as every figure still counts it
    assert "Frenos" in said
    page = call.layout(str(finished_call))
    assert with_id(page, BUTTON) is None
    assert with_class(page, "replay") == []
    assert "/calls?phone=erased" not in links(page)
    assert len(call.show_again(1, str(finished_call))) == len(call.PARTS) + 1
    assert len(call.show_added(1, str(finished_call))) == 5
    listed = " ".join(words(calls.layout()).split())
    assert "612 48 09 17" not in listed


def test_call_that_is_gone_changes_nothing(reader: Member) -> None:
    assert len(call.show_again(1, str(uuid4()))) == len(call.PARTS) + 1


def test_call_of_another_organization_is_unknown(
    database: Database, reader: Member, finished_call: UUID, site: object
) -> None:
    g.member = replace(reader, organization_id=uuid4())

    assert call.load(str(finished_call)) is None


def test_document_has_language_and_theme(visitor: FlaskClient) -> None:
    visitor.set_cookie("theme", "dark")

    document = visitor.get("/").text

    assert '<html lang="es" data-bs-theme="dark" ' in document
    assert "/assets/early/theme.js" in document
