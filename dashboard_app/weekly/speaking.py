"""A language outside of any request, for what is sent automatically."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, g
from flask_babel import force_locale

from dashboard_app import i18n


@dataclass(frozen=True, slots=True)
class Reader:
    """What texts and times ask of whoever reads them."""

    timezone: str
    sector: str


def speaker() -> Flask:
    """Has the catalogues, and nothing else of a server."""
    server = Flask("weekly", static_folder=None)
    i18n.init_app(server)
    return server


@contextmanager
def speaking(server: Flask, language: str, reader: Reader) -> Iterator[None]:
    with server.app_context(), force_locale(language):
        g.member = reader
        yield
