"""Rules as they are typed and as they are kept: a table of good ones, and one of those that are refused."""

from typing import Any

import pytest
from pydantic import ValidationError

from db.telephone.rules import TelephoneRules, faults, read_hours, read_rules
from db.telephone.wording import WordingError, read_week, with_changes


@pytest.mark.parametrize(
    ("words", "week"),
    [
        (["mon-fri=08:00-13:00,15:00-18:30"], {"mon": ["08:00-13:00", "15:00-18:30"], "sat": []}),
        (["mon-sat=09:00-14:00", "wed=closed"], {"tue": ["09:00-14:00"], "wed": [], "sun": []}),
        (["SUN=10:00-12:00"], {"sun": ["10:00-12:00"], "mon": []}),
    ],
)
def test_a_week(words: list[str], week: dict[str, list[str]]) -> None:
    read = read_week(words)

    assert {day: read[day] for day in week} == week


@pytest.mark.parametrize(
    ("word", "complaint"),
    [
        ("mon", "write days and hours"),
        ("lun=08:00-13:00", "the days are mon"),
        ("fri-mon=8:00-9:00", "backwards"),
    ],
)
def test_a_week_that_cannot_be_read(word: str, complaint: str) -> None:
    with pytest.raises(WordingError, match=complaint):
        read_week([word])


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ({}, ["closed=voicemail"], {"closed": "voicemail"}),
        ({"closed": "voicemail"}, ["closed="], {}),
        ({}, ["ring_seconds=15", "whisper=false"], {"ring_seconds": 15, "whisper": False}),
        ({}, ["languages.+34971550101=de"], {"languages": {"+34971550101": "de"}}),
        ({"greeting": {"es": "Hola.", "de": "Hallo."}}, ["greeting.de="], {"greeting": {"es": "Hola."}}),
        ({"greeting": {"es": "Hola."}}, ["greeting.es="], {}),
        ({}, ["greeting.es=Taller AutoBox, dígame."], {"greeting": {"es": "Taller AutoBox, dígame."}}),
    ],
)
def test_changes(before: dict[str, Any], words: list[str], after: dict[str, Any]) -> None:
    assert with_changes(before, words) == after
    TelephoneRules.model_validate(after)


@pytest.mark.parametrize(
    ("rules", "complaint"),
    [
        ({"closed": "hang up"}, "closed: Input should be 'ring', 'voicemail' or 'message'"),
        ({"ring_seconds": 3}, "ring_seconds: Input should be greater than or equal to 5"),
        ({"languages": {"971550100": "de"}}, "languages.971550100"),
        ({"languages": {"+34971550100": "fr"}}, "'es', 'ca', 'en' or 'de'"),
        ({"colour": "red"}, "colour: Extra inputs are not permitted"),
    ],
)
def test_rules_that_are_refused_say_why(rules: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read_rules({"telephone": rules})

    assert complaint in faults(refused.value)


def test_nothing_set_is_open_and_rings() -> None:
    assert read_hours({}) is None
    assert read_rules({}).closed == "ring"
