"""Load on the voice bridge: real-time calls through a real voice process, and what they cost."""
