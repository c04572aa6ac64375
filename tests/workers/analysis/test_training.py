import json
import secrets
import shutil
from dataclasses import replace

import numpy as np
import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import examples, training
from workers.analysis.model import WEIGHTS_FILE, model_of, save
from workers.analysis.reading import read
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector, template_folder, use_folder

SECTOR = load_sector("workshop")


def a_call(*said, intent, outcome, urgency="normal"):
    transcript = [
        {"role": "agent" if line.startswith("a: ") else "user", "message": line[3:]} for line in said
    ]
    return {
        "transcript": transcript,
        "labels": {"intent": intent, "outcome": outcome, "urgency": urgency},
    }


CALLS = [
    a_call("u: quiero pedir hora", "a: Queda apuntado.", intent="book_appointment", outcome="appointment_booked"),
    a_call("u: cuánto cuesta", "a: Cien euros.", intent="price_quote", outcome="information_given", urgency="low"),
    a_call("u: es ist kaputt", "a: Es tut mir leid.", intent="complaint", outcome="unresolved"),
] * 3  # fmt: skip


def trained():
    return training.train(SECTOR, examples.examples_of_calls(SECTOR, CALLS))


def predicted(model, *said):
    predictions = model.predict(read(call(GREETING, *said), vocabulary_of(SECTOR)))
    return {task: max(classes, key=classes.get) for task, classes in predictions.items()}


def test_training_is_reproducible_and_survives_the_disk(tmp_path):
    first, second = trained(), trained()
    assert np.array_equal(first.weights, second.weights)
    save(first, tmp_path / WEIGHTS_FILE)
    loaded = model_of(replace(SECTOR, folder=str(tmp_path)))
    assert predicted(loaded, "u: cuánto me cuesta") == predicted(first, "u: cuánto me cuesta")
    assert predicted(loaded, "u: cuánto me cuesta")["intent"] == "price_quote"


def test_a_template_without_weights_is_read_by_its_phrases(tmp_path):
    assert model_of(replace(SECTOR, folder=str(tmp_path))) is None


def test_weights_of_another_version_are_not_used_and_told(tmp_path, caplog):
    np.savez(tmp_path / WEIGHTS_FILE, signs=np.array("Uw hola"), answers=np.array("intent none"))

    assert model_of(replace(load_sector("workshop"), folder=str(tmp_path))) is None
    assert f"train them again file={tmp_path / WEIGHTS_FILE}" in caplog.text


def test_requests_cover_every_intent_and_name_real_services():
    labels = [labels for _, labels in examples.requests_of(SECTOR)]
    assert {label["intent"] for label in labels} == set(SECTOR.intents)
    assert {service for label in labels for service in label.get("services", ())} == set(SECTOR.services)


def test_a_request_has_features_of_what_was_wanted_and_none_of_the_end():
    for request in examples.examples_of_requests(SECTOR, every=500):
        assert [feature for feature in request.features if feature.startswith("U")]
        assert not [
            feature for feature in request.features if feature.startswith(("E", "F", "Cl", "Ce", "M"))
        ]


@pytest.mark.parametrize(
    "example", examples.examples_of_endings(SECTOR, every=20), ids=lambda example: example.labels["outcome"]
)
def test_an_ending_has_no_features_of_the_request(example):
    assert example.features
    assert not [feature for feature in example.features if feature.startswith(("U", "A", "Cu"))]


@pytest.fixture
def own_template(tmp_path):
    """A copy of the workshop's template in a folder of its own, without the texts that are training examples."""
    name = f"own-{secrets.token_hex(4)}"  # a template is read once, by its name
    left_out = shutil.ignore_patterns("openings_*", "requests_*", "endings*", WEIGHTS_FILE)
    shutil.copytree(template_folder("workshop"), tmp_path / name, ignore=left_out)
    use_folder(tmp_path)
    yield name
    use_folder(None)


@pytest.fixture
def calls_file(tmp_path):
    calls = tmp_path / "calls.jsonl"
    calls.write_text("".join(json.dumps(call) + "\n" for call in CALLS), encoding="utf-8")
    return str(calls)


def test_the_command_trains_a_template_in_place(own_template, calls_file, capsys):
    training.main([own_template, "--calls", calls_file])
    assert capsys.readouterr().out.startswith("9 examples")
    assert model_of(load_sector(own_template)).predict(
        read(call("u: quiero pedir hora"), vocabulary_of(SECTOR))
    )


def test_calls_of_another_template_transfer_intents_by_kind_and_endings():
    salon = load_sector("hair-salon")
    calls = [
        a_call(
            "u: quiero pedir hora", intent="book_appointment", outcome="appointment_booked", urgency="high"
        ),
        a_call("u: vengo a por el coche", intent="repair_status", outcome="information_given"),
    ]
    booking, status = examples.transferred_examples(salon, calls, SECTOR)
    assert booking.labels == {"intent": "book_appointment", "outcome": "appointment_booked"}
    assert status.labels == {"outcome": "information_given"}  # nobody asks a salon how the job is going
    assert not booking.is_call


def test_the_command_takes_calls_of_others(own_template, calls_file, capsys):
    training.main([own_template, "--max-features", "50", "--transfer", "workshop", calls_file])
    assert capsys.readouterr().out.startswith("9 examples")
    assert len(model_of(load_sector(own_template)).rows) == 50
