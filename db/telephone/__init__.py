"""How an organization's telephone behaves: opening hours, languages, who takes over."""
