"""Return on investment: a pure model of measured days and assumptions that anybody can see and change."""
