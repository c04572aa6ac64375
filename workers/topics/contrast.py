"""Which phrases one group of callers says more often than another, beyond chance. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from db.fisher import chance_of_more
from workers.topics.phrases import Phrase

FALSE_SHARE = 0.05  # of the phrases that are called different
FEWEST = 5  # callers that said it, in the group that stands out
TIMES = 1.5  # as often as in the other group, at least


@dataclass(frozen=True, slots=True)
class Sides:
    """Numbers of callers: of each group, and of those in it who said the phrase."""

    said: int
    callers: int
    others_said: int
    others: int

    @property
    def is_much_more(self) -> bool:
        return self.said >= FEWEST and self.said * self.others >= TIMES * self.others_said * self.callers

    @property
    def chance(self) -> float:
        """How probable so many or more of `callers` are if both groups say it equally often."""
        return chance_of_more(self.said, self.callers, self.others_said, self.others)


def standing_out(
    phrases: Mapping[Phrase, frozenset[str]], callers: frozenset[str], others: frozenset[str]
) -> list[Phrase]:
    """Phrases that `callers` say more often than `others` (nobody is of both), the surest first. All phrases are compared, so of
    those that are named at most `FALSE_SHARE` are expected to be chance (Benjamini and Hochberg 1995).
    """
    compared = {
        phrase: Sides(len(said & callers), len(callers), len(said & others), len(others))
        for phrase, said in phrases.items()
    }
    found = discoveries({phrase: sides.chance for phrase, sides in compared.items()})
    return [phrase for phrase in found if compared[phrase].is_much_more]


def discoveries(chances: Mapping[Phrase, float]) -> list[Phrase]:
    ordered = sorted(chances, key=lambda phrase: (chances[phrase], -len(phrase), phrase))
    last = max(
        (
            place
            for place, phrase in enumerate(ordered, start=1)
            if chances[phrase] <= FALSE_SHARE * place / len(ordered)
        ),
        default=0,
    )
    return ordered[:last]
