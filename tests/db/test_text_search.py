"""What a search finds: words in four languages, without accents, and any part of a number or a plate."""

from datetime import UTC, datetime

import pytest

from db.actions.analyses import save_programmatic
from db.actions.calls import NewCall, conversation_id_of, end_call, open_call, set_language
from db.actions.organizations import ensure_first_organization
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.queries.calls import CallQuery
from db.queries.selection import Selection
from db.queries.snippets import snippets
from tests.db.counting import count_calls

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
SAID = {
    "es": "¿Cuánto cuesta la reparación de los frenos? Es que ayer llamé y no me lo dijeron. ¡Muchísimas gracias!",
    "ca": "Bon dia, voldria una revisió col·lectiva i canviar l'oli del cotxe, que fa sorolls.",
    "de": "Guten Tag, ich möchte die Bremsbeläge prüfen lassen, an der Hauptstraße.",
    "en": "Hello, my engine is making strange noises and I need an appointment.",
}


@pytest.fixture(scope="module")
def numbers() -> dict[str, str]:
    return {"es": "+34971550123", "ca": "+34600111222", "de": "+4915123456789", "en": "+447700900123"}


@pytest.fixture
def calls(database: Database, numbers: dict[str, str]) -> Database:
    for place, (language, text) in enumerate(SAID.items()):
        call = NewCall(
            call_sid=f"CA{place:032x}",
            direction="inbound",
            phone_number=numbers[language],
            called_number=None,
            started_at=AT,
        )
        with database.transaction() as session:
            found = open_call(session, call=call)
            save_turn(session, conversation_id=found, turn=NewTurn(position=1, role="user", text=text))
            end_call(session, conversation_id=found, ended_at=AT, end_reason="caller_hangup")
            set_language(session, conversation_id=found, language=language)
            if language == "ca":
                entities = {"caller_name": {"value": "Antònia Galmés"}, "plate": {"value": "1234-KLM"}}
                save_programmatic(session, conversation_id=found, version="1", results={"entities": entities})
    return database


@pytest.mark.parametrize(
    ("words", "found"),
    [
        pytest.param("reparacion frenos", 1, id="without accents"),
        pytest.param("REPARACIÓN", 1, id="in capitals, with accents"),
        pytest.param("freno", 1, id="another form of the word"),
        pytest.param("frenos volante", 0, id="a word that is not there"),
        pytest.param("de los frenos", 1, id="words that say nothing are left out"),
        pytest.param("repara", 1, id="the beginning of a word"),
        pytest.param('"reparacion de los frenos"', 1, id="a phrase"),
        pytest.param('"frenos reparación"', 0, id="the words of no phrase"),
        pytest.param("col·lectiva", 1, id="Catalan l·l"),
        pytest.param("soroll", 1, id="Catalan stem"),
        pytest.param("hauptstrasse", 1, id="German ß"),
        pytest.param("bremsbelag", 1, id="German stem and umlaut"),
        pytest.param("noise", 1, id="English stem"),
        pytest.param("antonia galmes", 1, id="a name"),
        pytest.param("1234 KLM", 1, id="a plate with a space"),
        pytest.param("34kl", 1, id="part of a plate"),
        pytest.param("971 55 01", 1, id="the beginning of a number"),
        pytest.param("0012", 1, id="the middle of a number"),
        pytest.param("+34 600 111 222", 1, id="a whole number"),
        pytest.param("123", 4, id="digits in numbers and plates"),
        pytest.param("999999", 0, id="digits of nobody"),
        pytest.param("'; drop table turns; --", 0, id="no SQL"),
        pytest.param("& | ! ( :* <->", 0, id="operators are signs like others"),
        pytest.param("¿?", 0, id="nothing to look for"),
    ],
)
def test_search(calls: Database, words: str, found: int) -> None:
    with calls.transaction() as session:
        selection = Selection(organization_id=ensure_first_organization(session))
        assert count_calls(session, CallQuery(selection=selection, search=words)) == found


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        pytest.param(
            "frenos reparacion",
            "¿Cuánto cuesta la [reparación] de los [frenos]? Es que ayer llamé y",
            id="two",
        ),
        pytest.param("colectiva col·lectiva", "voldria una revisió [col·lectiva] i canviar", id="l·l"),
        pytest.param("1234klm", None, id="found by its plate alone"),
    ],
)
def test_snippets(calls: Database, words: str, shown: str | None) -> None:
    with calls.reading() as session:
        ids = [conversation_id_of(f"CA{place:032x}") for place in range(len(SAID))]
        found = list(snippets(session, ids, words).values())

    texts = ["".join(f"[{text}]" if is_found else text for text, is_found in one.pieces) for one in found]
    assert [shown in text for text in texts] == [True] if shown else texts == []
