"""Two readings of one call beside each other."""

from typing import Any

import pytest

from db.queries.comparing import Change, compare, counts


def claim(text: str, *turns: int, **more: Any) -> dict[str, Any]:
    return {"text": text, "citations": [{"turn": turn, "quote": "x"} for turn in turns], **more}


def verdict(value: str, why: str = "") -> dict[str, Any]:
    return {
        "criterion": "honest",
        "verdict": value,
        "rationale": why,
        "citations": [{"turn": 3, "quote": "x"}],
    }


CASES: dict[str, tuple[dict[str, Any], dict[str, Any], list[tuple[str, str, str]]]] = {
    "the same": (
        {"coaching": [claim("Diga el precio", 2)]},
        {"coaching": [claim("Diga el precio", 2)]},
        [("coaching", "", "same")],
    ),
    "said otherwise of the same turn": (
        {"follow_ups": [claim("Llamar a la clienta con el precio", 4)]},
        {"follow_ups": [claim("Hay que llamar a la clienta hoy", 4)]},
        [("follow_ups", "", "changed")],
    ),
    "few words in common and another proof": (
        {"follow_ups": [claim("Llamar a la clienta con el precio", 4)]},
        {"follow_ups": [claim("Pedir la pieza y llamar", 6)]},
        [("follow_ups", "", "added"), ("follow_ups", "", "dropped")],
    ),
    "another verdict": (
        {"criteria": [verdict("success")]},
        {"criteria": [verdict("failure", "inventa un precio")]},
        [("criteria", "honest", "changed")],
    ),
    "the same verdict for other reasons": (
        {"criteria": [verdict("success", "a")]},
        {"criteria": [verdict("success", "b")]},
        [("criteria", "honest", "same")],
    ),
    "a criterion of the other prompt only": (
        {"criteria": [verdict("success")]},
        {"criteria": []},
        [("criteria", "honest", "dropped")],
    ),
    "another wish": (
        {"intent": {"value": "status"}},
        {"intent": {"value": "complaint"}},
        [("intent", "", "changed")],
    ),
    "one job more": (
        {"services": [{"value": "brakes"}]},
        {"services": [{"value": "tyres"}, {"value": "brakes"}]},
        [("services", "tyres", "added"), ("services", "brakes", "same")],
    ),
    "case, accents and signs are no difference": (
        {"sentences": [claim("Pide cita: jueves.", 1)]},
        {"sentences": [claim("pide CITA jueves", 1)]},
        [("summary", "", "same")],
    ),
    "each claim has one partner": (
        {"coaching": [claim("Diga el precio con IVA", 2), claim("Diga el precio sin IVA", 2)]},
        {"coaching": [claim("Diga el precio sin IVA", 2)]},
        [("coaching", "", "dropped"), ("coaching", "", "same")],
    ),
    "nonsense": ({"criteria": 3, "coaching": [None, "x", {}], "intent": []}, {"sentences": {"text": 4}}, []),
    "nothing": ({}, {}, []),
}


@pytest.mark.parametrize(("left", "right", "expected"), CASES.values(), ids=CASES)
def test_what_differs(
    left: dict[str, Any], right: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert [(one.part, one.name, one.kind) for one in compare(left, right)] == expected


@pytest.mark.parametrize(("left", "right"), [(one, other) for one, other, _ in CASES.values()], ids=CASES)
def test_the_other_way_round_what_was_added_was_dropped(left: dict[str, Any], right: dict[str, Any]) -> None:
    there, back = counts(compare(left, right)), counts(compare(right, left))

    assert (there["added"], there["dropped"]) == (back["dropped"], back["added"])
    assert (there["same"], there["changed"]) == (back["same"], back["changed"])


def test_both_sides_come_with_their_proof() -> None:
    [change] = compare({"coaching": [claim("Diga el precio", 2, 5)]}, {})

    assert isinstance(change, Change)
    assert change.left is not None
    assert (change.left.turns, change.right) == ((2, 5), None)


def test_work_grows_with_what_was_said_and_stays_bounded() -> None:
    many = {"coaching": [claim(f"frase {number} de muchas", number) for number in range(5000)]}

    assert counts(compare(many, many))["same"] == 60
