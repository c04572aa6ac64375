"""The state of the server: dependencies, processes, queues and disk, each read where it can be asked."""
