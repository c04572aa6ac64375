"""Our own texts in the words of a line of business: a restaurant takes bookings, no appointments."""

import re
import shutil
from dataclasses import replace

import pytest
from babel.messages.pofile import read_po
from flask import g
from flask_babel import force_locale
from flask_babel import gettext as _

from dashboard_app.i18n import LANGUAGES, catalogue_file
from dashboard_app.metric_texts import text_of
from dashboard_app.sector_wording import faults_of_wording
from db.queries.metrics.definitions import BY_NAME
from workers.sectors import load_sector, read_sector, template_names
from workers.sectors.folders import TEMPLATES

APPOINTMENT = {
    "es": re.compile(r"\bcitas?\b", re.I),
    "ca": re.compile(r"\bcit(a|es)\b", re.I),
    "en": re.compile(r"appointment", re.I),
    "de": re.compile(r"termin", re.I),
}
CUSTOMER = {
    "es": re.compile(r"\bclientes?\b", re.IGNORECASE),
    "ca": re.compile(r"\bclients?\b", re.IGNORECASE),
    "en": re.compile(r"\bcustomers?\b", re.IGNORECASE),
    "de": re.compile(r"\bkund(?:en?|in|schaft)\b", re.IGNORECASE),
}
OTHER_MEANING = {"The quotations have been checked"}  # «las citas» of a text


def messages(language):
    """Texts by message id, of a catalogue; English ones are their own ids."""
    with catalogue_file("es" if language == "en" else language).open("rb") as lines:
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_clinic_has_patients(language):
    g.member = replace(g.member, sector="dental-clinic")
    with force_locale(language):
        left = [one for one in messages(language) if CUSTOMER[language].search(_(one))]
    named = load_sector("dental-clinic").texts.values()
    left += [
        words[language]
        for names in named
        for words in names.values()
        if CUSTOMER[language].search(words[language])
    ]
    assert left == []


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
    assert list(faults_of_wording(load_sector(sector))) == []


def test_what_no_page_says_and_what_is_not_filled_in_are_told_with_their_lines(tmp_path):
    folder = tmp_path / "tavern"
    shutil.copytree(TEMPLATES / "restaurant", folder)
    words = {language: f'{language} = "con reserva"\n' for language in LANGUAGES}
    (folder / "screen.toml").write_text(
        f'["with an appointment: %(count)s"]\n{"".join(words.values())}["Apointment"]\n{"".join(words.values())}',
        encoding="utf-8",
    )

    faults = list(faults_of_wording(read_sector(folder)))

    assert [(one.line, "no page says «Apointment»" in one.what) for one in faults] == [
        (2, False),
        (3, False),
        (4, False),
        (5, False),
        (6, True),
    ]
    assert "'%(count)s'" in faults[0].remedy
