"""What Prometheus may know of the calls of this process."""

from prometheus_client import Counter, Gauge, Histogram

SECONDS = (0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10)

LIVE_CALLS = Gauge("bridge_live_calls", "Calls with an open media stream", multiprocess_mode="livesum")
ENDED_STREAMS = Counter(
    "bridge_streams_ended", "Media streams that ended, by what came next and why", ["step", "reason"]
)
NATIVE_CALLS = Counter(
    "bridge_native_calls", "Calls that the provider was asked to carry by itself", ["reason", "outcome"]
)
REFUSED_STREAMS = Counter("bridge_streams_refused", "Media streams that were not taken", ["reason"])
AGENT_CONNECTS = Counter("bridge_agent_connects", "Attempts to reach the agent", ["outcome"])
AGENT_RECONNECTS = Counter("bridge_agent_reconnects", "Agents lost in mid-call and dialled again")
MALFORMED_MESSAGES = Counter("bridge_malformed_messages", "Messages that were not understood", ["side"])
AGENT_READY = Histogram(
    "bridge_agent_ready_seconds", "From the stream's start to an agent that listens", buckets=SECONDS
)
FIRST_AUDIO = Histogram(
    "bridge_first_audio_seconds", "From the stream's start to the agent's first sound", buckets=SECONDS
)
