"""Believable calls of a workshop for those who want to see the product at work. Every one is marked as simulated."""
