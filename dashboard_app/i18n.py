"""The language of a page: how it is chosen, and its catalogue. Message ids are English; the screen is Spanish first.

Catalogues are read from `.po` files, so nothing has to be compiled before the first run.
"""

import io
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, g, redirect, request
from flask_babel import Babel, Domain, get_locale

from dashboard_app.access.next_page import safe_next
from dashboard_app.reader_sector import sector_of_reader

LANGUAGES = {"es": "Español", "ca": "Català", "en": "English", "de": "Deutsch"}
DEFAULT_LANGUAGE = "es"
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600
TRANSLATIONS = Path(__file__).parent / "translations"


class Catalogues(Domain):  # type: ignore[misc]  # flask-babel ships no types
    """Translations by language, read once. English needs none: the message ids are English.

    A sector template may word a message in its own way («reserva» instead of «cita»).
    """

    def __init__(self) -> None:
        super().__init__(str(TRANSLATIONS))
        self._read: dict[str, NullTranslations] = {}

    def get_translations(self) -> NullTranslations:
        language = language_of_page()
        if language not in self._read:
            self._read[language] = read_catalogue(language)
        return self._read[language]

    def gettext(self, string: str, **variables: Any) -> str:
        """A page calls this hundreds of times: nearly all texts are those of every sector."""
        sector = sector_of_reader()
        if sector is None or string not in sector.texts["screen"]:
            return str(super().gettext(string, **variables))
        own = sector.label("screen", string, language_of_page()) or string
        return own % variables if variables else own


def catalogue_file(language: str) -> Path:
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def read_catalogue(language: str) -> NullTranslations:
    source = catalogue_file(language)
    if not source.exists():
        return NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as lines:
        write_mo(compiled, read_po(lines, locale=language))
    compiled.seek(0)
    return Translations(compiled)


def init_app(server: Flask) -> None:
    server.config["BABEL_DEFAULT_LOCALE"] = DEFAULT_LANGUAGE
    babel = Babel(server, locale_selector=chosen_language, timezone_selector=timezone_of_member)
    babel.domain_instance = Catalogues()
    server.jinja_env.globals["get_locale"] = get_locale
    server.add_url_rule("/language/<code>", view_func=choose_language, endpoint="choose_language")


def chosen_language() -> str:
    wanted = request.cookies.get(COOKIE, "")
    return wanted if wanted in LANGUAGES else DEFAULT_LANGUAGE


def timezone_of_member() -> str | None:
    """Times are shown in the organization's time zone."""
    found = g.get("member")
    return found.timezone if found is not None else None


def language_of_page() -> str:
    locale = get_locale()
    return locale.language if locale is not None else DEFAULT_LANGUAGE


def choose_language(code: str) -> Response:
    """Stores the language; a GET, as it changes nothing but the reader's own preference."""
    return keep_language(redirect(safe_next(request.args.get("next", "/"))), code)  # type: ignore[arg-type]


def keep_language(answer: Response, code: str) -> Response:
    """In this browser. A language that we do not speak changes nothing."""
    if code in LANGUAGES:
        answer.set_cookie(COOKIE, code, max_age=YEAR_SECONDS, samesite="Lax", secure=request.is_secure)
    return answer


def N_(message: str) -> str:  # noqa: N802 (gettext's own name for it)
    """Marks a message for extraction; it is translated when shown."""
    return message
