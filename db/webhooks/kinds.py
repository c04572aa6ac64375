"""The events that go out to other programs. What only an open page needs (each turn, each step of an analysis) stays inside."""

TEST = "webhook.test"  # asked for by a person; every endpoint gets it, whatever it subscribes to
CALL_KINDS = ("call.started", "call.forwarded", "call.ended", "analysis.completed", "analysis.failed")
ALERT_KINDS = ("alert.opened", "alert.resolved")
OUTWARD = CALL_KINDS + ALERT_KINDS
