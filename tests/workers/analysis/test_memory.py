from workers.analysis import memory
from workers.analysis.memory import Memory, once
from workers.analysis.text import split_words


def counting(asked):
    def work(word):
        asked.append(word)
        return len(word)

    return Memory(work)


def test_a_word_is_worked_out_once():
    asked = []
    lengths = counting(asked)
    assert [lengths[word] for word in ("coche", "cita", "coche")] == [5, 4, 5]
    assert asked == ["coche", "cita"]


def test_what_is_no_word_is_not_kept():
    lengths = counting([])
    assert lengths["x" * 1000] == 1000
    assert len(lengths) == 0


def test_a_full_memory_begins_anew(monkeypatch):
    monkeypatch.setattr(memory, "_MOST", 2)
    asked = []
    lengths = counting(asked)
    assert [lengths[word] for word in ("a", "b", "c", "a")] == [1, 1, 1, 1]
    assert asked == ["a", "b", "c", "a"]


def test_a_turn_is_asked_once_by_each():
    asked = []
    first, second = once(lambda words: asked.append("first")), once(lambda words: asked.append("second"))
    words = split_words("dos")
    for ask in (first, second, first, second):
        ask(words)
    first(split_words("dos"))
    assert asked == ["first", "second", "first"]
