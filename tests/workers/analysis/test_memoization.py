from workers.analysis import memoization
from workers.analysis.memoization import MemoDict, cached_in_owner
from workers.analysis.text import split_words


def counting(asked):
    def length(word):
        asked.append(word)
        return len(word)

    return MemoDict(length)


def test_a_word_is_computed_once():
    asked = []
    lengths = counting(asked)
    assert [lengths[word] for word in ("coche", "cita", "coche")] == [5, 4, 5]
    assert asked == ["coche", "cita"]


def test_overlong_words_are_not_cached():
    lengths = counting([])
    assert lengths["x" * 1000] == 1000
    assert len(lengths) == 0


def test_a_full_dict_begins_anew(monkeypatch):
    monkeypatch.setattr(memoization, "_MAX_WORDS", 2)
    asked = []
    lengths = counting(asked)
    assert [lengths[word] for word in ("a", "b", "c", "a")] == [1, 1, 1, 1]
    assert asked == ["a", "b", "c", "a"]


def test_each_function_is_computed_once_per_turn():
    asked = []
    first, second = (
        cached_in_owner(lambda words: asked.append("first")),
        cached_in_owner(lambda words: asked.append("second")),
    )
    words = split_words("dos")
    for ask in (first, second, first, second):
        ask(words)
    first(split_words("dos"))
    assert asked == ["first", "second", "first"]
