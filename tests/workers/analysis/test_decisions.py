"""What is learned from labelled calls beside the models: further intents, and how the call ends for the caller."""

from dataclasses import replace

import pytest

from tests.workers.analysis.calls import load_calls
from tests.workers.analysis.conversations import after_greeting, call
from workers.analysis import decision_training
from workers.analysis.decisions import DECISIONS_FILE, FURTHER, SENTIMENT, decisions_of, save_decisions
from workers.analysis.reading import read
from workers.analysis.sentiment import sentiment_features
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector

SECTOR = load_sector("workshop")
FURTHER_CASES = {
    "the price, once the day is agreed": (
        (
            "u: hello, I'd like to book a service for my Corsa",
            "a: Wednesday at nine?",
            "u: Wednesday at nine is fine. and what does the service cost?",
            "a: One hundred and fifty euros. You are booked for Wednesday at nine.",
            "u: all right, thanks, bye",
        ),
        "book_appointment",
        {"price_quote"},
    ),
    "an appointment, once the price is known": (
        (
            "u: hola, ¿cuánto cuesta cambiar los frenos de delante de un Fiesta?",
            "a: Ciento noventa euros.",
            "u: me parece bien, pues dame hora",
            "a: Tengo el martes a las diez.",
            "u: el martes a las diez",
            "a: Queda apuntado, martes a las diez.",
            "u: gracias, hasta el martes",
        ),
        "price_quote",
        {"book_appointment"},
    ),
    "a price that nobody asked for": (
        (
            "u: hola, quería cita para cambiar el aceite",
            "a: El cambio de aceite son noventa euros. ¿El jueves a las nueve?",
            "u: sí, el jueves",
            "a: Queda apuntado, jueves a las nueve.",
            "u: gracias",
        ),
        "book_appointment",
        set(),
    ),
}
ENDINGS = {
    "thanks and relief": (
        ("u: ¿está listo mi coche?", "a: Sí, ya está listo.", "u: ¡qué bien! muchísimas gracias, me salváis la vida"),
        "positive",
    ),
    "a plain goodbye": (
        ("u: quería cita para el aceite", "a: El lunes a las nueve.", "u: vale, gracias, hasta el lunes"),
        "neutral",
    ),
    "anger to the end": (
        (
            "u: ich möchte mich beschweren, die Bremse quietscht nach der Reparatur immer noch",
            "a: Das tut mir leid.",
            "u: das ist doch eine Unverschämtheit, ich komme nie wieder",
        ),
        "negative",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "intent", "further"), FURTHER_CASES.values(), ids=FURTHER_CASES)
def test_further_intents(lines, intent, further):
    found = after_greeting(*lines)
    assert found.intent.value == intent
    assert {one.value for one in found.secondary_intents} == further
    assert all(one.evidence for one in found.secondary_intents)


@pytest.mark.parametrize(("lines", "sentiment"), ENDINGS.values(), ids=ENDINGS)
def test_how_the_call_ends_for_the_caller(lines, sentiment):
    found = after_greeting(*lines).sentiment
    assert found.value == sentiment
    assert bool(found.evidence) == (sentiment != "neutral")
    assert -1 <= found.score <= 1


def trained():
    return decision_training.train_decisions([decision_training.decision_examples(SECTOR, load_calls())])


def test_training_is_reproducible_and_a_template_may_bring_its_own(tmp_path):
    first, second = trained(), trained()
    features = sentiment_features(
        read(call("u: muchísimas gracias"), vocabulary_of(SECTOR)), SECTOR.intents["repair_status"], "normal"
    )
    assert first[SENTIMENT].probabilities(features) == second[SENTIMENT].probabilities(features)

    save_decisions(first, tmp_path / DECISIONS_FILE)
    own = decisions_of(replace(SECTOR, folder=str(tmp_path)))
    assert own[SENTIMENT].rows == first[SENTIMENT].rows
    assert own[SENTIMENT].probabilities(features) == pytest.approx(
        first[SENTIMENT].probabilities(features), abs=0.02
    )
    assert own[FURTHER].rows != decisions_of(SECTOR)[FURTHER].rows


def test_every_template_is_read_by_the_same_decisions():
    assert decisions_of(load_sector("restaurant")) is decisions_of(SECTOR)
    assert not [name for name in decisions_of(SECTOR)[FURTHER].rows if "book_appointment" in name]


def test_nothing_known_is_decided_by_how_often_it_is_so():
    decision = decisions_of(SECTOR)[SENTIMENT]
    assert decision.probabilities({"never seen": 1.0}) == decision.probabilities({})


def test_the_command_trains_on_calls_of_several_templates(tmp_path, capsys):
    file = tmp_path / "weights.npz"
    corpus = "tests/workers/analysis/corpus"
    decision_training.main(
        ["--calls", "workshop", f"{corpus}/calls.jsonl", "--calls", "restaurant", f"{corpus}/sectors/restaurant.jsonl",
         "--to", str(file)]
    )  # fmt: skip
    assert capsys.readouterr().out.startswith("192 calls")
    assert file.is_file()


@pytest.mark.parametrize("name", [FURTHER, SENTIMENT])
def test_weights_are_taken_by_row_without_copying_all(name: str) -> None:
    assert decisions_of(SECTOR)[name].weights.flags.c_contiguous
