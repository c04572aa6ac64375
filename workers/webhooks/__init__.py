"""Outgoing webhooks: events are delivered to other programs, signed, until accepted."""
