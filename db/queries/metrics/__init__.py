"""The metric dictionary: what each figure means, the calls that it counts, and one function that computes it for everybody."""
