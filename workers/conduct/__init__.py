"""What the agent did beside what it said: days in the calendar, promises and the tools that kept them. Pure functions."""
