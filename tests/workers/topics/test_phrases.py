"""Words in a row, and who said them."""

import pytest

from workers.topics.phrases import callers_by_phrase, heard, spelt, stretches

STOP = {"de", "la", "por", "para"}


def folded(text: str, left_out: tuple[str, ...] = ()) -> list[str]:
    return [" ".join(word.folded for word in row) for row in stretches(text, left_out) if row]


CASES: dict[str, tuple[str, tuple[str, ...], list[str]]] = {
    "a sentence": ("El aire acondicionado no enfría", (), ["el aire acondicionado no enfria"]),
    "a pause ends it": ("El aire, creo yo", (), ["el aire", "creo yo"]),
    "numbers end it and are left out": ("mi número 600 111 222 gracias", (), ["mi numero", "gracias"]),
    "so does a name": ("soy Marta Riera de Artà", ("marta", "riera"), ["soy", "de arta"]),
    "so do plates and what is spelt out": (
        "es 1234 BCD, be ce de de Barcelona",
        (),
        ["es", "be ce de de barcelona"],
    ),
    "an apostrophe separates": ("l'oli del cotxe", (), ["l oli del cotxe"]),
    "nothing": ("", (), []),
    "signs alone": ("… 😀 !", (), []),
    "letters that are not Latin": ("привет", (), []),
}


@pytest.mark.parametrize(("text", "left_out", "expected"), CASES.values(), ids=CASES)
def test_stretches(text: str, left_out: tuple[str, ...], expected: list[str]) -> None:
    assert folded(text, left_out) == expected


def test_a_caller_counts_once_and_stop_words_stand_only_inside() -> None:
    calls = [
        heard("ana", ["presupuesto por escrito", "un presupuesto por escrito"]),
        heard("ana", ["presupuesto por escrito"]),
        heard("leo", ["quiero presupuesto por escrito"]),
    ]

    found = callers_by_phrase(calls, STOP, fewest=2)

    assert found == {
        ("presupuesto",): {"ana", "leo"},
        ("escrito",): {"ana", "leo"},
        ("presupuesto", "por", "escrito"): {"ana", "leo"},
    }


def test_a_phrase_is_spelt_as_most_write_it() -> None:
    calls = [heard("a", ["La batería"]), heard("b", ["bateria"]), heard("c", ["BATERÍA"])]

    assert spelt(calls, ("bateria",)) == "batería"


def test_an_apostrophe_stays() -> None:
    assert (
        spelt([heard("a", ["Carregar S'Aire condicionat"])], ("carregar", "s", "aire")) == "carregar s'aire"
    )
