"""Tunes Python's cyclic garbage collector for processes that analyse calls: much is loaded once, and few cycles are garbage."""

import gc

_OBJECTS_BETWEEN = 50_000
"""Objects made before the collector looks among them: two dozen calls' worth, where Python would look several times a call."""


def keep_what_is_loaded() -> None:
    """Call this once templates and models are loaded: forks then share their pages, and collections skip the vocabularies."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN, *gc.get_threshold()[1:])
