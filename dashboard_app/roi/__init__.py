"""Return on investment: a pure model computed from measured days and from assumptions that users can see and change."""
