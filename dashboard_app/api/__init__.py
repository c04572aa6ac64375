"""The JSON API: doors of a few lines, one module per noun."""

from flask import Flask


def init_app(server: Flask) -> None:
    return None
