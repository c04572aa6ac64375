"""The panel's parts that need no database: what a selection's address is, and what the month may bring."""
