"""Language models: the questions we ask, the shape of the answers, and who answers them."""
