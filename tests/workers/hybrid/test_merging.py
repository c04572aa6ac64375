"""What the analyses of a call's parts say together."""

from typing import Any

import pytest

from workers.hybrid.merging import merged
from workers.llm.schema import CallAnalysis


def cited(*turns: int) -> list[dict[str, Any]]:
    return [{"turn": turn, "quote": f"words of {turn}"} for turn in turns]


def part(**found: Any) -> CallAnalysis:
    lists = (
        "summary",
        "services",
        "sentiment",
        "unresolved_needs",
        "follow_ups",
        "coaching",
        "criteria",
        "upsell",
        "entities",
    )
    intent = {"value": "none", "rationale": "", "citations": []}
    return CallAnalysis.model_validate({"intent": intent, **{name: [] for name in lists}, **found})


def need(text: str, *turns: int) -> dict[str, Any]:
    return {"text": text, "citations": cited(*turns)}


def verdict(value: str, *turns: int) -> dict[str, Any]:
    return {
        "criterion": "honest",
        "verdict": value,
        "rationale": f"{value} {turns}",
        "citations": cited(*turns),
    }


VERDICTS: dict[str, tuple[list[dict[str, Any]], str, list[int]]] = {
    "one part shows it": ([verdict("unknown"), verdict("success", 5)], "success", [5]),
    "all say so": ([verdict("failure", 2), verdict("failure", 5)], "failure", [2, 5]),
    "they disagree": ([verdict("success", 2), verdict("failure", 5)], "unknown", [2, 5]),
    "nobody knows": ([verdict("unknown"), verdict("unknown")], "unknown", []),
}


@pytest.mark.parametrize(("parts", "together", "turns"), VERDICTS.values(), ids=VERDICTS)
def test_a_criterion_is_judged_as_the_parts_do_alike(
    parts: list[dict[str, Any]], together: str, turns: list[int]
) -> None:
    (found,) = merged([part(criteria=[one]) for one in parts]).criteria

    assert (found.verdict, [citation.turn for citation in found.citations]) == (together, turns)


def test_claims_of_turns_that_two_parts_have_read_are_told_once() -> None:
    found = merged(
        [
            part(
                summary=[{"caller_text": "", **need("a", 1)}, {"caller_text": "", **need("b", 3)}],
                unresolved_needs=[need("n", 3)],
            ),
            part(
                summary=[{"caller_text": "", **need("b again", 3)}, {"caller_text": "", **need("c", 3, 6)}],
                unresolved_needs=[need("m", 6)],
            ),
        ]
    )

    assert [sentence.text for sentence in found.summary] == ["a", "b", "c"]
    assert [one.text for one in found.unresolved_needs] == ["n", "m"]


def test_values_are_told_once_with_all_their_proofs() -> None:
    services = [[{"value": "tyres", "citations": cited(2)}], [{"value": "tyres", "citations": cited(2, 7)}]]
    found = merged([part(services=one) for one in services])

    assert [(one.value, [citation.turn for citation in one.citations]) for one in found.services] == [
        ("tyres", [2, 7])
    ]


def test_the_wish_is_the_first_that_is_proven_and_moods_are_of_the_whole_call() -> None:
    def moods(value: str, turn: int) -> list[dict[str, Any]]:
        return [
            {"moment": moment, "value": value, "citations": cited(turn)}
            for moment in ("start", "middle", "end")
        ]

    wish = {"value": "book_appointment", "rationale": "", "citations": cited(4)}
    found = merged(
        [
            part(sentiment=moods("negative", 1)),
            part(sentiment=moods("neutral", 4), intent=wish),
            part(sentiment=moods("positive", 8)),
        ]
    )

    assert found.intent.value == "book_appointment"
    assert [(one.moment, one.value) for one in found.sentiment] == [
        ("start", "negative"),
        ("middle", "neutral"),
        ("end", "positive"),
    ]


def test_at_most_three_things_are_coached_from_all_parts() -> None:
    found = merged(
        [
            part(coaching=[need(f"{place}{number}", 10 * place + number) for number in range(3)])
            for place in (1, 2)
        ]
    )

    assert [one.text for one in found.coaching] == ["10", "20", "11"]


def test_one_part_is_the_whole() -> None:
    only = part(coaching=[need(str(number), number) for number in range(5)])

    assert merged([only]) is only
