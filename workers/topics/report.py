"""From the calls of two groups to the topics that stand out in one of them. Pure."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

from db.queries.topics import SaidCall
from workers.topics.contrast import FEWEST, standing_out
from workers.topics.grouping import topics
from workers.topics.phrases import Heard, Phrase, callers_by_phrase, heard, spellings, spelt, windows

MOST_TOPICS = 8
MOSTLY = 0.5  # of a topic's calls are about the service


@dataclass(frozen=True, slots=True)
class Standing:
    """A topic as it is spelt, the service that most of its calls are about (None if there is none), and which share of the callers
    of either group say it.
    """

    phrase: str
    also: tuple[str, ...]
    service: str | None
    share: float
    other_share: float


def compare(
    calls: Sequence[SaidCall],
    others: Sequence[SaidCall],
    stop_words: Callable[[Collection[str]], Collection[str]],
) -> list[Standing]:
    """The topics of `calls` that `others` speak of less, the surest first. `stop_words` names them, folded, among words as they are spelt."""
    inside = [heard_in(call, "inside") for call in calls]
    outside = [heard_in(call, "outside") for call in others]
    both = [*inside, *outside]
    said_by = callers_by_phrase(both, stop_words(spellings(both)), fewest=FEWEST)
    callers, other_callers = callers_of(inside), callers_of(outside)
    of_callers = {phrase: said & callers for phrase, said in said_by.items()}
    found = topics(standing_out(said_by, callers, other_callers), of_callers)[:MOST_TOPICS]
    return [
        Standing(
            spelt(inside, topic.phrase),
            tuple(spelt(inside, phrase) for phrase in topic.others),
            service_of(
                [call.services for call, one in zip(calls, inside, strict=True) if says(one, topic.phrase)]
            ),
            len(of_callers[topic.phrase]) / len(callers),
            len(said_by[topic.phrase] & other_callers) / len(other_callers),
        )
        for topic in found
    ]


def callers_of(calls: Iterable[Heard]) -> frozenset[str]:
    return frozenset(call.caller for call in calls)


def heard_in(call: SaidCall, group: str) -> Heard:
    """Nobody is in two groups, even if their number is; a hidden number is a caller of its own."""
    return heard(f"{group} {call.number or call.id}", call.words.splitlines(), call.name)


def says(call: Heard, phrase: Phrase) -> bool:
    return phrase in windows(call, len(phrase))


def service_of(calls: Sequence[tuple[str, ...]]) -> str | None:
    counted = Counter(service for services in calls for service in set(services))
    best, number = max(counted.items(), key=lambda pair: (pair[1], pair[0]), default=("", 0))
    return best if number and number >= MOSTLY * len(calls) else None
