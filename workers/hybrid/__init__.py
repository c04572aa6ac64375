"""Where a model's reading meets what we know: what it is told, and what of its answer is proven. Pure functions."""
