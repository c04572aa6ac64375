"""What the agent did, compared with what it said: calendar days, promises, and the tool calls that fulfilled them. Pure functions."""
