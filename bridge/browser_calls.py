"""A test call whose telephone is a browser: same media stream, same session, same records.

No carrier is involved, so the CallSid is ours; `channel` marks the call so that no job asks a carrier for its state or
price.
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from bridge.errors import FullError
from bridge.facts import CallNoted, CallStarted
from bridge.simulation import assign_script
from bridge.switchboard import Switchboard
from bridge.tokens import Ticket
from db.actions.calls import BY_BROWSER, conversation_id_of

STREAM_PATH = "/ws/elevenlabs-bridge"  # of the page's own origin, whose cookie the browser sends along


@dataclass(frozen=True, slots=True)
class BrowserCall:
    """What the browser needs to open its stream: a single-use token, valid for two minutes and for this member."""

    call_sid: str
    token: str

    @property
    def conversation_id(self) -> UUID:
        return conversation_id_of(self.call_sid)


def open_browser_call(switchboard: Switchboard, member: str, called: str, script: str) -> BrowserCall:
    """`called` is the number that answers; the page has shown the recording notice.

    Raises FullError, or SimulatorsAwayError if the agent is simulated and does not answer; then there is no call.
    """
    settings = switchboard.settings
    call_sid = "CA" + secrets.token_hex(16)
    if not switchboard.capacity.take(call_sid):
        raise FullError("as many calls are running as this installation takes (MAX_CALLS)")
    if settings.agent.is_simulated:
        _cast(switchboard, call_sid, script)
    switchboard.recorder.record(call_sid, CallStarted("inbound", None, called, True, settings.simulates))
    is_recorded = settings.records_calls and switchboard.front_desk.line_of(called).records(called)
    notice = {"recording_notice": "page"} if is_recorded else {}
    switchboard.recorder.record(call_sid, CallNoted({"channel": BY_BROWSER, **notice}))
    ticket = Ticket(
        call_sid, "inbound", "", called, True, settings.simulates, member=member, is_recorded=is_recorded
    )
    return BrowserCall(call_sid, switchboard.tokens.issue(ticket))


def _cast(switchboard: Switchboard, call_sid: str, script: str) -> None:
    try:
        assign_script(switchboard.settings, call_sid, script)
    except Exception:
        switchboard.capacity.free(call_sid)
        raise
