"""Statistics of a media stream, for the call's page, for Prometheus and for the log line at its end."""

from dataclasses import asdict, dataclass

from bridge import metrics
from bridge.facts import CallNoted


@dataclass(frozen=True, slots=True)
class StreamFigures:
    """Milliseconds since the stream began; None for what never happened."""

    duration_ms: int
    agent_ready_ms: int | None
    first_audio_ms: int | None
    heard_ms: int
    dropped_frames: int
    malformed_messages: int

    def fact(self) -> CallNoted:
        return CallNoted({"stream": asdict(self)})

    def observe(self) -> None:
        if self.agent_ready_ms is not None:
            metrics.AGENT_READY.observe(self.agent_ready_ms / 1000)
        if self.first_audio_ms is not None:
            metrics.FIRST_AUDIO.observe(self.first_audio_ms / 1000)

    def __str__(self) -> str:
        return " ".join(f"{name}={value}" for name, value in asdict(self).items())
