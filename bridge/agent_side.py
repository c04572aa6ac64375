"""The agent's end of one call: dial it, watch it, send to it, close it. Runs on the pump's thread."""

import json
import logging
from typing import Any, Protocol

from bridge import events as happened
from bridge import metrics
from bridge.agents import elevenlabs
from bridge.agents.elevenlabs import Address, AgentAddressError
from bridge.dial import Dial, DialError
from bridge.events import Event
from bridge.front.briefing import Briefing
from bridge.leg import Leg, Listener
from bridge.switchboard import Switchboard
from bridge.timers import Timer
from bridge.tokens import Ticket

log = logging.getLogger(__name__)
SERVER_ERROR = 500


class Conversation(Listener, Protocol):
    """The part of a call that its agent side and tool requests use."""

    @property
    def at_ms(self) -> int: ...
    def feed(self, event: Event) -> None: ...


class _EndedCall:
    """Replaces a call that is over, for work that is still running: ignores everything."""

    at_ms = 0

    def feed(self, event: Event) -> None:
        """Ignored."""

    def on_text(self, leg: Leg, payload: bytes) -> None:
        """Ignored."""

    def on_closed(self, leg: Leg, code: int, reason: str, clean: bool) -> None:
        """Ignored."""


ENDED_CALL: Conversation = _EndedCall()


class AgentSide:
    def __init__(
        self, switchboard: Switchboard, ticket: Ticket, call: Conversation, briefing: Briefing
    ) -> None:
        self.leg: Leg | None = None
        self.heard_at = 0.0
        self._switchboard = switchboard
        self._ticket = ticket
        self._call = call
        self._dial: Dial | None = None
        self._watch: Timer | None = None
        self._closed = False
        self._dropped = 0
        self._settings = switchboard.settings.agent.of(briefing.agent_id)
        self._usual_agent_id = briefing.usual_agent_id
        self._variables = briefing.variables
        self._overrides = dict(briefing.overrides)
        if ticket.resumes:  # the caller was greeted before
            self._overrides.pop("first_message", None)

    def connect(self, *, plain: bool = False) -> None:
        """`plain`: without overrides, after the agent refused them."""
        if plain:
            self._overrides.clear()
        settings = self._settings
        if settings.uses_signed_url:
            self._switchboard.blocking_threads.submit(self._fetch_address)
        else:
            self._reach(elevenlabs.address(settings))

    def use_stand_in(self) -> None:
        """The overrides were made for the other agent."""
        if self._dial:
            self._dial.cancel()
        if self.leg:
            leg = self.leg
            leg.close()
            self.lost(leg)
        log.warning("event=experiment_stand_in call=%s", self._ticket.call_sid)
        account = self._switchboard.settings.agent
        self._settings = account.of(self._usual_agent_id)
        self.connect(plain=True)

    def reconnect(self) -> None:
        """Dials again during the call; the new session may begin with a configured message of its own."""
        message = self._switchboard.settings.agent.reconnect_message
        self._overrides.pop("first_message", None)
        self._overrides |= {"first_message": message} if message else {}
        metrics.AGENT_RECONNECTS.inc()
        log.warning("event=agent_reconnects call=%s", self._ticket.call_sid)
        self.connect()

    def send_audio(self, message: bytes) -> None:
        """Sends a `user_audio_chunk` message: the caller's audio, which may be dropped if the agent does not read."""
        if self.leg:
            self.leg.send_audio(message)

    def send(self, message: dict[str, Any]) -> None:
        if self.leg:
            self.leg.send_text(json.dumps(message, ensure_ascii=False).encode())

    def watch(self, quiet_seconds: float) -> None:
        """A stuck agent still answers WebSocket pings, so only its own messages count."""
        quiet = self._switchboard.pump.now - self.heard_at
        if quiet >= quiet_seconds:
            self._call.feed(happened.AgentWentQuiet(self._call.at_ms))
        elif self.leg:
            self._watch = self._switchboard.pump.call_later(
                quiet_seconds - quiet + 0.01, lambda: self.watch(quiet_seconds), self._call
            )

    def close(self) -> None:
        """Also cancels a dial attempt: a session without a caller would cost money."""
        self._closed = True
        if self._dial:
            self._dial.cancel()
        if self.leg:
            self.leg.close()
            self.lost(self.leg)

    def release(self) -> None:
        """Breaks the reference cycle with the call, which otherwise only the garbage collector could free."""
        self.close()
        self._dial = None
        self._call = ENDED_CALL

    def lost(self, leg: Leg) -> bool:
        """Returns whether this leg was still in use."""
        if leg is not self.leg:
            return False
        self._dropped += leg.dropped_audio
        self.leg = None
        if self._watch:
            self._watch.cancel()
        return True

    @property
    def dropped_audio(self) -> int:
        return self._dropped + (self.leg.dropped_audio if self.leg else 0)

    def _fetch_address(self) -> None:
        """On one of the blocking threads."""
        try:
            address = elevenlabs.signed_address(self._settings)
        except AgentAddressError as error:
            failure = DialError(str(error))
            self._switchboard.pump.post(lambda: self._failed(failure), self._call)
        else:
            self._switchboard.pump.post(lambda: self._reach(address), self._call)

    def _reach(self, address: Address) -> None:
        if self._closed:
            return
        self._dial = self._switchboard.dialler.connect(
            address.url,
            address.headers,
            self._switchboard.settings.agent_connect_seconds,
            listener=self._call,
            on_connected=self._connected,
            on_failed=self._failed,
        )

    def _connected(self, leg: Leg) -> None:
        metrics.AGENT_CONNECTS.labels("connected").inc()
        self.leg = leg
        self.heard_at = self._switchboard.pump.now
        self.send(elevenlabs.initiation(self._ticket, self._variables, self._overrides))
        self._call.feed(happened.AgentConnected(self._call.at_ms, bool(self._overrides)))

    def _failed(self, error: DialError) -> None:
        metrics.AGENT_CONNECTS.labels("refused" if error.status else "unreachable").inc()
        log.warning(
            "event=agent_unreachable call=%s status=%s error=%s", self._ticket.call_sid, error.status, error
        )
        can_retry = error.status is None or error.status >= SERVER_ERROR
        self._call.feed(happened.AgentConnectFailed(self._call.at_ms, str(error), can_retry))
