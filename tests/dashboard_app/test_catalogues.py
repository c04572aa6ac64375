"""A catalogue says one thing with one word."""

import re

import pytest
from babel.messages.pofile import read_po

from dashboard_app import texts
from dashboard_app.components import calibration, volume
from dashboard_app.i18n import TRANSLATIONS, read_catalogue

OTHERWISE = {
    ("ca", r"\bgrava(ci|r|d|t)|\bgraven\b"): "enregistrament, enregistrar",
    ("ca", r"^(Desa|Descarrega)\b"): "buttons are infinitives",
    ("de", r"Aufzeichnung"): "Aufnahme",
}
# What a call came to, wherever it is said: as outcome, as what is to do, in the chart by endings, in a model's analysis.
WHAT_A_CALL_CAME_TO = [
    "Call-back promised",
    "Unresolved",
    "Left",
    *texts.FOLLOW_UPS.values(),
    *volume.ENDINGS.values(),
    *calibration.SUBJECTS.values(),
]


@pytest.mark.parametrize(("language", "double"), OTHERWISE)
def test_a_thing_has_one_name(language: str, double: str) -> None:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as lines:
        texts = [
            text
            for one in read_po(lines)
            for text in ([one.string] if isinstance(one.string, str) else one.string)
        ]

    assert [text for text in texts if re.search(double, text, re.IGNORECASE)] == [], OTHERWISE[
        language, double
    ]


@pytest.mark.parametrize("language", ["es", "ca", "de"])
def test_what_has_one_name_in_a_language_has_one_in_english(language: str) -> None:
    catalogue = read_catalogue(language)
    ids: dict[str, set[str]] = {}
    for name in WHAT_A_CALL_CAME_TO:
        ids.setdefault(catalogue.gettext(name), set()).add(name)

    assert [names for names in ids.values() if len(names) > 1] == []
