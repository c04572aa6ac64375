"""How the server is: its dependencies, processes, queues and disk, read where each of them can be asked."""
