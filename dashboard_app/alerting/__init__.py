"""Alerts in words: on the page, in the settings and by e-mail."""
