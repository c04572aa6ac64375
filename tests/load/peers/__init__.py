"""Other ways to build the same bridge, as small as they can be, for comparison."""
