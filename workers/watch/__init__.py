"""Watches figures and system health, one organization at a time, and opens and resolves alerts."""
