"""Jobs that a call names, weighed: the signs of each, what training makes of them, and which are then wanted."""

from dataclasses import replace

import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import training
from workers.analysis.job_training import fit_sounds, labelled_examples, sparse
from workers.analysis.jobs import BIAS, SOUNDS, likely_jobs, wanted_jobs
from workers.analysis.lessons import Lesson, lessons_of_calls
from workers.analysis.model import WEIGHTS_FILE, model_of, save
from workers.analysis.reading import read
from workers.analysis.services import find_services, job_lessons
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


def signs(*lines, intent=BOOKING):
    reading = read(call(GREETING, *lines), vocabulary_of(SECTOR))
    told = job_lessons(reading, SECTOR, intent, "appointment_booked", ["clutch"])
    return {name: ({sign for sign, value in of.items() if value}, wanted) for name, of, wanted in told}


@pytest.mark.parametrize(
    ("job", "has", "lacks"),
    [
        ("clutch", {"written down", "only this", "a closing", "agent echoes"}, {"only another"}),
        ("brakes", {"others written down", "only another", "at last negated", "u first"}, {"written down"}),
        ("air_conditioning", {"others written down", "u affirmed", "agent names others"}, {"u first"}),
    ],
)
def test_signs_tell_who_named_a_job_and_how(job, has, lacks):
    found, wanted = signs(*BRAKES)[job]
    assert has <= found
    assert not lacks & found
    assert wanted is (job == "clutch")


def test_a_wish_that_is_about_no_job_teaches_none():
    assert signs(*BRAKES, intent=SECTOR.intents["not_a_customer"]) == {}


@pytest.mark.parametrize(
    ("intent", "likely", "wanted"),
    [
        ("book_appointment", {"brakes": 0.9, "clutch": 0.3}, ["brakes"]),
        ("book_appointment", {"brakes": 0.4, "clutch": 0.3}, ["brakes"]),
        ("book_appointment", {"brakes": 0.1, "clutch": 0.05}, []),
        ("repair_status", {"brakes": 0.4, "clutch": 0.3}, ["brakes"]),
        ("general_information", {"brakes": 0.4}, []),
        ("parts_enquiry", {"tyres": 0.8, "brakes": 0.9}, ["tyres", "brakes"]),
    ],
)
def test_likely_jobs_are_wanted_and_a_booking_is_of_the_likeliest(intent, likely, wanted):
    assert wanted_jobs(likely, SECTOR.intents[intent]) == wanted


def test_weights_add_up_and_strange_signs_count_for_nothing():
    taught = {BIAS: -1.0, "written down": 3.0}
    likely = likely_jobs({"clutch": {"written down": 1.0, "new": 1.0}, "brakes": {}}, taught)
    assert likely["clutch"] == pytest.approx(0.881, abs=0.001)
    assert likely["brakes"] == pytest.approx(0.269, abs=0.001)


def test_what_is_sent_out_unasked_is_weighed_though_nobody_names_it():
    told = signs("u: me he quedado tirado en la autovía", intent=SECTOR.intents["breakdown_assistance"])
    assert "not named" in told["towing"][0]


@pytest.mark.parametrize(("sounds", "wanted"), [(0.9, ["clutch"]), (0.1, []), (-5.0, []), (50.0, ["clutch"])])
def test_a_job_is_wanted_where_the_whole_call_sounds_like_it(sounds, wanted):
    reading = read(call(GREETING, "u: el embrague"), vocabulary_of(SECTOR))
    heard = dict.fromkeys(SECTOR.services, sounds)
    found = find_services(
        reading,
        SECTOR,
        SECTOR.intents["billing"],
        "information_given",
        {BIAS: -1.5, SOUNDS: 1.0},
        heard,
    )
    assert [finding.value for finding in found] == wanted


def test_a_model_is_heard_on_authors_that_it_has_not_read():
    """One author's calls say «x» and are about a job, another's say «x» and are not: whoever has read the other errs."""
    jobs = ("clutch", "brakes")
    lessons = [
        Lesson(
            {"x": 1.0}, {"services": wanted}, call=True, jobs=[("clutch", {}, bool(wanted))], author=author
        )
        for author, wanted in (("a", ["clutch"]), ("b", []), ("c", []), ("d", []))
        for _ in range(3)
    ]
    inputs = sparse([lesson.signs for lesson in lessons], {"x": 0})
    weights, bias = fit_sounds(inputs, lessons, jobs)
    assert weights[0, 0] + bias[0] == pytest.approx(0.25, abs=0.02)
    assert weights[0, 1] + bias[1] == pytest.approx(0.0, abs=0.02)
    heard = {
        lesson.author: signs[SOUNDS]
        for lesson, (signs, _) in zip(lessons, labelled_examples(inputs, lessons, jobs), strict=True)
    }
    assert heard["a"] == pytest.approx(0.0, abs=0.05)
    assert heard["b"] == pytest.approx(1.0, abs=0.1)


def test_a_job_that_only_the_model_wants_is_proved_by_where_it_is_named():
    reading = read(call(GREETING, *BRAKES), vocabulary_of(SECTOR))
    found = find_services(reading, SECTOR, BOOKING, "appointment_booked", {BIAS: 5.0})
    assert {finding.value for finding in found} >= {"brakes", "clutch", "air_conditioning"}
    assert all(finding.evidence for finding in found)


def a_call(*lines, **labels):
    transcript = [
        {"role": "agent" if line.startswith("a: ") else "user", "message": line[3:]} for line in lines
    ]
    return {"transcript": transcript, "labels": labels}


def test_too_few_calls_teach_no_weights_and_weights_survive_the_disk(tmp_path):
    lessons = lessons_of_calls(
        SECTOR,
        [
            a_call(GREETING, *BRAKES, intent="book_appointment", outcome="appointment_booked", services=["clutch"]),
            a_call(GREETING, "u: ¿cuánto vale una llave?", intent="price_quote", outcome="information_given", services=["keys"]),
        ],
    )  # fmt: skip
    assert training.train(SECTOR, lessons).jobs == {}
    model = training.train(SECTOR, lessons * 150)
    save(model, tmp_path / WEIGHTS_FILE)
    kept = model_of(replace(SECTOR, folder=str(tmp_path)))
    assert kept.jobs == pytest.approx(model.jobs, abs=1e-6)
    assert kept.jobs["written down"] > 0 > kept.jobs["others written down"]
