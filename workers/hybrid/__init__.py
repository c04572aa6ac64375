"""Between the model and our data: what the model is given, and which of its claims are proven. Pure functions."""
