"""Generates the demo's calls: when they came, from whom, how they went. The same seed and day give the same calls."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from holidays import country_holidays

from db.demo.people import Caller, make_caller, telephone
from db.demo.rendering import Rendered
from db.demo.repertoire import Repertoire, Rhythm, Written

MAX_PROFILES = 400  # callers with words of their own; beyond them, dialogues come again
CALLS_A_CALLER = 2.4
VARIANTS = 2
RINGS_AGAIN = 0.11  # of the calls come from somebody who has just called
REPEAT_WINDOW_DAYS = 6
VERSIONS = ("demo-1", "demo-2", "demo-3")


@dataclass(frozen=True, slots=True)
class Plan:
    conversations: int
    days: int
    seed: int
    until: datetime
    timezone: str
    repertoire: Repertoire = field(default_factory=Written)
    # An organization's slug: two of them may have the same seed, but no two calls the same id.
    whose: str = ""


@dataclass(frozen=True, slots=True)
class DemoCall:
    id: str
    started_at: datetime
    phone_number: str
    language: str
    kind: str  # `talked`, `missed` or `forwarded`: nobody there, or the agent away and a person instead
    is_test: bool
    spoken: Rendered | None
    has_ai: bool
    agent_version: str

    @property
    def duration_seconds(self) -> int:
        return self.spoken.duration_seconds if self.spoken else 25 if self.kind == "forwarded" else 0


def demo_calls(plan: Plan) -> Iterator[DemoCall]:
    """Oldest first."""
    random = Random(plan.seed)
    people = max(int(plan.conversations / CALLS_A_CALLER), 12)
    profiles = [make_caller(random) for _ in range(min(people, MAX_PROFILES))]
    cast = Cast(profiles, plan.repertoire, random)
    recent: deque[int] = deque(maxlen=max(plan.conversations * REPEAT_WINDOW_DAYS // max(plan.days, 1), 4))
    moments = starts(plan, random)
    name_calls = Random(f"{plan.seed} {plan.conversations} {plan.days} {plan.until:%F} {plan.whose}")
    for started_at in moments:
        place = (
            random.choice(recent) if recent and random.random() < RINGS_AGAIN else random.randrange(people)
        )
        recent.append(place)
        caller = profiles[place % len(profiles)]
        version = version_at(started_at, moments)
        identity = f"{name_calls.getrandbits(128):032x}"
        number = telephone(place, caller.language)
        yield one_call(cast, caller, identity, number, started_at, version, random)


def version_at(moment: datetime, moments: Sequence[datetime]) -> str:
    """The agent's settings change twice, so that there is a before and an after."""
    share = (moment - moments[0]) / max(moments[-1] - moments[0], timedelta(seconds=1))
    return VERSIONS[min(int(share * len(VERSIONS)), len(VERSIONS) - 1)]


def one_call(
    cast: "Cast",
    caller: Caller,
    identity: str,
    number: str,
    started_at: datetime,
    version: str,
    random: Random,
) -> DemoCall:
    chance = random.random()
    kind = "missed" if chance < 0.025 else "forwarded" if chance < 0.045 else "talked"
    spoken = cast.talk(caller) if kind == "talked" else None
    return DemoCall(
        identity,
        started_at,
        number,
        caller.language,
        kind,
        random.random() < 0.015,
        spoken,
        random.random() < 0.08,
        version,
    )


class Cast:
    """Renders each dialogue of a caller a few times, not once a call: a million calls take minutes."""

    def __init__(self, profiles: list[Caller], repertoire: Repertoire, random: Random) -> None:
        self._random = random
        self._repertoire = repertoire
        self._rendered: dict[tuple[str, int, int], Rendered] = {}
        self._places = {id(caller): place for place, caller in enumerate(profiles)}
        self._weights = {caller.language: repertoire.weights(caller.language) for caller in profiles}

    def talk(self, caller: Caller) -> Rendered:
        weights = self._weights[caller.language]
        place = self._random.choices(range(len(weights)), weights)[0]
        variant = place * VARIANTS + self._random.randrange(VARIANTS)
        key = (caller.language, self._places[id(caller)], variant)
        if key not in self._rendered:
            self._rendered[key] = self._repertoire.render(place, caller, self._random)
        return self._rendered[key]


def starts(plan: Plan, random: Random) -> list[datetime]:
    """By the rhythm of the line of business, and seldom on a feast day."""
    zone = ZoneInfo(plan.timezone)
    until = plan.until.astimezone(zone)
    days = [until.date() - timedelta(days=back) for back in range(plan.days)]
    feasts = country_holidays("ES", subdiv="IB", years={day.year for day in days})
    rhythm: Rhythm = plan.repertoire.rhythm
    weights = [rhythm.weekdays[day.weekday()] * (rhythm.feast if day in feasts else 1) for day in days]
    chosen = random.choices(days, weights, k=plan.conversations)
    hours = random.choices(list(rhythm.hours), list(rhythm.hours.values()), k=plan.conversations)
    midnights = {day: datetime.combine(day, time(), zone) for day in days}
    latest = until.astimezone(UTC) - timedelta(minutes=10)
    found = []
    for day, hour in zip(chosen, hours, strict=True):
        moment = (midnights[day] + timedelta(hours=hour, seconds=random.randrange(3600))).astimezone(UTC)
        found.append(moment if moment < latest else moment - timedelta(days=7))
    return sorted(found)
