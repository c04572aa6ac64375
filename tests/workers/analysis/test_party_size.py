"""How many people a table is for."""

import pytest

from tests.workers.analysis.conversations import call
from workers.analysis import analyse
from workers.sectors import load_sector


@pytest.mark.parametrize(
    ("said", "people"),
    [
        pytest.param("mesa para seis adultos y dos niños", 8, id="es-summed"),
        pytest.param("mesa para dos adultos y un bebé", 3, id="es-and-one-is-no-number-elsewhere"),
        pytest.param("taula per a quatre persones i una nina", 5, id="ca-and-one"),
        pytest.param("a table for four adults and a toddler", 5, id="en-and-one"),
        pytest.param("einen Tisch für zwei Erwachsene und ein Kind", 3, id="de-and-one"),
        pytest.param("mesa para dos personas y una pregunta", 2, id="es-one-of-something-else"),
        pytest.param("somos tres bueno no cuatro que viene mi cuñada", 4, id="es-put-right"),
        pytest.param("som cinc perdó sis", 6, id="ca-put-right"),
        pytest.param("a table for three no sorry four", 4, id="en-put-right"),
        pytest.param("wir sind sechs nein Moment sieben", 7, id="de-put-right"),
        pytest.param("somos tres no a las cuatro no podemos", 3, id="es-an-hour-is-no-correction"),
        pytest.param("a table for four please and one of us has a nut allergy", 4, id="en-one-of-them"),
        pytest.param("somos cuatro y uno de nosotros es celíaco", 4, id="es-one-of-them"),
        pytest.param("som quatre i un de noltros és celíac", 4, id="ca-one-of-them"),
        pytest.param("wir sind vier und einer von uns hat eine Allergie", 4, id="de-one-of-them"),
        pytest.param("somos cuatro y no llegamos hasta dos horas más tarde", 4, id="es-other-numbers-follow"),
    ],
)
def test_people(said, people):
    found = analyse(call("a: Dígame", f"u: {said}"), load_sector("restaurant"))
    assert found.entities["party_size"].value == people
