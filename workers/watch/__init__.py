"""Watches the figures and the product, one organization at a time, and opens and closes alerts."""
