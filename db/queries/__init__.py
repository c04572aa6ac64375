"""Reads. Data for people comes as pandas frames with typed columns; one function per question."""
