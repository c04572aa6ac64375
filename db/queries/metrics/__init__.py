"""The metric dictionary: what each figure means, which calls it counts, and one function that computes it for everybody."""
