"""Language models: the questions, the schema of the answers, and the providers."""
