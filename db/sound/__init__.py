"""The sound of calls: tapes, which a voice process writes while a call runs, and the store of finished recordings."""
