"""The audio of calls: from the tapes of their streams to a stereo recording and its measurements."""
