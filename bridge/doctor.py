"""Checks for `flask doctor`: can the carrier and the agent be reached, and are they configured as calls need it?"""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import requests

from bridge.carriers.twilio import account_status
from bridge.errors import CarrierRefusedError
from bridge.session import AUDIO_FORMAT
from bridge.settings import AgentSettings, BridgeSettings
from db.actions.organizations import answering_agents
from db.actions.running_experiment import tried_agents
from db.call_memory import REJECTED
from db.database import Database
from db.doctor import Finding
from db.errors import DATABASE_AWAY
from db.loopback import is_loopback

TIMEOUT_SECONDS = 5.0
LATE_SECONDS = 120
NEEDED_EVENTS = frozenset(
    {
        "audio",
        "interruption",
        "ping",
        "conversation_initiation_metadata",
        "agent_response",
        "agent_response_correction",
        "user_transcript",
        "client_tool_call",
        "agent_tool_response",
    }
)


def finding(subject: str, advice: str = "") -> Finding:
    """A check without advice has passed."""
    return Finding(subject, not advice, advice)


def examine(settings: BridgeSettings) -> list[Finding]:
    spool = settings.data_dir / "spool"
    return [
        examine_addresses(settings),
        examine_carrier(settings),
        *examine_agent(settings.agent),
        examine_facts(spool, time.time()),
    ]


def examine_facts(spool: Path, now: float) -> Finding:
    """What was learnt of calls and is not in the database, on this machine."""
    refused = spool / REJECTED
    if refused.is_file() and refused.stat().st_size:
        advice = f"the database refused some: read {refused} and the log, then delete the file"
        return finding("facts of calls", advice)
    waiting = [left for one in spool.glob("*.jsonl") if (left := size_and_age(one, now)) and left[0]]
    longest = max((age for _size, age in waiting), default=0)
    if longest > LATE_SECONDS:
        size = sum(size for size, _age in waiting)
        advice = f"{size} bytes in {spool} have waited for {longest / 60:.0f} minutes: look at the database, and at the log of web and voice"
        return finding("facts of calls", advice)
    return finding("facts of calls")


def size_and_age(path: Path, now: float) -> tuple[int, float] | None:
    """None where it has been written meanwhile, and is gone."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_size, now - found.st_mtime


def examine_addresses(settings: BridgeSettings) -> Finding:
    if not settings.carrier.is_simulated and is_loopback(settings.public_url):
        return finding("addresses", "PUBLIC_URL is of this machine: the carrier cannot reach it")
    if not settings.mobile_number:
        advice = "MOBILE_NUMBER is not set: callers whom the agent cannot serve hear an apology"
        return Finding("addresses", False, advice, can_wait=settings.simulates)  # no real person calls
    return finding("addresses")


def examine_carrier(settings: BridgeSettings) -> Finding:
    try:
        status = account_status(settings.carrier)
    except CarrierRefusedError as error:
        return finding("carrier", f"{error}: check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_API_URL")
    return finding("carrier", "" if status == "active" else f"the account is {status}")


def examine_agent(settings: AgentSettings, where: str = "ELEVENLABS_AGENT_ID") -> list[Finding]:
    """`where`: what says which agent it is."""
    try:
        response = requests.get(
            f"{settings.api_url}/v1/convai/agents/{settings.agent_id}",
            headers={"xi-api-key": settings.api_key},
            timeout=TIMEOUT_SECONDS,
        )
        response.raise_for_status()
        return examine_configuration(response.json()["conversation_config"])
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        advice = f"check {where}, ELEVENLABS_API_KEY and ELEVENLABS_API_URL"
        return [finding("agent", f"not readable ({type(error).__name__}): {advice}")]


def examine_further_agents(settings: AgentSettings, database: Database) -> Iterator[Finding]:
    """Those with a number of their own, and those that an experiment tries: callers hear them as they hear the usual one.

    Nothing if the database is unavailable: that is another finding.
    """
    try:
        with database.reading() as session:
            own, tried = answering_agents(session), tried_agents(session)
    except DATABASE_AWAY:
        return
    for agent, number, slug in own:
        if agent != settings.agent_id:
            yield from examine_named(settings, agent, "agent", f"{agent}, which answers {number} for {slug}")
    for agent, experiment in tried:
        yield from examine_named(settings, agent, "agent B", f"{agent} of the experiment “{experiment}”")


def examine_named(settings: AgentSettings, agent: str, subject: str, about: str) -> Iterator[Finding]:
    for found in examine_agent(settings.of(agent), where="its id at ElevenLabs"):
        advice = about if found.is_well else f"{about}: {found.advice}"
        yield replace(found, subject=found.subject.replace("agent", subject), advice=advice)


def examine_configuration(config: dict[str, Any]) -> list[Finding]:
    hears, speaks = config["asr"]["user_input_audio_format"], config["tts"]["agent_output_audio_format"]
    missing = NEEDED_EVENTS - set(config["conversation"].get("client_events") or [])
    formats = (
        ""
        if hears == speaks == AUDIO_FORMAT
        else f"set both audio formats to {AUDIO_FORMAT}: {hears}, {speaks}"
    )
    events = f"switch on the client events {', '.join(sorted(missing))}" if missing else ""
    return [finding("agent formats", formats), finding("agent events", events)]
