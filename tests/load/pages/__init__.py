"""How quick the pages are with many calls."""
