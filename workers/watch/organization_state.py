"""What the watch must know about an organization before checking it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from db.alerting import AlertRules, read_alert_rules
from db.own_rules import KeptRule
from db.queries.alerts import OpenAlert, Watched, mutes, newest_ends, open_alerts, watched
from db.queries.organizations import Profile
from db.queries.own_rules import own_rules
from db.telephone.rules import read_hours
from workers.watch.rules import ALARMS, DRIFTS
from workers.watch.stretches import Calendar

LOOK_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class OrganizationState:
    """`muted` are rules that currently open no alerts; `ends` is when alerts of a rule and subject were last resolved. `own` are the rules that it has made."""

    id: UUID
    now: datetime
    timezone: str
    calendar: Calendar
    wanted: AlertRules
    muted: frozenset[str]
    open: Mapping[tuple[str, str], OpenAlert]
    ends: Mapping[tuple[str, str], datetime]
    before: Watched | None
    is_host: bool
    own: tuple[KeptRule, ...] = ()

    @property
    def alarm(self) -> float:
        return ALARMS[self.wanted.sensitivity]

    @property
    def drifted(self) -> float:
        return DRIFTS[self.wanted.sensitivity]

    def opened(self, rule: str, subject: str = "") -> OpenAlert | None:
        return self.open.get((rule, subject))

    def subjects(self, rule: str) -> list[OpenAlert]:
        return [one for (name, _), one in self.open.items() if name == rule]

    def may_open(self, rule: str) -> bool:
        return rule not in self.muted and rule not in self.wanted.off


def state_of(session: Any, profile: Profile, now: datetime, *, is_host: bool) -> OrganizationState:
    calendar = Calendar(ZoneInfo(profile.timezone), hours_of(profile))
    listed = open_alerts(session, organization_id=profile.id)
    return OrganizationState(
        id=profile.id,
        now=now,
        timezone=profile.timezone,
        calendar=calendar,
        wanted=read_alert_rules(profile.settings),
        muted=frozenset(mutes(session, organization_id=profile.id, now=now)),
        open={(one.rule, one.subject): one for one in listed},
        ends=newest_ends(session, organization_id=profile.id, since=now - LOOK_BACK),
        before=watched(session, organization_id=profile.id),
        is_host=is_host,
        own=tuple(own_rules(session, profile.id)),
    )


def hours_of(profile: Profile) -> Any:
    """Invalid hours, from a manual edit, count as none: the organization is watched all the same."""
    try:
        return read_hours(profile.settings)
    except ValidationError:
        return None
