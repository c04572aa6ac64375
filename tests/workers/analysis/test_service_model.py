"""Services that a call names: the features of each, what training makes of them, and which are then wanted."""

from dataclasses import replace

import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import training
from workers.analysis.examples import Example, examples_of_calls
from workers.analysis.model import WEIGHTS_FILE, model_of, save
from workers.analysis.reading import read
from workers.analysis.service_model import BIAS, CALL_SCORE, service_probabilities, wanted_services
from workers.analysis.service_training import feature_matrix, fit_call_scores, service_examples
from workers.analysis.services import find_services
from workers.analysis.services import service_examples as examples_of_services
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector

SECTOR = load_sector("workshop")
BOOKING = SECTOR.intents["book_appointment"]
BRAKES = (
    "u: hola, quería hora para los frenos, bueno no, los frenos no, solo el embrague",
    "a: ¿Qué día le va bien?",
    "u: el jueves, y el aire acondicionado también va raro",
    "a: El jueves a las nueve, revisión del embrague.",
)


def features(*lines, intent=BOOKING):
    reading = read(call(GREETING, *lines), vocabulary_of(SECTOR))
    found = examples_of_services(reading, SECTOR, intent, "appointment_booked", ["clutch"])
    return {name: ({feature for feature, value in of.items() if value}, wanted) for name, of, wanted in found}


@pytest.mark.parametrize(
    ("service", "has", "lacks"),
    [
        ("clutch", {"written down", "only this", "a closing", "agent echoes"}, {"only another"}),
        ("brakes", {"others written down", "only another", "at last negated", "u first"}, {"written down"}),
        ("air_conditioning", {"others written down", "u affirmed", "agent names others"}, {"u first"}),
    ],
)
def test_features_tell_who_named_a_service_and_how(service, has, lacks):
    found, wanted = features(*BRAKES)[service]
    assert has <= found
    assert not lacks & found
    assert wanted is (service == "clutch")


def test_a_call_about_no_service_gives_no_examples():
    assert features(*BRAKES, intent=SECTOR.intents["not_a_customer"]) == {}


@pytest.mark.parametrize(
    ("intent", "probabilities", "wanted"),
    [
        ("book_appointment", {"brakes": 0.9, "clutch": 0.3}, ["brakes"]),
        ("book_appointment", {"brakes": 0.4, "clutch": 0.3}, ["brakes"]),
        ("book_appointment", {"brakes": 0.08, "clutch": 0.05}, []),
        ("repair_status", {"brakes": 0.4, "clutch": 0.3}, ["brakes"]),
        ("general_information", {"brakes": 0.4}, []),
        ("parts_enquiry", {"tyres": 0.8, "brakes": 0.9}, ["tyres", "brakes"]),
    ],
)
def test_likely_services_are_wanted_and_a_booking_is_of_the_likeliest(intent, probabilities, wanted):
    assert wanted_services(probabilities, SECTOR.intents[intent]) == wanted


def test_weights_add_up_and_unknown_features_count_for_nothing():
    weights = {BIAS: -1.0, "written down": 3.0}
    probabilities = service_probabilities(
        {"clutch": {"written down": 1.0, "new": 1.0}, "brakes": {}}, weights
    )
    assert probabilities["clutch"] == pytest.approx(0.881, abs=0.001)
    assert probabilities["brakes"] == pytest.approx(0.269, abs=0.001)


def test_a_service_dispatched_unasked_is_a_candidate_though_nobody_names_it():
    found = features("u: me he quedado tirado en la autovía", intent=SECTOR.intents["breakdown_assistance"])
    assert "not named" in found["towing"][0]


@pytest.mark.parametrize(("score", "wanted"), [(0.9, ["clutch"]), (0.1, []), (-5.0, []), (50.0, ["clutch"])])
def test_a_service_is_wanted_where_the_whole_call_sounds_like_it(score, wanted):
    reading = read(call(GREETING, "u: el embrague"), vocabulary_of(SECTOR))
    call_scores = dict.fromkeys(SECTOR.services, score)
    found = find_services(
        reading,
        SECTOR,
        SECTOR.intents["billing"],
        "information_given",
        {BIAS: -1.5, CALL_SCORE: 1.0},
        call_scores,
    )
    assert [finding.value for finding in found] == wanted


def test_call_scores_are_predicted_out_of_fold_by_author():
    """One author's calls say «x» and are about a service, another's say «x» and are not: a model trained on the other errs."""
    services = ("clutch", "brakes")
    examples = [
        Example(
            {"x": 1.0},
            {"services": wanted},
            is_call=True,
            services=[("clutch", {}, bool(wanted))],
            author=author,
        )
        for author, wanted in (("a", ["clutch"]), ("b", []), ("c", []), ("d", []))
        for _ in range(3)
    ]
    inputs = feature_matrix([example.features for example in examples], {"x": 0})
    weights, bias = fit_call_scores(inputs, examples, services)
    assert weights[0, 0] + bias[0] == pytest.approx(0.25, abs=0.02)
    assert weights[0, 1] + bias[1] == pytest.approx(0.0, abs=0.02)
    scores = {
        example.author: features[CALL_SCORE]
        for example, (features, _) in zip(examples, service_examples(inputs, examples, services), strict=True)
    }
    assert scores["a"] == pytest.approx(0.0, abs=0.05)
    assert scores["b"] == pytest.approx(1.0, abs=0.1)


def test_a_service_that_only_the_model_wants_is_proved_by_where_it_is_named():
    reading = read(call(GREETING, *BRAKES), vocabulary_of(SECTOR))
    found = find_services(reading, SECTOR, BOOKING, "appointment_booked", {BIAS: 5.0})
    assert {finding.value for finding in found} >= {"brakes", "clutch", "air_conditioning"}
    assert all(finding.evidence for finding in found)


def a_call(*lines, **labels):
    transcript = [
        {"role": "agent" if line.startswith("a: ") else "user", "message": line[3:]} for line in lines
    ]
    return {"transcript": transcript, "labels": labels}


def test_too_few_calls_give_no_service_weights_and_weights_survive_the_disk(tmp_path):
    examples = examples_of_calls(
        SECTOR,
        [
            a_call(GREETING, *BRAKES, intent="book_appointment", outcome="appointment_booked", services=["clutch"]),
            a_call(GREETING, "u: ¿cuánto vale una llave?", intent="price_quote", outcome="information_given", services=["keys"]),
        ],
    )  # fmt: skip
    assert training.train(SECTOR, examples).service_weights == {}
    model = training.train(SECTOR, examples * 150)
    save(model, tmp_path / WEIGHTS_FILE)
    kept = model_of(replace(SECTOR, folder=str(tmp_path)))
    assert kept.service_weights == pytest.approx(model.service_weights, abs=1e-6)
    assert kept.service_weights["written down"] > 0 > kept.service_weights["others written down"]
