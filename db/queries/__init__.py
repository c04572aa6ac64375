"""Reads. What people look at comes as pandas frames with typed columns; one function per question."""
