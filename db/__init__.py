"""What we remember: tables, writes (`actions`), reads (`queries`), and the channel that carries events. Imports nothing of ours."""
