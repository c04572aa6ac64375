"""Which agent a caller hears while an experiment runs. Pure, and without a look-up: what is known of the experiment comes with the line.

The share is that of callers, not of calls: whoever calls twice hears the same agent twice.
"""

import hashlib
import logging
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from bridge.front.line import Line
from bridge.front.numbers import is_callable
from db.actions.running_experiment import RunningExperiment
from db.models.experiment import OTHER, USUAL

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Caller:
    """A call that rings. `is_test`: also one that the carrier's simulator makes."""

    call_sid: str
    number: str
    is_inbound: bool
    is_test: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """`agent_id` is the provider's id of the agent that answers, empty for the one of the environment."""

    experiment_id: UUID
    side: str
    agent_id: str
    is_known_number: bool


def choose(line: Line, caller: Caller) -> Choice | None:
    """None if the call is of no experiment. Whatever fails here must not cost a call: then the usual agent answers."""
    try:
        return _choose(line, caller)
    except Exception:
        log.exception("event=experiment_failed call=%s consequence=the usual agent answers", caller.call_sid)
        return None


def _choose(line: Line, caller: Caller) -> Choice | None:
    experiment = line.experiment
    if experiment is None or not _takes_part(experiment, line, caller):
        return None
    is_known_number = is_callable(caller.number)
    side = side_of(experiment, caller.number if is_known_number else caller.call_sid)
    agent_id = experiment.other_agent if side == OTHER else experiment.usual_agent
    return Choice(experiment.id, side, agent_id, is_known_number)


def _takes_part(experiment: RunningExperiment, line: Line, caller: Caller) -> bool:
    is_over = experiment.ends_at is not None and caller.now >= experiment.ends_at
    is_customer = caller.is_inbound and not caller.is_test and caller.number not in line.staff
    return is_customer and not is_over and experiment.usual_agent == line.agent_id


def side_of(experiment: RunningExperiment, who: str) -> str:
    """A keyed hash, so that nobody can tell from a number which agent it hears, and the next experiment splits anew."""
    digest = hashlib.blake2b(who.encode(), key=experiment.seed.bytes, digest_size=8).digest()
    return OTHER if int.from_bytes(digest) * 100 < experiment.share_percent * 2**64 else USUAL
