"""Writes. Every action takes keyword arguments, runs in the caller's transaction, and is idempotent."""
