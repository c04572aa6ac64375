"""An organization's telephone as its settings describe it. Invalid settings are logged and treated as not set."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from db.actions.organizations import OrganizationProfile
from db.actions.running_experiment import RunningExperiment
from db.actions.staff_numbers import SETTING as STAFF_SETTING
from db.sound.rules import RecordingRules, read_recording_rules
from db.telephone.hours import OpeningHours, OpeningState
from db.telephone.rules import TelephoneRules, faults, read_hours, read_rules

log = logging.getLogger(__name__)
MADRID = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True, slots=True)
class Line:
    """The defaults apply to an unknown organization: always open, no call is recorded."""

    organization_id: UUID | None = None
    name: str = ""
    zone: ZoneInfo = MADRID
    language: str = ""
    hours: OpeningHours | None = None
    rules: TelephoneRules = field(default_factory=TelephoneRules)
    recording: RecordingRules | None = None
    agent_id: str = ""  # of the agent that answers here; empty for the one of the environment
    staff: frozenset[str] = frozenset()  # numbers of our own people
    experiment: RunningExperiment | None = None

    def records(self, number: str) -> bool:
        """Whether calls of a number of ours are recorded, as far as its organization is asked."""
        return self.recording is not None and self.recording.records(number)

    def state_at(self, moment: datetime) -> OpeningState:
        if self.hours is None:
            return OpeningState(True, "hours", None)
        return self.hours.state_at(moment, self.zone)


def line_of(organization: OrganizationProfile) -> Line:
    return Line(
        organization_id=organization.id,
        name=organization.name,
        zone=ZoneInfo(organization.timezone),
        language=organization.language,
        hours=_hours(organization),
        rules=_rules(organization),
        recording=_recording(organization),
        agent_id=organization.agent_id,
        staff=frozenset(organization.settings.get(STAFF_SETTING) or ()),
        experiment=organization.experiment,
    )


def _hours(organization: OrganizationProfile) -> OpeningHours | None:
    try:
        return read_hours(organization.settings)
    except ValidationError as error:
        log.error("event=hours_unreadable organization=%s error=%s", organization.id, faults(error))
        return None


def _recording(organization: OrganizationProfile) -> RecordingRules | None:
    """If the rules cannot be read, no call is recorded."""
    try:
        return read_recording_rules(organization.settings)
    except ValidationError as error:
        log.error("event=recording_rules_unreadable organization=%s error=%s", organization.id, faults(error))
        return None


def _rules(organization: OrganizationProfile) -> TelephoneRules:
    try:
        return read_rules(organization.settings)
    except ValidationError as error:
        log.error("event=rules_unreadable organization=%s error=%s", organization.id, faults(error))
        return TelephoneRules()
