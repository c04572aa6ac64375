"""Outgoing webhooks: what happened is told to other programs, signed, until they have taken it."""
