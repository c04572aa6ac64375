"""Translates outside a request, for e-mails that are sent automatically."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from flask import Flask, g
from flask_babel import force_locale

from dashboard_app import i18n


@dataclass(frozen=True, slots=True)
class Reader:
    """The part of a member that texts and times need."""

    timezone: str
    sector: str


@cache
def translation_app() -> Flask:
    """A Flask app with the translations and no routes."""
    server = Flask("mail", static_folder=None)
    i18n.init_app(server)
    return server


@contextmanager
def in_language(language: str, reader: Reader) -> Iterator[None]:
    with translation_app().app_context(), force_locale(language):
        g.member = reader
        yield
