import pytest

from workers.analysis.patterns import Lexicon, PatternError
from workers.analysis.text import fold, split_words


def found(pattern, text):
    words = split_words(text)
    return [words.original(hit.first, hit.last) for hit in Lexicon({"it": [pattern]}).find(0, words)]


@pytest.mark.parametrize(
    ("pattern", "text", "hits"),
    [
        pytest.param("cambi* [el] aceite", "quiero CAMBIAR aceite", ["CAMBIAR aceite"], id="optional"),
        pytest.param(
            "corta* [un poco las|las] puntas",
            "cortar un poco las puntas",
            ["cortar un poco las puntas"],
            id="words",
        ),
        pytest.param("corta* [un poco las|las] puntas", "cortar puntas", ["cortar puntas"], id="no-words"),
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


@pytest.mark.parametrize(
    "pattern",
    ["[el]", "... coche", "coche ...", "¿?", "el | la", "[el coche", "el] coche", "mi [el|la]coche"],
)
def test_unreadable_phrases_are_refused(pattern):
    with pytest.raises(PatternError, match="it:"):
        Lexicon({"it": [pattern]})


TWO_MINDS = Lexicon(
    {"a": ["no ... va", "no va"], "b": ["no", "no *a"], "c": ["va bien"], "d": ["no ... bien", "n*"]}
)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        pytest.param("no va", ["b no", "a no va", "b no va", "a no va", "d no"], id="each-way-to-a-word"),
        pytest.param(
            "no me va va bien",
            ["b no", "a no me va", "a no me va va", "d no me va va bien", "d no", "c va bien"],
            id="gaps-of-every-width",
        ),
        pytest.param("no. va bien", ["b no", "d no", "c va bien"], id="a-new-sentence"),
        pytest.param("nada", ["d nada"], id="a-word-alone"),
    ],
)
def test_phrases_that_begin_with_the_same_word(text, hits):
    words = split_words(text)
    assert [
        f"{hit.concept} {words.original(hit.first, hit.last)}" for hit in TWO_MINDS.find(0, words)
    ] == hits


def test_states_that_were_dropped_are_built_again(monkeypatch):
    monkeypatch.setattr("workers.analysis.phrase_automaton._MAX_TRANSITIONS", 3)
    texts = ["no me va va bien", "no va", "va bien", "no lo va a hacer"] * 2
    found = [TWO_MINDS.find(0, split_words(text)) for text in texts]
    assert found[:4] == found[4:]
    assert all(found)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("ÀÉÎ Ñandú ß ¿qué?", "aei nandu s ,que?", id="by-bytes"),
        pytest.param("ÀÉÎ Ñandú ß ¿qué?…", "aei nandu s ,que?…", id="by-characters"),
        pytest.param("S’oli, İ Čech 🚗 Жук", "s'oli, i cech 🚗 Жук", id="other-scripts"),
        pytest.param("OLD car", "old car", id="plain"),
    ],
)
def test_folding_keeps_places(text, folded):
    assert fold(text) == folded
    assert len(folded) == len(text)
