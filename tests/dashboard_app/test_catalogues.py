"""A catalogue says one thing with one word."""

import re

import pytest
from babel.messages.pofile import read_po

from dashboard_app.i18n import TRANSLATIONS

OTHERWISE = {
    ("ca", r"\bgrava(ci|r|d|t)|\bgraven\b"): "enregistrament, enregistrar",
    ("ca", r"^(Desa|Descarrega)\b"): "buttons are infinitives",
    ("de", r"Aufzeichnung"): "Aufnahme",
}


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
