"""One set of filters for pages, API, metrics and exports: conditions on `call_facts`, which has a row for every call."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session

from db.models import CallFact, CallTag, CheckedCall, ExperimentCall
from db.queries.metrics.keys import KEYS, ending, side, weekday
from db.queries.metrics.parts import PARTS
from db.queries.text_search import are_rare, mentions

UNKNOWN = "unknown"  # filter value for rows without a value


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Empty means all. `since` is included, `until` is not. `text` is looked for in what was said and in the numbers.

    `parts` are names of `db.queries.metrics.parts`: the calls that a figure counts; calls of a part in `without` are left out. `weekdays` count from Monday, 1. `steps` are
    the furthest of the funnel; `waits` and `stays` are places in the scales of `metrics.keys`.
    """

    organization_id: UUID
    since: datetime | None = None
    until: datetime | None = None
    statuses: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    end_reasons: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    called_numbers: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    urgencies: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    sentiments: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    steps: tuple[int | str, ...] = ()
    reasons: tuple[str, ...] = ()
    waits: tuple[int | str, ...] = ()
    stays: tuple[int | str, ...] = ()
    endings: tuple[str, ...] = ()
    weekdays: tuple[int, ...] = ()
    hours: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    experiments: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    is_checked: bool | None = None
    is_test: bool | None = None
    is_staff: bool | None = None
    is_simulated: bool | None = None
    phone_number: str | None = None
    text: str | None = None
    is_rare: bool = False  # of the text: see `weighed`
    is_walked: bool = False
    parts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def conditions(self) -> list[ColumnElement[bool]]:
        """Conditions for a statement that selects from or joins `call_facts`."""
        found: list[ColumnElement[bool]] = [CallFact.organization_id == self.organization_id]
        if self.since is not None:
            found.append(CallFact.started_at >= self.since)
        if self.until is not None:
            found.append(CallFact.started_at < self.until)
        if self.phone_number is not None:
            found.append(CallFact.phone_number == self.phone_number)
        if self.text:
            found.append(mentions(self.text, is_rare=self.is_rare, is_walked=self.is_walked))
        return [*found, *self.additions(), *self.traits()]

    def additions(self) -> list[ColumnElement[bool]]:
        """Conditions on tags, reviews and experiments, and on explicitly listed calls."""
        found: list[ColumnElement[bool]] = [CallFact.conversation_id.in_(self.ids)] if self.ids else []
        if self.tags:
            theirs = CallTag.conversation_id == CallFact.conversation_id
            found.append(exists().where(theirs, CallTag.tag.in_(self.tags)))
        if self.is_checked is not None:
            checked = exists().where(CheckedCall.conversation_id == CallFact.conversation_id)
            found.append(checked if self.is_checked else ~checked)
        if self.experiments or self.sides:
            found.append(self._joined())
        return found

    def _joined(self) -> ColumnElement[bool]:
        found = exists().where(ExperimentCall.conversation_id == CallFact.conversation_id)
        if self.experiments:
            found = found.where(ExperimentCall.experiment_id.in_(self.experiments))
        if UNKNOWN not in self.sides:
            return found.where(ExperimentCall.side.in_(self.sides)) if self.sides else found
        without = one_of(side(CallFact), self.sides)
        return found & without if self.experiments else without

    def is_of_single_calls(self) -> bool:
        """Whether single calls must be examined: sums cannot be filtered by number, words, tags, experiments or ids."""
        named = self.ids or self.tags or self.experiments or self.sides or self.is_checked is not None
        return bool(self.phone_number is not None or self.text or named)

    def has_no_sums(self) -> bool:
        """Whether weekday, hour or our number is filtered, which monthly sums do not have."""
        return bool(self.weekdays or self.hours or self.called_numbers)

    def is_of_lengths(self) -> bool:
        """Whether a measured length is filtered, which sums do not have."""
        return bool(self.waits or self.stays)

    def is_plain(self) -> bool:
        """Whether only period, direction, language, agent and flags are filtered."""
        allowed = {"organization_id", "since", "until", "directions", "languages", "agents"}
        asked = (getattr(self, field.name) for field in fields(self) if field.name not in allowed)
        return not any(asked)

    def traits(self, f: Any = CallFact) -> list[ColumnElement[bool]]:
        """Conditions on traits, for any table with the columns of `call_facts`."""
        flags = (
            (f.is_test, self.is_test),
            (f.is_staff, self.is_staff),
            (f.is_simulated, self.is_simulated),
        )
        found: list[ColumnElement[bool]] = [column.is_(value) for column, value in flags if value is not None]
        found += [one_of(column(f), values) for column, values in self.lists() if values]
        if self.services:
            found.append(f.services.overlap(list(self.services)))
        found += [PARTS[name].of(f).is_not(True) for name in self.without]
        return found + [PARTS[name].of(f) for name in self.parts]

    def lists(self) -> tuple[tuple[Callable[[Any], Any], tuple[Any, ...]], ...]:
        return (
            (lambda f: f.status, self.statuses),
            (lambda f: f.direction, self.directions),
            (lambda f: f.language, self.languages),
            (lambda f: f.end_reason, self.end_reasons),
            (lambda f: f.agent_id, self.agents),
            (lambda f: f.called_number, self.called_numbers),
            (lambda f: f.agent_version, self.versions),
            (lambda f: f.intent, self.intents),
            (lambda f: f.urgency, self.urgencies),
            (lambda f: f.outcome, self.outcomes),
            (lambda f: f.sentiment, self.sentiments),
            (lambda f: f.stage, self.stages),
            (KEYS["step"], self.steps),
            (KEYS["reason"], self.reasons),
            (KEYS["wait"], self.waits),
            (KEYS["stay"], self.stays),
            (ending, self.endings),
            (weekday, self.weekdays),
            (lambda f: f.hour, self.hours),
        )


def weighed(session: Session, selection: Selection, *, is_walked: bool = False) -> Selection:
    """The selection with the frequency of its words looked up, which decides how it is searched. `is_walked`: only the first few
    calls in order of time are needed.
    """
    if not selection.text:
        return selection
    is_rare = are_rare(session, selection.text, selection.organization_id)
    return replace(selection, is_rare=is_rare, is_walked=is_walked)


def has_calls(session: Session, selection: Selection) -> bool:
    return bool(session.scalar(select(exists().where(*selection.conditions()))))


def customers(selection: Selection) -> Selection:
    """Excludes test calls and calls of the staff, unless the selection filters for them explicitly."""
    return replace(
        selection,
        is_test=False if selection.is_test is None else selection.is_test,
        is_staff=False if selection.is_staff is None else selection.is_staff,
    )


def one_of(column: Any, values: tuple[Any, ...]) -> ColumnElement[bool]:
    known = [value for value in values if value != UNKNOWN]
    if len(known) == len(values):
        return column.in_(known)  # type: ignore[no-any-return]
    return or_(column.is_(None), column.in_(known))
