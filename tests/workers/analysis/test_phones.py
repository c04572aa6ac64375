from dataclasses import replace

import pytest

from workers.analysis.identifiers import find_phone
from workers.analysis.phones import phone_of, phones_in
from workers.analysis.reading import read
from workers.analysis.text import split_words
from workers.analysis.transcript import Transcript, Turn
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector


@pytest.mark.parametrize(
    ("said", "language", "phone"),
    [
        pytest.param(
            "Toni Vadell, seis cinco cinco, veinte, treinta y uno, cuarenta y ocho",
            "es",
            "+34655203148",
            id="es-pairs",
        ),
        pytest.param("670 80 12 15", "es", "+34670801215", id="digits"),
        pytest.param("sis u vuit, noranta-tres, zero zero, setze", "ca", "+34618930016", id="ca-u"),
        pytest.param("six one one, four oh five, nine nine three", "en", "+34611405993", id="en-oh"),
        pytest.param(
            "plus four four, seven seven hundred, nine double oh, one two three",
            "en",
            "+447700900123",
            id="en-abroad",
        ),
        pytest.param(
            "plus vier neun, eins sieben eins, fünf fünf null, drei drei, zwei acht",
            "de",
            "+491715503328",
            id="de-abroad",
        ),
        pytest.param(
            "null null vier neun, eins sechs zwei, vier vier fünf fünf sechs sechs sieben",
            "de",
            "+491624455667",
            id="de-00",
        ),
        pytest.param("+34 971 55 28 04", "es", "+34971552804", id="es-prefix"),
        pytest.param(
            "treinta y cuatro, seis cero ocho, noventa, noventa y uno, diecisiete",
            "es",
            "+34608909117",
            id="es-34",
        ),
        pytest.param(
            "oh seven seven double oh, nine hundred, one two three", "en", "+447700900123", id="uk-at-home"
        ),
        pytest.param(
            "null eins sieben eins, fünf fünf null drei drei zwei acht",
            "de",
            "+491715503328",
            id="de-at-home",
        ),
        pytest.param("sis vuit dos zero u quaranta-quatre setanta-nou", "ca", "+34682014479", id="ca-tens"),
        pytest.param(
            "seis cuatro siete, cincuenta y cinco, cero nueve, veintitrés... no, treinta y dos, acaba en eso",
            "es",
            "+34647550932",
            id="es-mends-the-last-group",
        ),
        pytest.param(
            "six one one, four oh five, nine, eighty two, no sorry, eighty three",
            "en",
            "+34611405983",
            id="en-mends-a-pair",
        ),
        pytest.param(
            "seis siete ocho... no, perdón, seis siete nueve, uno dos tres, cuatro cinco seis",
            "es",
            "+34679123456",
            id="es-mends-single-digits",
        ),
        pytest.param(
            "six seven eight, one two three, four five... sorry, four six seven",
            "en",
            "+34678123467",
            id="en-mends-single-digits",
        ),
        pytest.param("678 12 34 56, ay no, 57 al final", "es", "+34678123457", id="es-mends-the-end"),
        pytest.param("el 678 12 34, perdón, 56", "es", "+34678123456", id="an-apology-corrects-nothing"),
        pytest.param(
            "seis siete ocho, tres ceros, uno dos tres", "es", "+34678000123", id="es-counted-digits"
        ),
        pytest.param(
            "seis, siete, ocho, y luego dos unos, y cuatro doses", "es", "+34678112222", id="es-two-counted"
        ),
        pytest.param(
            "six seven eight, three zeros, two ones, nine", "en", "+34678000119", id="en-counted-digits"
        ),
    ],
)
def test_phones_said(said, language, phone):
    assert [mention.value for mention in phones_in(split_words(said), "ES", language)] == [phone]


@pytest.mark.parametrize("said", ["cuatro ocho uno siete", "son doscientos veinte euros", "+34 12", "no sé"])
def test_other_numbers_are_no_phones(said):
    assert phones_in(split_words(said), "ES", "es") == []


def test_impossible_numbers_abroad_are_refused():
    assert phone_of("999999999999999", plus=True, region="ES", language="en") is None
    assert phone_of("34123456789", plus=True, region="ES", language="en") is None


@pytest.mark.parametrize(
    ("said", "region", "language", "phone"),
    [
        ("null drei null, neun null eins acht zwei null", "DE", "de", "+4930901820"),
        ("null eins sieben sechs, vier drei zwei eins, fünf sechs sieben acht", "DE", "de", "+4917643215678"),
        ("plus vier neun, drei null, neun null eins acht zwei null", "DE", "de", "+4930901820"),
        ("vier neun, drei null, neun null eins acht zwei null", "DE", "de", "+4930901820"),
        ("null null drei vier, sechs eins eins, zwanzig, dreißig, vierzig", "DE", "de", "+34611203040"),
        ("trescientos diez, dos cuarenta y cinco, sesenta y siete ochenta y nueve", "CO", "es", "+573102456789"),
        ("oh two oh, seven nine four six, oh nine five eight", "GB", "en", "+442079460958"),
    ],
)  # fmt: skip
def test_a_business_in_another_country_reads_the_numbers_of_its_own(
    said: str, region: str, language: str, phone: str
) -> None:
    assert [found.value for found in phones_in(split_words(said), region, language)] == [phone]


@pytest.mark.parametrize(
    ("country", "region", "phone"),
    [
        pytest.param("DE", "", "+4930901820", id="where-the-business-is"),
        pytest.param("DE", "ES", None, id="the-template-says-another"),
        pytest.param("ES", "DE", "+4930901820", id="the-template-alone"),
        pytest.param("ES", "", None, id="in-spain"),
    ],
)
def test_numbers_are_dictated_as_where_the_business_is(country: str, region: str, phone: str | None) -> None:
    said = "null drei null, neun null eins acht zwei null"
    transcript = Transcript(
        (Turn(0, "agent", "Wie ist Ihre Telefonnummer?", 0), Turn(1, "user", said, 3000)), country=country
    )
    reading = read(transcript, vocabulary_of(load_sector("dental-clinic")))
    found = find_phone(reading, replace(load_sector("dental-clinic").entities["phone"], region=region), "de")
    assert (found.value if found else None) == phone


def test_digits_before_a_number_hide_no_spanish_one_elsewhere() -> None:
    said = split_words("eins zwei drei vier fünf sechs sechs eins eins zwanzig dreißig vierzig")
    assert [found.value for found in phones_in(said, "ES", "de")] == ["+34611203040"]
    assert phones_in(said, "DE", "de") == []
