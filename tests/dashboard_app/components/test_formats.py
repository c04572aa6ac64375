"""Times, money and numbers as people write them; catalogues that leave nothing out."""

import ast
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from flask import Flask, g
from flask_babel import force_locale

from dashboard_app import formats, i18n, texts
from db.queries.users import Member
from workers.errors import MESSAGES

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PACKAGE = Path(i18n.__file__).parent


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("+34612480917", "612 48 09 17"),
        ("+4915123456789", "+49 1512 3456789"),
        ("anonymous", "Número oculto"),
        (None, "Número oculto"),
        ("sip:marta@example.com", "sip:marta@example.com"),
    ],
)
def test_telephone_numbers(value: str | None, shown: str) -> None:
    assert formats.phone(value) == shown


@pytest.mark.parametrize(
    ("timezone", "ours", "theirs"),
    [
        ("Europe/Berlin", "01512 3456789", "+34 612 48 09 17"),
        ("Atlantic/Canary", "+49 1512 3456789", "612 48 09 17"),
    ],
)
def test_telephone_numbers_as_dialled_where_the_business_is(timezone: str, ours: str, theirs: str) -> None:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/"):
        g.member = Member(
            uuid4(), uuid4(), "ana@praxis.example", "staff", timezone, "", "Praxis", "dental-clinic"
        )
        assert (formats.phone("+4915123456789"), formats.phone("+34612480917")) == (ours, theirs)


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("ana@taller.es", "Ana"),
        ("ana.torres@taller.es", "Ana Torres"),
        ("maria-josep_ferrer+movil@taller.es", "Maria Josep Ferrer"),
        ("McCoy@taller.es", "McCoy"),
        ("+@taller.es", "+@taller.es"),
    ],
)
def test_colleagues(email: str, shown: str) -> None:
    assert formats.colleague(email) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("es", "«hola»"), ("ca", "«hola»"), ("en", "“hola”"), ("de", "„hola“")]
)
def test_quotations(language: str, shown: str) -> None:
    with force_locale(language):
        assert formats.quoted("hola") == shown


@pytest.mark.parametrize("language", ["ca", "de", "en", "es"])
def test_texts_quote_as_their_language_does(language: str) -> None:
    path = PACKAGE / "translations" / ("es" if language == "en" else language) / "LC_MESSAGES" / "messages.po"
    written = [
        one.id if language == "en" else one.string
        for one in read_po(path.read_bytes().splitlines(keepends=True), locale=language)
    ]
    foreign = {"en": "«»„", "de": "«»”"}.get(language, "“”„")
    assert [one for one in written if set(foreign) & set(str(one))] == []


@pytest.mark.parametrize(("seconds", "shown"), [(None, "–"), (0, "0:00"), (94, "1:34"), (3723, "1:02:03")])
def test_durations(seconds: int | None, shown: str) -> None:
    assert formats.duration(seconds) == shown


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(None, "–"), ("0", "0,00 €"), ("0.0123", "0,01 €"), ("0.0042", "< 0,01 €"), ("1234.5", "1.234,50 €")],
)
def test_money(amount: str | None, shown: str) -> None:
    assert formats.money(Decimal(amount) if amount else None).replace("\xa0", " ") == shown


def test_money_where_a_cent_is_too_coarse() -> None:
    assert formats.exact_money(Decimal("0.0123")).replace("\xa0", " ") == "0,0123 €"
    assert formats.exact_money(Decimal("0.5")).replace("\xa0", " ") == "0,50 €"
    assert formats.highest_money(Decimal("0.0101")).replace("\xa0", " ") == "0,02 €"


@pytest.mark.parametrize(("value", "shown"), [(3, "+3"), (-2.0, "−2"), (0, "±0")])
def test_changes(value: float, shown: str) -> None:
    assert formats.change(value) == shown


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (NOW, "hoy"),
        (datetime(2026, 11, 21, 1, 0, tzinfo=UTC), "ayer"),
        (datetime(2026, 11, 2, 8, 0, tzinfo=UTC), "2 nov"),
        (datetime(2025, 3, 2, tzinfo=UTC), "2 mar 2025"),
    ],
)
def test_days(moment: datetime, shown: str) -> None:
    assert formats.day(moment, NOW) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("es", "2 nov"), ("ca", "2 nov."), ("en", "2 Nov"), ("de", "2. Nov.")]
)
def test_short_dates_are_short_in_every_language(language: str, shown: str) -> None:
    with force_locale(language):
        assert formats.short_date(date(2026, 11, 2)) == shown


def test_shares_and_amounts() -> None:
    assert formats.percent(None) == "–"
    assert formats.percent(0.666) == "67\u00a0%"
    assert formats.factor(1.25) == "1,25"
    assert formats.amount("nonsense") is None
    assert formats.amount("0.5") == Decimal("0.5")
    assert formats.weekday(date(2026, 11, 22)) == "domingo"
    assert formats.clock(None) == "–"


@pytest.mark.parametrize(
    ("language", "share", "money", "whole", "between"),
    [
        ("es", "67 %", "2.000,50 €", "2.001 €", "6–12 %"),
        ("ca", "67 %", "2.000,50 €", "2.001 €", "6–12 %"),
        ("de", "67 %", "2.000,50 €", "2.001 €", "6–12 %"),
        ("en", "67%", "€2,000.50", "€2,001", "6–12%"),
    ],
)
def test_signs_stand_where_the_language_has_them(
    language: str, share: str, money: str, whole: str, between: str
) -> None:
    with force_locale(language):
        told = (
            formats.percent(0.666),
            formats.money(Decimal("2000.5")),
            formats.whole_money(Decimal("2000.51")),
            formats.interval(formats.percent(0.06), formats.percent(0.12)),
        )

    assert tuple(one.replace("\xa0", " ") for one in told) == (share, money, whole, between)


def test_unknown_words_show_as_they_are() -> None:
    assert texts.say(texts.INTENTS, "time_travel") == "Time travel"
    assert texts.say(texts.INTENTS, None) == "–"


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("es", "Llamada prometida", "llamada prometida"),
        ("es", "ITV", "ITV"),
        ("de", "Rückruf versprochen", "Rückruf versprochen"),
    ],
)
def test_names_stand_in_a_sentence(language: str, words: str, shown: str) -> None:
    with force_locale(language):
        assert texts.inside(words) == shown


@pytest.mark.parametrize(("count", "said"), [(0, "0 llamadas"), (1, "1 llamada"), (2, "2 llamadas")])
def test_one_call_is_no_several(count: int, said: str) -> None:
    with force_locale("es"):
        assert formats.calls(count) == said


@pytest.mark.parametrize(
    ("language", "words", "shown"),
    [
        ("es", "por semana y idioma", "por semana e idioma"),
        ("es", "por semana y motivo", "por semana y motivo"),
        ("es", "fuego y hielo, padre y hijo", "fuego y hielo, padre e hijo"),
        ("ca", "per setmana i idioma", "per setmana i idioma"),
    ],
)
def test_two_words_are_joined_as_people_say_it(language: str, words: str, shown: str) -> None:
    with force_locale(language):
        assert texts.well_joined(words) == shown


def messages() -> set[str]:
    """Of the code as it is parsed: readers of lines do not look into the braces of a text."""
    of_templates = extract_from_dir(
        PACKAGE, method_map=[("**/templates/**.html", "jinja2")], keywords={"_": None}
    )
    calls = (
        node
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"_", "N_"}
    )
    given = {node.args[0].value for node in calls if node.args and isinstance(node.args[0], ast.Constant)}
    return {str(found[2]) for found in of_templates} | {str(text) for text in given} | set(MESSAGES.values())


@pytest.mark.parametrize("language", ["es", "ca", "de"])
def test_catalogues_leave_nothing_out(language: str) -> None:
    with (PACKAGE / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    translated = {message.id for message in catalogue if message.id and message.string}

    assert messages() - translated == set()


@pytest.mark.parametrize(
    ("cookie", "path", "language", "target"),
    [
        ("", "/language/ca?next=/calls", "ca", "/calls"),
        ("", "/language/xx?next=/calls", None, "/calls"),
        ("", "/language/de?next=//evil.example", "de", "/"),
        ("", "/language/de?next=/%09/evil.example", "de", "/"),  # browsers drop the tab
        ("", "/language/de?next=/%0A/evil.example", "de", "/"),
        ("", "/language/en", "en", "/"),
    ],
)
def test_language_is_remembered_and_leads_back(
    cookie: str, path: str, language: str | None, target: str
) -> None:
    server = Flask("tests")
    i18n.init_app(server)

    answer = server.test_client().get(path)

    assert answer.location == target
    assert (f"language={language}" in answer.headers.get("Set-Cookie", "")) == (language is not None)


def test_language_of_the_cookie_is_spoken() -> None:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/", headers={"Cookie": "language=en"}):
        assert texts.say(texts.STATUSES, "completed") == "Finished"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("Zoë 🚗", "Zoë 🚗 · 600 94 23 61"), ("ليلى", "ليلى · \u2066600 94 23 61\u2069")],
    ids=["from left to right", "from right to left"],
)
def test_a_number_keeps_the_order_of_its_groups(name: str, shown: str) -> None:
    assert formats.named(name, "600 94 23 61") == shown
