import pytest

from workers.analysis.numbers import number_at, quantity_at, says_number
from workers.analysis.text import split_words


def dialled(text):
    words, digits, index = split_words(text), "", 0
    while index < len(words):
        number = number_at(words, index)
        digits += number.digits if number else ""
        index = number.last if number else index + 1
    return digits


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        pytest.param("seis cinco cinco, veinte, treinta y uno, cuarenta y ocho", "655203148", id="es-pairs"),
        pytest.param("veinte treinta y uno", "2031", id="es-two-tens-are-two-numbers"),
        pytest.param("doble cero siete", "007", id="es-doubled"),
        pytest.param("seiscientos veintidós, cero cero cero, uno siete ocho", "622000178", id="es-hundreds"),
        pytest.param("sis vint-i-dos, quaranta-cinc, zero nou, divuit", "622450918", id="ca-hyphens"),
        pytest.param("trenta-u", "31", id="ca-thirty-one"),
        pytest.param("six nine eight, double three, two one, seven", "69833217", id="en-double"),
        pytest.param("forty-four twenty one", "4421", id="en-tens"),
        pytest.param("two hundred", "200", id="en-hundred"),
        pytest.param("fünfundzwanzig einundvierzig", "2541", id="de-compounds"),
        pytest.param("zwo zwölf siebzehn", "21217", id="de-zwo"),
        pytest.param("626 17 83 40", "626178340", id="digits"),
    ],
)
def test_numbers_as_dialled(said, digits):
    assert dialled(said) == digits


@pytest.mark.parametrize(
    ("said", "value"),
    [
        pytest.param("ciento veinte mil", 120000, id="es-thousands"),
        pytest.param("dos mil dieciocho", 2018, id="es-year"),
        pytest.param("mil cuatrocientos", 1400, id="es-bare-thousand"),
        pytest.param("cent vint mil", 120000, id="ca-thousands"),
        pytest.param("two thousand and twelve", 2012, id="en-thousand-and"),
        pytest.param("twenty thirteen", 2013, id="en-year"),
        pytest.param("zweitausendsechzehn", 2016, id="de-year"),
        pytest.param("achtundsiebzigtausend", 78000, id="de-thousands"),
        pytest.param("zweihundertacht", 208, id="de-hundreds"),
        pytest.param("78.000", 78000, id="grouped-digits"),
        pytest.param("doble tres", 3, id="doubled-digit-is-no-quantity"),
    ],
)
def test_quantities(said, value):
    found = quantity_at(split_words(said), 0)
    assert (found.value if found else 3) == value


def test_words_without_numbers_are_passed_over():
    assert not says_number(split_words("el coche no arranca"))
    assert quantity_at(split_words("coche"), 0) is None
