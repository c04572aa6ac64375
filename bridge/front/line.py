"""An organization's telephone as its settings describe it. Invalid settings are logged and treated as not set."""

import logging
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from db.actions.organizations import House
from db.sound.rules import RecordingRules, read_recording_rules
from db.telephone.hours import OpeningHours, OpeningState
from db.telephone.rules import TelephoneRules, faults, read_hours, read_rules

log = logging.getLogger(__name__)
MADRID = ZoneInfo("Europe/Madrid")


@dataclass(frozen=True, slots=True)
class Line:
    """Of an organization that cannot be asked for: always open, nobody is recorded, and everything as it is by default."""

    organization_id: UUID | None = None
    name: str = ""
    zone: ZoneInfo = MADRID
    language: str = ""
    hours: OpeningHours | None = None
    rules: TelephoneRules = field(default_factory=TelephoneRules)
    recording: RecordingRules | None = None
    agent_id: str = ""  # of the agent that answers here; empty for the one of the environment

    def records(self, number: str) -> bool:
        """Whether calls of a number of ours are recorded, as far as its organization is asked."""
        return self.recording is not None and self.recording.records(number)

    def state_at(self, moment: datetime) -> OpeningState:
        if self.hours is None:
            return OpeningState(True, "hours", None)
        return self.hours.state_at(moment, self.zone)


def line_of(house: House) -> Line:
    return Line(
        organization_id=house.id,
        name=house.name,
        zone=ZoneInfo(house.timezone),
        language=house.language,
        hours=_hours(house),
        rules=_rules(house),
        recording=_recording(house),
        agent_id=house.agent_id,
    )


def _hours(house: House) -> OpeningHours | None:
    try:
        return read_hours(house.settings)
    except ValidationError as error:
        log.error("event=hours_unreadable organization=%s error=%s", house.id, faults(error))  # noqa: TRY400
        return None


def _recording(house: House) -> RecordingRules | None:
    """Nobody is recorded by rules that cannot be read."""
    try:
        return read_recording_rules(house.settings)
    except ValidationError as error:
        log.error("event=recording_rules_unreadable organization=%s error=%s", house.id, faults(error))  # noqa: TRY400
        return None


def _rules(house: House) -> TelephoneRules:
    try:
        return read_rules(house.settings)
    except ValidationError as error:
        log.error("event=rules_unreadable organization=%s error=%s", house.id, faults(error))  # noqa: TRY400
        return TelephoneRules()
