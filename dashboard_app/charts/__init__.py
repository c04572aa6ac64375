"""Pure charts: a frame in, a figure as a plain dict out."""
