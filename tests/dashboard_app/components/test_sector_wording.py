"""Our own texts in the words of a line of business: a restaurant takes bookings, no appointments."""

import re
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from dashboard_app.i18n import LANGUAGES, TRANSLATIONS
from dashboard_app.metric_texts import text_of
from db.queries.metrics.definitions import BY_NAME
from workers.sectors import load_sector, template_names

APPOINTMENT = {
    "es": re.compile(r"\bcitas?\b", re.I),
    "ca": re.compile(r"\bcit(a|es)\b", re.I),
    "en": re.compile(r"appointment", re.I),
    "de": re.compile(r"termin", re.I),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s")
OTHER_MEANING = {"The quotations have been checked"}  # «las citas» of a text


def messages(language):
    """Texts by message id, of a catalogue; English ones are their own ids."""
    source = TRANSLATIONS / ("es" if language == "en" else language) / "LC_MESSAGES" / "messages.po"
    with source.open("rb") as lines:
        found = {one.id: one.string for one in read_po(lines) if isinstance(one.id, str) and one.id}
    return {one: one for one in found} if language == "en" else found


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_restaurant_reads_nothing_of_appointments(language):
    g.member = replace(g.member, sector="restaurant")
    with force_locale(language):
        left = [one for one in messages(language) if APPOINTMENT[language].search(_(one))]

    named = load_sector("restaurant").texts.values()
    left += [
        words[language]
        for names in named
        for words in names.values()
        if APPOINTMENT[language].search(words[language])
    ]
    assert set(left) <= OTHER_MEANING


@pytest.mark.parametrize(
    ("sector", "language", "title"),
    [
        ("restaurant", "es", "Reservas hechas"),
        ("restaurant", "de", "Reservierungen"),
        ("workshop", "es", "Citas reservadas"),
        ("dental-clinic", "en", "Appointments booked"),
    ],
)
def test_a_figure_is_named_in_the_words_of_the_business(sector, language, title):
    g.member = replace(g.member, sector=sector)
    with force_locale(language):
        assert text_of(BY_NAME["bookings"]).title == title


def test_what_is_filled_in_stays_filled_in():
    g.member = replace(g.member, sector="restaurant")
    assert _("with an appointment: %(count)s", count=3) == "con reserva: 3"


@pytest.mark.parametrize("sector", template_names())
def test_a_template_words_only_texts_that_there_are(sector):
    own = load_sector(sector).texts["screen"]

    assert set(own) <= set(messages("en"))
    for message, words in own.items():
        asked = set(PLACEHOLDER.findall(message))
        assert all(set(PLACEHOLDER.findall(text)) == asked for text in words.values()), message
