"""What a call sounded like: from the tapes of its streams to a stereo recording, and what can be measured on it."""
