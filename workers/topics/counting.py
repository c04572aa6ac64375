"""Once a day for each organization: which topics are on the rise, and which those of callers who did not get what they wanted.

Topics and shares are of the words of callers. The number beside a topic is that of the list of calls, which a reader opens: calls in
which either side mentions it.
"""

import logging
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rq.timeouts import BaseTimeoutException

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
from workers.topics.contrast import FEWEST
from workers.topics.phrases import heard
from workers.topics.report import compare
from workers.topics.stop_words import CONVERSATION

log = logging.getLogger(__name__)
RECENT_DAYS, EARLIER_DAYS = 28, 84
MIN_CALLS = 20  # in a language, of the recent days
MOST_READ = 3000  # newest calls of either group


def count_due_topics() -> int:
    """Called by the clock. Returns how many organizations were counted; one that fails keeps nobody from theirs."""
    with runtime.database() as database:
        with database.reading() as session:
            listed = profiles(session)
        return sum(safely(database, one, datetime.now(UTC)) for one in listed)


def safely(database: Database, profile: Profile, now: datetime) -> bool:
    try:
        return count_if_due(database, profile, now)
    except BaseTimeoutException:  # the job has run out of time: the next one goes on
        raise
    except Exception:
        log.exception("topics not counted organization=%s", profile.slug)
        return False


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
        found = (
            compare(calls, others, self.stop_words([*calls, *others], language)) if calls and others else []
        )
        for topic in found:
            number = number_of_calls(self.session, replace(listed, text=f'"{topic.phrase}"'))
            if number >= FEWEST:
                yield {"language": language, **asdict(topic), "calls": number}

    def stop_words(self, calls: Collection[SaidCall], language: str) -> set[str]:
        spellings = {
            word.spelling
            for call in calls
            for stretch in heard("", call.words.splitlines()).stretches
            for word in stretch
        }
        return {fold(word) for word in stop_words(self.session, language, spellings)} | CONVERSATION[language]

    def said(self, selection: Selection) -> list[SaidCall]:
        return said_calls(self.session, selection, limit=MOST_READ)

    def days(self, days: int, *, before: int = 0) -> Selection:
        """So many days until the last one, or until so many days before it."""
        end = self.last_day - timedelta(days=before - 1)
        return Selection(
            organization_id=self.profile.id,
            since=midnight(end - timedelta(days=days), self.profile.timezone),
            until=midnight(end, self.profile.timezone),
            is_test=False,
            is_staff=False,
        )

    def period(self, days: int, *, before: int = 0) -> dict[str, str]:
        """The first and the last day."""
        last = self.last_day - timedelta(days=before)
        return {"from": (last - timedelta(days=days - 1)).isoformat(), "to": last.isoformat()}
