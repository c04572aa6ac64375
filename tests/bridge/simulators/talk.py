"""A client of the agent's session, driven by hand: audio in, messages out, no socket and no clock."""

import base64
import json
from typing import Any

from bridge.simulators import mulaw
from bridge.simulators.agent.casting import Casting, Part
from bridge.simulators.agent.messages import Output, Send
from bridge.simulators.agent.record import Record
from bridge.simulators.agent.session import AgentSession
from bridge.simulators.script import Script
from bridge.simulators.speech import Voice, say

CALL_SID = "CA" + "1" * 32


VARIABLES = {"caller_number": "+34600", "called_number": "+34971", "call_sid": CALL_SID}


class Talk:
    """A client that says what it is told to, 20 ms after 20 ms."""

    def __init__(
        self, dialogue: Script, casting: Casting | None = None, organization: str = "", **overrides: Any
    ) -> None:
        self.casting = casting or Casting()
        if casting is None:
            self.casting.assign(CALL_SID, dialogue)
        self.record = Record("conv_1", "agent_1", "signed_url")
        self.part = Part(self.casting)
        self.session = AgentSession(self.record, self.part, 0.0)
        self.outputs: list[Output] = []
        config = {"conversation_config_override": {"agent": overrides}} if overrides else {}
        variables = VARIABLES | ({"organization_name": organization} if organization else {})
        self.send(
            {"type": "conversation_initiation_client_data", "dynamic_variables": variables} | config, now=0
        )

    def send(self, message: Any, now: float = 0.0) -> None:
        self.outputs += self.session.receive(json.dumps(message), now)
        self.part.advance(self.session.position)

    def keep_silent(self, seconds: float) -> "Talk":
        for _ in range(round(seconds * 50)):
            self.hear(mulaw.SILENT_FRAME)
        return self

    def say(self, text: str) -> "Talk":
        self.hear(say(text, Voice("es")))
        return self.keep_silent(0.8)

    def hear(self, audio: bytes) -> None:
        self.send({"user_audio_chunk": base64.b64encode(audio).decode()})

    def events(self, kind: str) -> list[Any]:
        found = [
            output.message
            for output in self.outputs
            if isinstance(output, Send) and output.message["type"] == kind
        ]
        return [next(value for key, value in message.items() if key != "type") for message in found]

    def said(self) -> list[str]:
        return [event["agent_response"] for event in self.events("agent_response")]
