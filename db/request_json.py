"""JSON that requests send: without characters that cannot be stored, and an error of the sender where it is nested too deeply."""

from typing import Any

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from db.json_text import read_json


class RequestJson(DefaultJSONProvider):
    def loads(self, s: str | bytes, **_kwargs: Any) -> Any:
        """Raises ValueError, which Flask answers with 400, or leaves to `get_json(silent=True)`."""
        return read_json(s.encode() if isinstance(s, str) else s)


def init_app(server: Flask) -> None:
    server.json = RequestJson(server)
