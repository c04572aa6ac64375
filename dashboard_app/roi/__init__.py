"""What the agent brings against what it costs: a pure model of measured days and assumptions that anybody can see and change."""
