"""What is known when a call rings: whose number it is, who is calling, whether the business is open, which language to speak."""
