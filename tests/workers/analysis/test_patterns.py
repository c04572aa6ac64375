import pytest

from workers.analysis.patterns import Lexicon, PatternError
from workers.analysis.text import fold, split_words


def found(pattern, text):
    words = split_words(text)
    return [words.said(hit.first, hit.last) for hit in Lexicon({"it": [pattern]}).find(0, words)]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        pytest.param("cambi* [el] aceite", "quiero CAMBIAR aceite", ["CAMBIAR aceite"], id="optional"),
        pytest.param("*wechsel", "ein Ölwechsel", ["Ölwechsel"], id="ending"),
        pytest.param("*brems*", "Handbremse kaputt", ["Handbremse"], id="part"),
        pytest.param("no .. arranca", "no me lo arranca", ["no me lo arranca"], id="short-gap"),
        pytest.param("no .. arranca", "no. arranca", [], id="never-across-a-sentence"),
        pytest.param("los * mil", "los sesenta mil", ["los sesenta mil"], id="any-one-word"),
        pytest.param("s'oli|l'oli", "canviar s'oli", ["s'oli"], id="apostrophe"),
        pytest.param("col·lisió", "una col·lisió", ["col·lisió"], id="middle-dot"),
    ],
)
def test_phrases(pattern, text, hits):
    assert found(pattern, text) == hits


@pytest.mark.parametrize("pattern", ["[el]", "... coche", "coche ...", "¿?", "el | la"])
def test_unreadable_phrases_are_refused(pattern):
    with pytest.raises(PatternError, match="it:"):
        Lexicon({"it": [pattern]})


def test_folding_keeps_places():
    text = "Ñandú ÀÉÎ ß İ 🚗 ¿qué?"
    assert len(fold(text)) == len(text)
