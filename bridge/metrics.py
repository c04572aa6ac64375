"""What Prometheus may know of the calls of this process."""

from prometheus_client import Counter, Gauge

LIVE_CALLS = Gauge("bridge_live_calls", "Calls with an open media stream", multiprocess_mode="livesum")
ENDED_STREAMS = Counter(
    "bridge_streams_ended", "Media streams that ended, by what came next and why", ["step", "reason"]
)
REFUSED_STREAMS = Counter("bridge_streams_refused", "Media streams that were not taken", ["reason"])
AGENT_CONNECTS = Counter("bridge_agent_connects", "Attempts to reach the agent", ["outcome"])
MALFORMED_MESSAGES = Counter("bridge_malformed_messages", "Messages that were not understood", ["side"])
