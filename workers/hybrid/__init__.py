"""Between the model and our data: what the model is told, and what of its answer is proven. Pure functions."""
