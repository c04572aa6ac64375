"""The audio of calls: tapes, written by a voice process during a call, and the store of finished recordings."""
