"""What we understand: jobs, analyses by rules and by a model, what all of it costs. Other packages enter by `workers.queue`."""
