"""The event types that webhooks can send. Events that only pages need (each turn, each step of an analysis) are not
among them.
"""

TEST = "webhook.test"  # sent on request of a user, regardless of the endpoint's subscriptions
CALL_KINDS = ("call.started", "call.forwarded", "call.ended", "analysis.completed", "analysis.failed")
ALERT_KINDS = ("alert.opened", "alert.resolved")
ERASED = "call.erased"  # so that receivers erase what they were told
OUTWARD = (*CALL_KINDS, ERASED, *ALERT_KINDS)
