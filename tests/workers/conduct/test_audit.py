"""A reading completed by what tools, carrier and calendar know. The call is of Wednesday 25 November 2026."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from db.telephone.hours import OpeningHours
from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import analyse
from workers.conduct.audit import Known, audited
from workers.sectors import load_sector

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=ZoneInfo("Europe/Madrid"))
HOURS = OpeningHours(
    week={"thu": ["08:00-13:00"], "fri": ["08:00-13:00"]}, feasts={date(2026, 11, 27): "Fiesta local"}
)
FAILED = {
    "tool:1": {"tool": "book_appointment", "at_ms": 1, "result": {"error": "timeout"}, "is_error": True}
}
BOOKED = (GREETING, "u: quiero hora para los frenos el jueves", "a: El jueves tengo un hueco a las nueve. ¿Se lo reservo?",
          "u: sí", "a: Perfecto, queda apuntado, jueves a las nueve.", "u: gracias")  # fmt: skip


def read(
    *lines: str, facts: dict[str, Any] | None = None, hours: OpeningHours | None = HOURS
) -> dict[str, Any]:
    transcript, sector = call(*lines), load_sector("workshop")
    known = Known(facts or {}, NOW, hours, is_forwarded=False)
    return audited(analyse(transcript, sector), transcript, sector, known)


def test_a_promise_carries_what_became_of_it() -> None:
    found = read(*BOOKED, facts=FAILED)

    booking = next(one for one in found["promises"] if one["kind"] == "booking")
    assert (booking["deed"]["state"], booking["deed"]["error"]) == ("failed", "timeout")
    assert found["broken_promises"] >= 1
    assert read(*BOOKED)["broken_promises"] == 0


@pytest.mark.parametrize(
    ("lines", "is_passed", "outcome", "abandoned"),
    [
        pytest.param((), True, "transferred_to_human", False, id="a person instead of the agent"),
        pytest.param((), False, "abandoned", True, id="nobody"),
        pytest.param((GREETING, "u: quiero hora para los frenos", "a: ¿Qué día"), True, "transferred_to_human", False, id="the agent broke down"),
        pytest.param((GREETING, "u: quiero hora para los frenos", "a: ¿Qué día"), False, "abandoned", True, id="the caller left"),
        pytest.param(BOOKED, True, "appointment_booked", False, id="booked before"),
    ],
)  # fmt: skip
def test_whom_a_person_took_has_not_given_up(
    lines: tuple[str, ...], is_passed: bool, outcome: str, abandoned: bool
) -> None:
    transcript, sector = call(*lines), load_sector("workshop")
    known = Known({}, NOW, HOURS, is_forwarded=is_passed, is_passed=is_passed)
    found = audited(analyse(transcript, sector), transcript, sector, known)

    assert (found["outcome"]["value"], found["abandoned"]) == (outcome, abandoned)
    assert found["abandonment"]["value"] is abandoned


REFUSED = {
    "tool:1": {"tool": "transfer_to_human", "is_error": True, "result": {"error": "nobody_to_transfer_to"}, "at_ms": 900}
}  # fmt: skip
TO_A_PERSON = (
    GREETING,
    "u: quiero hablar con una persona, por favor",
    "a: Le paso ahora mismo con un compañero.",
)


@pytest.mark.parametrize(
    ("facts", "is_forwarded", "more", "outcome", "state"),
    [
        pytest.param({}, True, (), "transferred_to_human", "done", id="passed"),
        pytest.param(REFUSED, True, (), "transferred_to_human", "done", id="passed in the end"),
        pytest.param(REFUSED, False, (), "unresolved", "failed", id="nobody to pass to"),
        pytest.param(
            REFUSED, False, ("a: Le llamamos en cuanto podamos.",), "callback_promised", "failed", id="a call back instead"
        ),
    ],
)  # fmt: skip
def test_whom_nobody_could_take_is_left_with_us(
    facts: dict[str, Any], is_forwarded: bool, more: tuple[str, ...], outcome: str, state: str
) -> None:
    transcript, sector = call(*TO_A_PERSON, *more), load_sector("workshop")
    known = Known(facts, NOW, HOURS, is_forwarded=is_forwarded)
    found = audited(analyse(transcript, sector), transcript, sector, known)

    assert found["outcome"]["value"] == outcome
    assert [one["deed"]["state"] for one in found["promises"] if one["kind"] == "transfer"] == [state]


@pytest.mark.parametrize(
    ("end_reason", "outcome", "abandoned"),
    [("agent_hangup", "unresolved", False), ("caller_hangup", "abandoned", True)],
)
def test_to_whom_the_agent_said_goodbye_has_not_given_up(
    end_reason: str, outcome: str, abandoned: bool
) -> None:
    lines = (
        "a: Clínica dental Nord, bona tarda. Som n'Alba, l'assistenta virtual. En què us puc ajudar?",
        "u: Mirau, tenc un mal de queixal que no puc pus, i se m'ha inflat la galta.",
        "a: Ho sent molt. Teniu febre, o us costa empassar?",
        "u: Febre, una mica. Em dic Toni Serra.",
        "a: Això s'ha de veure avui mateix, Toni. Us pas amb la clínica.",
        "a: Ara no contesta ningú. Veniu a la clínica tan aviat com pugueu, i us veuran entre pacients.",
    )
    transcript, sector = replace(call(*lines), end_reason=end_reason), load_sector("dental-clinic")
    found = audited(
        analyse(transcript, sector), transcript, sector, Known(REFUSED, NOW, HOURS, is_forwarded=False)
    )

    assert (found["outcome"]["value"], found["abandoned"]) == (outcome, abandoned)
    assert [one["kind"] for one in found["promises"]] == ["transfer"]


def test_the_wanted_day_is_resolved_with_its_proof() -> None:
    wanted = read(*BOOKED)["requested"]

    assert (wanted["days"][0]["day"], wanted["days"][0]["state"], wanted["is_possible"]) == (
        "2026-11-26",
        "open",
        True,
    )
    proof = wanted["evidence"][0]
    assert call(*BOOKED).turns[proof["turn"]].text[proof["start"] : proof["end"]] == wanted["raw"]


@pytest.mark.parametrize(
    ("day", "state", "feast"),
    [
        pytest.param("el viernes", "feast", "Fiesta local", id="a feast"),
        pytest.param("el domingo", "closed", "", id="a closed day"),
        pytest.param("el jueves a las seis de la tarde", "outside_hours", "", id="after hours"),
    ],
)
def test_a_day_on_which_nobody_is_there_is_said_to_be_one(day: str, state: str, feast: str) -> None:
    wanted = read(GREETING, "u: quiero hora para los frenos", "a: ¿Qué día le iría bien?", f"u: {day}")[
        "requested"
    ]

    assert (wanted["days"][0]["state"], wanted["days"][0]["feast"]) == (state, feast)
    assert not wanted["is_possible"]


CONTRADICTIONS = {
    "two days": (("a: Queda apuntado el jueves a las nueve.", "u: vale", "a: Pues queda apuntado el viernes a las nueve."), 1),
    "two hours": (("a: Queda apuntado el jueves a las nueve.", "u: vale", "a: Queda apuntado el jueves a las once."), 1),
    "the same twice": (("a: Queda apuntado el jueves a las nueve.", "u: vale", "a: Queda apuntado, jueves a las nueve."), 0),
    "the hour only once": (("a: Queda apuntado el jueves.", "u: vale", "a: Queda apuntado, jueves a las nueve."), 0),
    "the caller asked for the other": (
        ("a: Queda apuntado el jueves a las nueve.", "u: mejor el viernes", "a: Queda apuntado el viernes a las nueve."), 0),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "count"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_days_that_contradict_each_other(lines: tuple[str, ...], count: int) -> None:
    found = read(GREETING, "u: quiero hora para los frenos", *lines)["contradictions"]

    appointments = [one for one in found if one["entity"] == "appointment"]
    assert len(appointments) == count
    for one in appointments:
        quotes = [proof["quote"] for proof in one["evidence"]]
        assert quotes == [line.partition("apuntado ")[2][:-1] for line in (lines[0], lines[-1])]
        for proof in one["evidence"]:
            assert lines[proof["turn"] - 2][3:][proof["start"] : proof["end"]] == proof["quote"]


def test_a_notice_of_the_carrier_or_the_page_is_heard_though_no_turn_has_it() -> None:
    def of_recording(**facts: Any) -> tuple[Any, ...]:
        [notice] = [
            one for one in read(GREETING, "u: hola", facts=facts)["notices"] if one["kind"] == "recording"
        ]
        return notice["heard"], notice["heard_ms"], notice["by"]

    assert of_recording(recording_notice="carrier") == (True, 0, "carrier")
    assert of_recording(recording_notice="page") == (True, 0, "page")
    assert of_recording(recording_notice="agent") == (False, None, None)
    assert of_recording() == (False, None, None)


@pytest.mark.parametrize(
    ("heard", "line"),
    [("machine_start", "machine"), ("fax", "machine"), ("human", "person"), (None, "person")],
)
def test_the_carrier_tells_a_machine(heard: str | None, line: str) -> None:
    assert read(GREETING, "u: hola, quiero hora", facts={"answered_by": heard})["line"]["value"] == line
