"""Names that calls mention: of callers and of others, and words that are no names."""

import itertools

import pytest

from workers.analysis.transcript import Turn
from workers.hybrid.masking import mask_turns
from workers.hybrid.names import beside

SAID = "Hola, soy Ana-María Ribas Vidal."


@pytest.mark.parametrize("parts", list(itertools.permutations(["Ana", "Ana-María", "María"])))
def test_the_longest_known_part_is_read_in_whatever_order_they_come(parts: tuple[str, ...]) -> None:
    assert list(beside(set(parts), [SAID])) == ["Ana-María Ribas Vidal"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("mi marido se llama Pep Mas", "mi marido se llama [NAME_1]", id="a husband"),
        pytest.param("mi hijo se llama pep mas", "mi hijo se llama [NAME_1]", id="in small letters"),
        pytest.param("mi mujer se llama ana y viene ya", "mi mujer se llama [NAME_1] y viene ya", id="a part of it"),
        pytest.param("el coche está a nombre de Pep Mas", "el coche está a nombre de [NAME_1]", id="the owner"),
        pytest.param("soy la mujer de Pep Mas", "soy la mujer de [NAME_1]", id="whose wife"),
        pytest.param("es mi padre, Miquel Riera i Mas, que", "es mi padre, [NAME_1], que", id="a father"),
        pytest.param("llamo por doña Pilar, mi vecina", "llamo por doña [NAME_1], mi vecina", id="a lady"),
        pytest.param("my wife's called Anna Smith", "my wife's called [NAME_1]", id="a wife"),
        pytest.param("I'm Peter's wife", "I'm [NAME_1]'s wife", id="whose wife, in English"),
        pytest.param("in the name of Mrs Lee", "in the name of Mrs [NAME_1]", id="the owner, in English"),
        pytest.param("meine Frau heißt Karin Huber", "meine Frau heißt [NAME_1]", id="a wife in German"),
        pytest.param("auf den Namen Huber, bitte", "auf den Namen [NAME_1], bitte", id="the owner, in German"),
        pytest.param("el meu home es diu Pep Mas", "el meu home es diu [NAME_1]", id="a husband in Catalan"),
        pytest.param("està a nom d'en Biel Font", "està a nom d'en [NAME_1]", id="the owner, in Catalan"),
        pytest.param("me llamo Иван Петров", "me llamo [NAME_1]", id="Cyrillic"),
        pytest.param("soy Γιώργος Παππάς, sí", "soy [NAME_1], sí", id="Greek"),
        pytest.param("me llamo محمد العلوي", "me llamo [NAME_1]", id="Arabic"),
        pytest.param("Soy Ana Riera, R, I, E, R, A", "Soy [NAME_1], [NAME_1]", id="spelt"),
        pytest.param("Soy Pep Riera, erre i e erre a", "Soy [NAME_1], [NAME_1]", id="spelt by the letters' names"),
        pytest.param("mi apellido: M, U, N, A, R", "mi apellido: [NAME_1]", id="only spelt"),
        pytest.param("soy del Ayuntamiento, de Palma", "soy del Ayuntamiento, de Palma", id="an office"),
        pytest.param("el cable se llama USB y ella está en Palma", "el cable se llama USB y ella está en Palma", id="a thing"),
        pytest.param("mi hermana en Navidad y mi Partner", "mi hermana en Navidad y mi Partner", id="no names"),
        pytest.param("cita en la ITV, ¿y su nombre?", "cita en la ITV, ¿y su nombre?", id="letters that are none"),
    ],
)  # fmt: skip
def test_names_of_callers_and_others(text: str, expected: str) -> None:
    texts, mask = mask_turns([Turn(1, "user", text, 0)], {}, {})

    assert texts[1] == expected
    assert mask.unmask(texts[1], 1) == text


def test_an_agents_own_name_is_no_secret_but_that_of_whom_it_speaks_to() -> None:
    turns = [
        Turn(1, "agent", "Soy Laia. ¿Hablo con Pep Mas?", 0),
        Turn(2, "agent", "Gracias, señor Font.", 9),
    ]

    assert list(mask_turns(turns, {}, {})[0].values()) == [
        "Soy Laia. ¿Hablo con [NAME_1]?",
        "Gracias, señor [NAME_2].",
    ]


@pytest.mark.parametrize(
    "said",
    [
        pytest.param("Nada más, a mas tardar el lunes", id="a surname that is a word"),
        pytest.param("el Seat es blanco", id="a surname that is a colour"),
        pytest.param("Más tarde", id="another accent at the beginning of a sentence"),
    ],
)
def test_a_word_that_is_somebodys_name_as_well_stays_a_word(said: str) -> None:
    turns = [Turn(1, "user", "soy Pep Mas y mi mujer es Ana Blanco", 0), Turn(2, "user", said, 9000)]

    assert mask_turns(turns, {}, {})[0][2] == said
