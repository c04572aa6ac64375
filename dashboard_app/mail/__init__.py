"""E-mails of every kind: the mail server, their common headers and frame, and texts and times outside a request."""
