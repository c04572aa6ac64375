"""What an escape can bring into a text though nothing can keep it."""

import json

import pytest

from db.json_text import read_json, storable_json


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(r'"ma\u00f1ana \ud83d\ude97"', "mañana 🚗", id="escapes that are whole"),
        pytest.param(r'"a\u0000b"', "ab", id="NUL"),
        pytest.param(r'"a\ud800b"', "a?b", id="the first half of a character"),
        pytest.param(r'"a\uDFFFb"', "a?b", id="the second half"),
        pytest.param(
            r'{"k\u0000": ["\u0000", 1, null, {"x": "\ud83d"}]}', {"k": ["", 1, None, {"x": "?"}]}, id="deep"
        ),
        pytest.param(r'"\\u0000"', "\\u0000", id="a backslash that is one"),
        pytest.param(
            '[NaN, Infinity, -Infinity, 1e999, "NaN", 1.5]', [None] * 4 + ["NaN", 1.5], id="no numbers"
        ),
    ],
)
def test_what_is_read_can_be_kept(text: str, kept: object) -> None:
    assert read_json(text.encode()) == kept


def test_what_is_no_json_is_none() -> None:
    with pytest.raises(json.JSONDecodeError):
        read_json(b'"\\ud8"')


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 5000, id="thousands of lists"),
        pytest.param('{"a":' * 5000, id="thousands of objects"),
        pytest.param("[" * 900 + r'"\u0000"' + "]" * 900, id="too deep for what cannot be stored"),
    ],
)
def test_what_is_nested_too_deeply_is_an_error_of_the_sender(text: str) -> None:
    """Callers are ready for what is no JSON, and must not have to think of this."""
    with pytest.raises(ValueError, match="nested too deeply"):
        read_json(text.encode())


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        pytest.param(r'{"a": "informaci\u0000n"}', '{"a": "informacin"}', id="NUL"),
        pytest.param(r'{"a":"ma\u00f1ana"}', r'{"a":"ma\u00f1ana"}', id="as it was"),
        pytest.param(r'{"a": "\u0000', r'{"a": "\u0000', id="no JSON"),
    ],
)
def test_json_for_another_parser(text: str, kept: str) -> None:
    assert storable_json(text) == kept
