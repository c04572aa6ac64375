"""Outgoing webhooks: which events go out, where they may go, and how their secrets are made."""
