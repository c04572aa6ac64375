"""The simulated model's answers are true to the call and say what they are."""

import json

import pytest

from tests.workers.conftest import SAID
from workers.hybrid.citations import verify
from workers.llm.schema import CallAnalysis, answer_schema
from workers.sectors import load_sector
from workers.simulators.analyst import analysis_of
from workers.simulators.hearing import Heard

SECTOR = load_sector("workshop")
SCHEMA = answer_schema(
    {
        "intent": tuple(SECTOR.intents),
        "service": tuple(SECTOR.services),
        "criterion": ("greeting", "honest"),
        "entity": tuple(SECTOR.entities),
    }
)


def heard(*said: tuple[str, str]) -> list[Heard]:
    return [Heard(n, "caller" if role == "user" else role, text) for n, (role, text) in enumerate(said, 1)]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param(SAID, id="a call"),
        pytest.param((), id="nobody spoke"),
        pytest.param((("agent", "Hola"),), id="only the agent"),
        pytest.param((("user", "[…]"), ("user", "Hola")), id="words were withheld"),
        pytest.param(
            (("agent", "Le llamaremos mañana."), ("user", "Estoy harto, quiero una reclamación")), id="angry"
        ),
        pytest.param((("user", "Es el [PLATE_1], soy [NAME_1]"),), id="masked"),
    ],
)
def test_every_claim_is_proven(said: tuple[tuple[str, str], ...]) -> None:
    turns = heard(*said)
    answer = CallAnalysis.model_validate_json(json.dumps(analysis_of(turns, SCHEMA)))

    of_agent = frozenset(turn.number for turn in turns if turn.role == "agent")
    _, dropped = verify(answer, {turn.number: turn.text for turn in turns}, of_agent)

    assert set(dropped) <= {"intent"}


def test_it_says_that_it_is_simulated() -> None:
    assert all("Simulado" in item["text"] for item in analysis_of(heard(*SAID), SCHEMA)["summary"])


def test_moods_and_promises_are_seen() -> None:
    answer = analysis_of(heard(("agent", "Le llamaremos hoy."), ("user", "Estoy harto de esperar")), SCHEMA)

    assert answer["sentiment"][-1]["value"] == "negative"
    assert len(answer["follow_ups"]) == 1
