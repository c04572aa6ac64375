"""Display names of closed lists in database and analyses. Unknown values are shown unchanged.

Lists that belong to a line of business take their names from its template.
"""

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from dashboard_app.i18n import N_, language_of_page
from dashboard_app.sector_names import NamesOfSector

AND_BEFORE_I = re.compile(r"\by(?= h?i(?!e))", re.IGNORECASE)
STATUSES = {
    "ringing": N_("Ringing"),
    "in_progress": N_("In progress"),
    "forwarded": N_("With a person"),
    "completed": N_("Finished"),
    "failed": N_("Failed"),
}
DIRECTIONS = {"inbound": N_("Inbound"), "outbound": N_("Outbound")}
EXPERIMENT_STATES = {"running": N_("Running"), "paused": N_("Paused"), "ended": N_("Ended")}
SIDES = {"a": N_("the usual agent"), "b": N_("the other agent")}
LANGUAGES = {
    "es": N_("Spanish"),
    "ca": N_("Catalan"),
    "en": N_("English"),
    "de": N_("German"),
    "fr": N_("French"),
}
END_REASONS = {
    "caller_hangup": N_("The caller hung up"),
    "agent_hangup": N_("The agent said goodbye"),
    "transferred": N_("Passed to a person"),
    "forward_unanswered": N_("Nobody answered the transfer"),
    "agent_unreachable": N_("The agent could not be reached"),
    "agent_failed": N_("The agent failed during the call"),
    "max_duration": N_("Longest duration reached"),
    "silence": N_("Nobody spoke any more"),
    "no_answer": N_("Not answered"),
    "busy": N_("Line busy"),
    "canceled": N_("Hung up before the answer"),
    "rejected": N_("Rejected"),
    "carrier_failed": N_("The carrier failed"),
    "stream_failed": N_("The audio connection broke"),
    "shutdown": N_("The service was stopped"),
}
ENDED_BY = {"staff": N_("One of the staff hung up")}
INTENTS = NamesOfSector("intents")
SERVICES = NamesOfSector("services")
URGENCIES = {"critical": N_("Critical"), "high": N_("High"), "normal": N_("Normal"), "low": N_("Low")}
CRITERIA = NamesOfSector("criteria")
FUNNEL = NamesOfSector("funnel")
ABANDON_REASONS = {
    "silent": N_("said nothing more"),
    "gave_up": N_("gave up"),
    "line_lost": N_("the line broke"),
    "hung_up": N_("hung up"),
}
KPIS = NamesOfSector("kpis")
OUTCOMES = NamesOfSector(
    "outcomes",
    {
        "appointment_booked": N_("Appointment booked"),
        "appointment_changed": N_("Appointment changed"),
        "appointment_cancelled": N_("Appointment cancelled"),
        "information_given": N_("Information given"),
        "transferred_to_human": N_("Passed to a person"),
        "callback_promised": N_("Call-back promised"),
        "unresolved": N_("Unresolved"),
        "abandoned": N_("Abandoned"),
        "not_a_customer": N_("Not a customer"),
    },
)
STAGES = {
    "greeting": N_("at the greeting"),
    "identification": N_("while identifying"),
    "problem": N_("while explaining the problem"),
    "scheduling": N_("while choosing a time"),
    "price": N_("at the price"),
    "transfer": N_("while being transferred"),
    "closing": N_("at the end"),
}
SENTIMENTS = {"negative": N_("Negative"), "neutral": N_("Neutral"), "positive": N_("Positive")}
ENTITIES = NamesOfSector("entities")
ENTITY_STATES = {
    "captured": N_("said"),
    "read_back": N_("read back"),
    "confirmed": N_("confirmed"),
    "corrected": N_("corrected"),
}
PROMISES = {
    "booking": N_("Appointment"),
    "change": N_("Change of appointment"),
    "cancellation": N_("Cancellation"),
    "callback": N_("Call back"),
    "transfer": N_("Transfer"),
    "price": N_("Price"),
    "date": N_("Date"),
    "message": N_("Message"),
    "delivery": N_("Sent"),
    "later": N_("To be sent"),
    "reserved_item": N_("Kept for the caller"),
}
TOOL_ERRORS = {
    "not_configured": N_("no system for it is connected"),
    "invalid_arguments": N_("something that it needs was missing"),
    "nobody_to_transfer_to": N_("nobody could take the call"),
    "unknown_tool": N_("there is no such tool"),
    "timeout": N_("no answer in time"),
    "unreachable": N_("the system behind it could not be reached"),
    "failed": N_("the system behind it has failed"),
    "refused": N_("the system behind it refused"),
}
NOTICES = {"ai": N_("Says that it is a virtual assistant"), "recording": N_("Says that the call is recorded")}
RISKS = {"low": N_("Going well"), "raised": N_("Keep an eye on it"), "high": N_("Needs somebody")}
RISK_SIGNS = {
    "urgent": N_("it is urgent"),
    "unhappy": N_("the caller is unhappy"),
    "loop": N_("the agent asks the same again"),
    "misheard": N_("something was misheard"),
    "wants_person": N_("asks for a person"),
    "silence": N_("a long silence"),
    "machine": N_("a machine answers"),
    "language": N_("the agent speaks another language"),
}
FOLLOW_UPS = {
    "urgent": N_("Urgent"),
    "complaint": N_("Complaint"),
    "callback": N_("Call-back promised"),
    "missed": N_("Nobody answered"),
    "promise": N_("Promised, not done"),
    "abandoned": N_("Hung up before being helped"),
    "unresolved": N_("Unresolved"),
    "asked": N_("A colleague asked for it"),
}
FOLLOW_UP_STATES = {
    "open": N_("Open"),
    "done": N_("Done"),
    "dismissed": N_("Not needed"),
    "served": N_("Rang again and was helped"),
    "superseded": N_("Rang again: see the newer call"),
    "withdrawn": N_("Read anew: nothing was left open"),
}
COSTS = {
    "carrier_call": N_("Telephone line"),
    "carrier_media_stream": N_("Audio stream"),
    "carrier_forward": N_("Forwarded call"),
    "carrier_recording": N_("Recording"),
    "agent_minutes": N_("Voice agent"),
    "agent_model": N_("Language model of the agent"),
    "ai_analysis": N_("AI analysis"),
}
CERTAINTIES = {"known": N_("known"), "estimated": N_("estimated"), "unknown": N_("unknown")}
EVENTS = {
    "call.started": N_("The telephone rings"),
    "call.answered": N_("The agent answers"),
    "turn.added": N_("Somebody speaks"),
    "turn.amended": N_("What was heard is corrected"),
    "call.forwarded": N_("The call goes to a person"),
    "call.ended": N_("The call ends"),
    "call.annotated": N_("Somebody adds to the call"),
    "analysis.started": N_("Analysis begins"),
    "analysis.progress": N_("Analysis in progress"),
    "analysis.completed": N_("Analysis ready"),
    "analysis.failed": N_("Analysis failed"),
    "recording.stored": N_("The recording is ready"),
    "recording.failed": N_("The recording failed"),
    "recording.deleted": N_("The recording is deleted"),
    "sound.measured": N_("The sound is measured"),
}
RECORDING_REASONS = {
    "disk_full": N_("the disk was full"),
    "disk_read_only": N_("the disk takes nothing"),
    "disk_failed": N_("the disk failed"),
    "store_failed": N_("the store of recordings did not take it"),
    "incomplete": N_("the end is missing"),
    "nothing_heard": N_("no audio came"),
    "tape_lost": N_("the audio was lost with its process"),
    "retention": N_("its time was over"),
    "asked": N_("somebody asked for it"),
    "unexpected": N_("an unexpected error"),
    "": N_("for an unknown reason"),
}
SOUND_REASONS = {
    "agent_not_heard": N_("The agent is not heard"),
    "caller_not_heard": N_("The caller is not heard"),
    "lost_audio": N_("Parts of what the caller said never came"),
    "jitter": N_("The audio came unevenly"),
    "noise": N_("Noise on the line"),
    "quiet": N_("The caller is hardly heard"),
    "clipping": N_("The caller's voice is distorted"),
    "echo": N_("The caller's telephone returns the agent's voice"),
    "slow_answers": N_("The agent answers slowly"),
    "slowest_answer": N_("One answer took very long"),
    "late_greeting": N_("The agent spoke late"),
    "agent_interrupts": N_("The agent interrupts"),
    "dead_air": N_("Long silences on our side"),
    "recording_incomplete": N_("Parts of the recording are missing"),
}
ROLES = {
    "admin": N_("Administrator"),
    "supervisor": N_("Supervisor"),
    "analyst": N_("Analyst"),
    "staff": N_("Staff"),
}


def say(names: Mapping[str, str], value: str | None) -> str:
    """The name of `value` in the reader's language."""
    if not value:
        return "–"
    name = names.get(value)
    if name is None:
        return value.replace("_", " ").capitalize()
    return name if isinstance(names, NamesOfSector) else _(name)


def inside(words: str) -> str:
    """For use within a sentence: lower-cased, unless the language capitalizes nouns. «ITV» stays as it is."""
    first = words.partition(" ")[0]
    if language_of_page() == "de" or (len(first) > 1 and first.isupper()):
        return words
    return words[:1].lower() + words[1:]


def well_joined(words: str) -> str:
    """Spanish says «semana e idioma», not «y idioma»; before a diphthong («hielo») the «y» stays."""
    return AND_BEFORE_I.sub("e", words) if language_of_page() == "es" else words


def end(call: Mapping[str, Any]) -> str:
    """Why the call ended, from the call or its end event; a staff member hanging up is not shown as the agent saying goodbye."""
    if call.get("ended_by"):
        return say(ENDED_BY, str(call["ended_by"]))
    return say(END_REASONS, call.get("end_reason"))


def choices(names: Mapping[str, str]) -> list[dict[str, str]]:
    """Options of a dropdown."""
    return [{"value": value, "label": say(names, value)} for value in names]
