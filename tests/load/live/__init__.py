"""How soon a fact is on the pages that are open."""
