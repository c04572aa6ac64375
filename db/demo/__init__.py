"""Realistic simulated calls for trying out the product. Each one is marked as simulated."""
