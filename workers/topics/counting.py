"""Once a day for each organization: which topics are on the rise, and which those of callers who did not get what they wanted.

Topics and shares are of the words of callers. The number beside a topic is that of the list of calls, which a reader opens: calls in
which either side mentions it.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from db.actions.topics import keep_topics
from db.database import Database
from db.queries.metrics.parts import UNMET
from db.queries.metrics.periods import midnight
from db.queries.organizations import Profile, profiles
from db.queries.selection import Selection
from db.queries.topics import (
    SaidCall,
    languages_of,
    newest_topics,
    number_of_calls,
    said_calls,
    stop_words,
)
from workers import runtime
from workers.analysis.text import fold
from workers.apart import apart, in_turn
from workers.topics.contrast import FEWEST
from workers.topics.report import compare
from workers.topics.stop_words import CONVERSATION

RECENT_DAYS, EARLIER_DAYS = 28, 84
MIN_CALLS = 20  # in a language, of the recent days
MOST_READ = 3000  # newest calls of either group


def count_due_topics() -> int:
    """Called by the clock. Returns how many organizations were counted; one that fails keeps nobody from theirs."""
    with runtime.database() as database:
        with database.reading() as session:
            listed = profiles(session)
        now = datetime.now(UTC)
        return sum(
            apart(partial(count_if_due, database, one, now), "topics not counted organization=%s", one.slug)
            for one in in_turn(listed, now)
        )


def count_if_due(database: Database, profile: Profile, now: datetime) -> bool:
    """Counts whole days, until yesterday on the organization's calendar."""
    last_day = now.astimezone(ZoneInfo(profile.timezone)).date() - timedelta(days=1)
    with database.reading() as session:
        newest = newest_topics(session, profile.id)
        if newest is not None and newest.last_day >= last_day:
            return False
        content = Count(session, profile, last_day).content()
    with database.transaction() as session:
        keep_topics(session, organization_id=profile.id, last_day=last_day, content=content)
    return True


@dataclass(frozen=True, slots=True)
class Count:
    """One organization's count, of customers' calls only."""

    session: Any
    profile: Profile
    last_day: date

    def content(self) -> dict[str, Any]:
        recent = languages_of(self.session, self.days(RECENT_DAYS), fewest=MIN_CALLS)
        return {
            "recent": self.period(RECENT_DAYS),
            "earlier": self.period(EARLIER_DAYS, before=RECENT_DAYS),
            "languages": recent,
            "rising": [topic for language in recent for topic in self.rising(language)],
            "unmet": [topic for language in recent for topic in self.unmet(language)],
        }

    def rising(self, language: str) -> Iterator[dict[str, Any]]:
        """What callers speak of more than in the weeks before."""
        now = replace(self.days(RECENT_DAYS), languages=(language,))
        before = replace(self.days(EARLIER_DAYS, before=RECENT_DAYS), languages=(language,))
        return self.compared(self.said(now), self.said(before), now)

    def unmet(self, language: str) -> Iterator[dict[str, Any]]:
        """What callers who did not get what they wanted speak of more than others do."""
        whole = replace(self.days(RECENT_DAYS + EARLIER_DAYS), languages=(language,))
        calls = [call for call in self.said(whole) if call.outcome is not None]
        inside = [call for call in calls if call.outcome in UNMET]
        others = [call for call in calls if call.outcome not in UNMET]
        return self.compared(inside, others, replace(whole, outcomes=UNMET))

    def compared(
        self, calls: Sequence[SaidCall], others: Sequence[SaidCall], listed: Selection
    ) -> Iterator[dict[str, Any]]:
        """`listed` are all calls of the group. A phrase that the search does not find there is left out."""
        [language] = listed.languages
        found = compare(calls, others, partial(self.stop_words, language)) if calls and others else []
        for topic in found:
            number = number_of_calls(self.session, replace(listed, text=f'"{topic.phrase}"'))
            if number >= FEWEST:
                yield {"language": language, **asdict(topic), "calls": number}

    def stop_words(self, language: str, spellings: Collection[str]) -> set[str]:
        """Folded, of what is spelt so."""
        return {fold(word) for word in stop_words(self.session, language, spellings)} | CONVERSATION[language]

    def said(self, selection: Selection) -> list[SaidCall]:
        return said_calls(self.session, selection, limit=MOST_READ)

    def span(self, days: int, before: int = 0) -> tuple[date, date]:
        """The first and the last of so many days until the last one, or until so many days before it."""
        last = self.last_day - timedelta(days=before)
        return last - timedelta(days=days - 1), last

    def days(self, days: int, *, before: int = 0) -> Selection:
        first, last = self.span(days, before)
        return Selection(
            organization_id=self.profile.id,
            since=midnight(first, self.profile.timezone),
            until=midnight(last + timedelta(days=1), self.profile.timezone),
            is_test=False,
            is_staff=False,
        )

    def period(self, days: int, *, before: int = 0) -> dict[str, str]:
        first, last = self.span(days, before)
        return {"from": first.isoformat(), "to": last.isoformat()}
