"""Replays a stored call through a build of the bridge and compares the result with the original."""
