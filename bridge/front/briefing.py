"""The agent's dynamic variables, language and greeting for one call. Pure.

Every variable is always sent: if a prompt uses one that is missing, the conversation ends.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from bridge.agents.permissions import Permissions
from bridge.facts import ExperimentJoined
from bridge.front.fallback import can_transfer
from bridge.front.line import Line
from bridge.front.numbers import is_callable
from bridge.store import Store
from db.actions.callers import KnownCaller
from db.call_memory import key_of_call
from db.models.experiment import OTHER
from db.telephone.hours import OpeningState
from db.telephone.rules import LANGUAGES

TTL_SECONDS = 3600
OF_EXPERIMENTS = frozenset({"experiment_id", "side", "usual_agent_id", "is_known_number"})
Variables = dict[str, str | int | bool]
UNKNOWN: Variables = {
    "organization_name": "",
    "is_open": True,
    "opening_state": "open",
    "changes_at": "",
    "hours_today": "",
    "feast_name": "",
    "local_time": "",
    "can_transfer": True,
    "is_number_known": False,
    "is_known_customer": False,
    "customer_name": "",
    "customer_calls": 0,
    "customer_last_call": "",
    "customer_last_intent": "",
    "customer_last_outcome": "",
    "caller_language": "",
}


@dataclass(frozen=True, slots=True)
class Briefing:
    """`overrides` are those that the agent allows; `agent_id` is whose, empty for the agent of the environment.

    `experiment_id`, `side` and `usual_agent_id` are set for a call of an experiment.
    """

    variables: Variables = field(default_factory=lambda: dict(UNKNOWN))
    overrides: dict[str, str] = field(default_factory=dict)
    language: str = ""
    can_transfer: bool = True
    agent_id: str = ""
    experiment_id: str = ""
    side: str = ""
    usual_agent_id: str = ""
    is_known_number: bool = False

    @property
    def has_stand_in(self) -> bool:
        """Whether the usual agent may answer where this one cannot."""
        return self.side == OTHER

    def joined(self) -> ExperimentJoined | None:
        """What is kept of a call of an experiment."""
        if not self.experiment_id:
            return None
        return ExperimentJoined(self.experiment_id, self.side, self.is_known_number)


@dataclass(frozen=True, slots=True)
class Ring:
    """A call that rings: our number and theirs, the moment, and whether there is a person to put it through to."""

    ours: str
    theirs: str
    now: datetime
    has_mobile: bool


def brief(line: Line, caller: KnownCaller | None, ring: Ring, permissions: Permissions) -> Briefing:
    state = line.state_at(ring.now)
    language = _language(line, caller, ring.ours)
    transfers = can_transfer(line.rules, has_mobile=ring.has_mobile, is_open=state.is_open)
    variables = UNKNOWN | _opening(line, state, ring.now) | _customer(caller)
    variables |= {
        "can_transfer": transfers,
        "is_number_known": is_callable(ring.theirs),
        "caller_language": language,
    }
    overrides = _overrides(line, language, permissions, is_open=state.is_open)
    return Briefing(variables, overrides, language, transfers, line.agent_id)


def _language(line: Line, caller: KnownCaller | None, ours: str) -> str:
    """The language of the caller's last call takes precedence over that of the dialled number."""
    spoken = caller.language[:2] if caller else ""
    return spoken if spoken in LANGUAGES else line.rules.languages.get(ours, "")


def _opening(line: Line, state: OpeningState, now: datetime) -> Variables:
    local = now.astimezone(line.zone)
    spans = line.hours.on(local.date())[0] if line.hours else ()
    return {
        "organization_name": line.name,
        "is_open": state.is_open,
        "opening_state": state.name,
        "changes_at": state.changes_at.strftime("%Y-%m-%d %H:%M") if state.changes_at else "",
        "hours_today": ", ".join(map(str, spans)),
        "feast_name": state.feast,
        "local_time": local.strftime("%Y-%m-%d %H:%M"),
    }


def _customer(caller: KnownCaller | None) -> Variables:
    if caller is None:
        return {}
    return {
        "is_known_customer": True,
        "customer_name": caller.name,
        "customer_calls": caller.calls,
        "customer_last_call": caller.last_call_at.date().isoformat(),
        "customer_last_intent": caller.last_intent,
        "customer_last_outcome": caller.last_outcome,
    }


def _overrides(line: Line, language: str, permissions: Permissions, *, is_open: bool) -> dict[str, str]:
    """Sending an override that the agent does not allow, or has no preset for, would end the conversation."""
    wanted = {}
    if language in permissions.languages and language != permissions.own_language:
        wanted["language"] = language
    greetings = line.rules.greeting if is_open else line.rules.closed_greeting or line.rules.greeting
    spoken = language if language in permissions.languages else permissions.own_language
    greeting = {str(name): text for name, text in greetings.items()}.get(spoken, "")
    if permissions.first_message and greeting:
        wanted["first_message"] = greeting
    return wanted


class Briefings:
    """Passes briefings from the process that answers the webhook to the one that carries the stream."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, call_sid: str, briefing: Briefing) -> None:
        """What experiments add is left out of other calls: a process of an older version may read them, too."""
        kept = asdict(briefing)
        if not briefing.experiment_id:
            kept = {name: value for name, value in kept.items() if name not in OF_EXPERIMENTS}
        self._store.put(_key(call_sid), json.dumps(kept, ensure_ascii=False), TTL_SECONDS)

    def of(self, call_sid: str) -> Briefing:
        found = self._store.get(_key(call_sid))
        kept: dict[str, Any] = json.loads(found) if found else {}
        return Briefing(**kept)


def _key(call_sid: str) -> str:
    return key_of_call(call_sid, "briefing")
