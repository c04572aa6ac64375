"""The schema of a scripted dialogue: what the simulated caller does, and what the simulated agent answers.

Turns alternate. Each side performs its own and waits for the other's; neither sees the other's text.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

CarrierFault = Literal[
    "no_start", "no_stop", "gap", "late_marks", "slow_reader", "callbacks_twice", "callbacks_reversed",
]  # fmt: skip
Language = Literal["es", "ca", "en", "de"]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class ToolCall(Part):
    """A client tool that the agent asks the bridge to run."""

    name: str = Field(pattern=r"^[a-z_]+$")
    parameters: dict[str, str | int | float | bool] = {}


class Fault(Part):
    """How the agent fails after its line: a close code, a dropped connection, 30 s of silence, garbage, a 1 MiB message."""

    kind: Literal["close", "drop", "silence", "garbage", "oversize"]
    code: Literal[1000, 1002, 1008, 1011] = 1011
    reason: str = ""
    seconds: float = Field(default=30.0, gt=0, le=120)


class AgentTurn(Part):
    text: str = Field(default="", alias="agent")
    tool: ToolCall | None = None
    text_after_tool: str = ""
    text_after_error: str = ""  # instead, when the tool answered with an error
    end_call: bool = False
    end_call_after_error: bool = False
    fault: Fault | None = None
    stale_audio: bool = False  # audio of this line goes on arriving after the caller interrupted it

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.text or self.tool or self.fault):
            raise ValueError("an agent turn needs a text, a tool or a fault")
        if self.goes_on_after_tool and not self.tool:
            raise ValueError("a text after the tool needs a tool")
        return self

    def naming(self, business: str, organization: str) -> Self:
        texts = ("text", "text_after_tool", "text_after_error")
        said = {name: getattr(self, name).replace(business, organization) for name in texts}
        return self.model_copy(update=said)

    @property
    def goes_on_after_tool(self) -> bool:
        return bool(self.text_after_tool or self.text_after_error)


class CallerTurn(Part):
    text: str = Field(default="", alias="caller")
    pause_seconds: float = Field(default=0.2, ge=0, le=10)
    barge_in_seconds: float | None = Field(default=None, ge=0.2, le=20)  # this long into the agent's line
    dtmf: str = Field(default="", pattern=r"^[0-9*#A-D]*$")
    silence_seconds: float = Field(default=0.0, ge=0, le=60)
    hang_up: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not (self.text or self.dtmf or self.silence_seconds or self.hang_up):
            raise ValueError("a caller turn needs a text, dtmf, silence_seconds or hang_up")
        if self.barge_in_seconds is not None and not self.text:
            raise ValueError("a caller who barges in needs a text")
        return self


Turn = Annotated[
    Annotated[AgentTurn, Tag("agent")] | Annotated[CallerTurn, Tag("caller")],
    Discriminator(lambda turn: _side(turn)),
]


def _side(turn: Any) -> str:
    if isinstance(turn, dict):
        return "agent" if "agent" in turn else "caller"
    return "agent" if isinstance(turn, AgentTurn) else "caller"


class Caller(Part):
    number: str = Field(default="+34600000000", pattern=r"^(\+[1-9][0-9]{6,14}|anonymous)$")
    voice: str = ""  # an espeak-ng voice; the language's own when empty
    pitch: int = Field(default=45, ge=0, le=99)
    words_per_minute: int = Field(default=190, ge=80, le=400)
    noise: int = Field(default=0, ge=0, le=250)  # mean amplitude of the noise on the line
    patience_seconds: float = Field(default=20.0, ge=2, le=120)  # of hearing nothing before hanging up


class Forward(Part):
    """What happens to a dialled telephone."""

    outcome: Literal["answered", "no-answer", "busy", "failed"] = "answered"
    ring_seconds: float = Field(default=3.0, ge=0, le=60)
    talk_seconds: float = Field(default=6.0, ge=0, le=600)
    # Of a telephone that we ring ourselves.
    answered_by: Literal["human", "machine_start", "fax", "unknown"] = "human"
    # When asked for a key; "": a mobile's own voicemail.
    presses: str = Field(default="1", pattern=r"^[0-9*#]?$")


class Outage(Part):
    """A fault of the agent service during this call: every connection is slow or refused."""

    http_status: Literal[401, 403, 404, 429, 500, 503] | None = None
    delay_seconds: float = Field(default=0.0, ge=0, le=60)


class Script(Part):
    name: str
    title: str
    language: Language
    caller: Caller = Caller()
    forward: Forward = Forward()
    outage: Outage = Outage()
    # What the caller says after a beep; "": nothing.
    voicemail: str = "Me llamo Ana García. Llámenme, por favor."
    carrier_faults: frozenset[CarrierFault] = frozenset()
    business: str = (
        ""  # what the agent calls it: in a call it says the name of the called organization instead
    )
    turns: tuple[Turn, ...] = ()

    def turns_at(self, organization: str) -> tuple[Turn, ...]:
        """As the agent of that organization says them."""
        if not (self.business and organization):
            return self.turns
        return tuple(
            turn.naming(self.business, organization) if isinstance(turn, AgentTurn) else turn
            for turn in self.turns
        )

    @model_validator(mode="after")
    def _sides_alternate(self) -> Self:
        for position, (turn, following) in enumerate(zip(self.turns, self.turns[1:], strict=False)):
            if type(turn) is type(following):
                raise ValueError(f"turns {position + 1} and {position + 2} are of the same side")
        if not self.turns and not self.outage.http_status:
            raise ValueError("a script without turns needs an agent that refuses (outage.http_status)")
        return self
