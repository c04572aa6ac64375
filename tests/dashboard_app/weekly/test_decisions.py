"""The rules by which a week's figures ask for a decision."""

import pytest

from dashboard_app.weekly.decisions import Counts, Decision, decisions

CASES: dict[str, tuple[Counts, list[Decision]]] = {
    "nothing happened": (Counts(), []),
    "one late promise is enough": (Counts(late_promises=("a",)), [Decision("promises", 1, about="a")]),
    "two missed calls are chance": (Counts(missed=2, missed_by_hour={(1, 9): 2}), []),
    "the worst hour": (
        Counts(missed=8, missed_by_hour={(1, 9): 5, (2, 10): 3}),
        [Decision("missed_hour", 5, 8, "1-9")],
    ),
    "equal hours: always the same": (
        Counts(missed=6, missed_by_hour={(3, 9): 3, (1, 9): 3}),
        [Decision("missed_hour", 3, 6, "1-9")],
    ),
    "a service says more than a wish": (
        Counts(unmet_by_service={"brakes": 3}, unmet_by_intent={"book_appointment": 9}),
        [Decision("need", 3, about="service:brakes")],
    ),
    "a wish where no service was named often": (
        Counts(unmet_by_service={"brakes": 2}, unmet_by_intent={"ask_price": 4}),
        [Decision("need", 4, about="intent:ask_price")],
    ),
    "what is not known is no need": (Counts(unmet_by_intent={None: 7}), []),  # type: ignore[dict-item]
    "where callers give up, of all who did": (
        Counts(abandoned_by_stage={"price": 4, "greeting": 1}),
        [Decision("stage", 4, 5, "price")],
    ),
    "two faults are enough, two transfers are not": (
        Counts(faults=(2, 90), transfers_unanswered=(2, 9)),
        [Decision("faults", 2, 90)],
    ),
    "promises first, then by size, three at most": (
        Counts(
            late_promises=("a", "b"),
            missed=5,
            missed_by_hour={(1, 9): 5},
            faults=(4, 90),
            transfers_unanswered=(6, 9),
            other_language=(3, 80),
        ),
        [
            Decision("promises", 2, about="a,b"),
            Decision("transfers", 6, 9),
            Decision("missed_hour", 5, 5, "1-9"),
        ],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_decisions(name: str) -> None:
    counts, expected = CASES[name]

    assert list(decisions(counts)) == expected
