"""A column-oriented copy of the facts in the web process's memory (DuckDB): figures over many calls are counted from it."""
