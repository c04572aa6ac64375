"""Writes. Each action is keyword-only, runs in the caller's transaction, and may run twice with the same effect."""
