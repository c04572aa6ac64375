"""The owner's sheet of a week."""
