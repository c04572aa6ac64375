"""E-mails of every kind."""
