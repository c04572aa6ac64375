"""Personal data leaves as tokens and comes back as it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.transcript import Turn
from workers.hybrid.masking import mask_turns
from workers.hybrid.mentions import Mentions
from workers.hybrid.names import Known

KINDS = {"plate": "vehicle_plate", "phone": "phone", "caller_name": "person_name", "make": "gazetteer_make"}


def masked(text: str, **entities: EntityFinding) -> str:
    return mask_turns([Turn(1, "user", text, 0)], entities, KINDS)[0][1]


def finding(value: str, raw: str, *evidence: Evidence) -> EntityFinding:
    return EntityFinding(value=value, raw=raw, state="captured", confidence=1, evidence=evidence)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("es el 600 111 222", "es el [PHONE_1]", id="telephone"),
        pytest.param(
            "+34 600-11-12-22 o el 600111222", "[PHONE_1] o el [PHONE_1]", id="the same telephone twice"
        ),
        pytest.param("971 55 01 00 y 600111222", "[PHONE_1] y [PHONE_2]", id="two telephones"),
        pytest.param("matrícula 4817 JVS", "matrícula [PLATE_1]", id="plate"),
        pytest.param("es un PM-1234-AB antiguo", "es un [PLATE_1] antiguo", id="provincial plate"),
        pytest.param("por el AB51 XYZ de mi jefe", "por el [PLATE_1] de mi jefe", id="British plate"),
        pytest.param("es el AB-123-CD", "es el [PLATE_1]", id="French plate"),
        pytest.param("mein Auto, M-AB 1234", "mein Auto, [PLATE_1]", id="German plate"),
        pytest.param("un BMW M3, un VW T5 y un CX-30", "un BMW M3, un VW T5 y un CX-30", id="models"),
        pytest.param("toni.riera@example.com", "[EMAIL_1]", id="e-mail"),
        pytest.param("WVWZZZ1KZAW123456", "[VIN_1]", id="chassis number"),
        pytest.param("el DNI es 43.123.456-Z", "el DNI es [DOCUMENT_1]", id="identity document"),
        pytest.param("43123456z", "[DOCUMENT_1]", id="identity document in a row"),
        pytest.param("NIE X-1234567 L", "NIE [DOCUMENT_1]", id="identity document of a foreigner"),
        pytest.param("a ES91 2100 0418 4502 0005 1332.", "a [IBAN_1].", id="bank account"),
        pytest.param("la 4539 1488 0343 6467, sí", "la [CARD_1], sí", id="card"),
        pytest.param("tiene 10 000 000 a gastar", "tiene 10 000 000 a gastar", id="a number before a word"),
        pytest.param("son 12.500.000 o así", "son 12.500.000 o así", id="a large number"),
        pytest.param("Hola, soy Toni Riera.", "Hola, soy [NAME_1].", id="a name"),
        pytest.param("em dic Maria Antònia i truc", "em dic [NAME_1] i truc", id="a name in Catalan"),
        pytest.param("mein Name ist Frau Müller", "mein Name ist Frau [NAME_1]", id="a name in German"),
        pytest.param("Soy Miquel d'Olivera.", "Soy [NAME_1].", id="a name with an apostrophe"),
        pytest.param("soy Łukasz Żółć", "soy [NAME_1]", id="a name in Polish"),
        pytest.param(
            "mi correo es toni punto riera arroba gmail punto com, sí",
            "mi correo es [EMAIL_1], sí",
            id="e-mail said aloud",
        ),
        pytest.param(
            "it is john underscore smith at outlook dot co dot uk",
            "it is [EMAIL_1]",
            id="e-mail said in English",
        ),
        pytest.param("Hans Punkt Müller ät gmx Punkt de", "[EMAIL_1]", id="e-mail said in German"),
        pytest.param(
            "vivo en la calle Nou número 14, segundo B, 07500, en Manacor",
            "vivo en la [ADDRESS_1], en Manacor",
            id="an address",
        ),
        pytest.param("a la Calle del Sol 3, bajos", "a la [ADDRESS_1]", id="an address without «número»"),
        pytest.param("calle sant joan número 12", "[ADDRESS_1]", id="an address in small letters"),
        pytest.param("al carrer de l'Amargura 21", "al [ADDRESS_1]", id="an address in Catalan"),
        pytest.param("in der Schillerstraße 12a, ja", "in der [ADDRESS_1], ja", id="an address in German"),
        pytest.param("am Kölner Platz 3", "am [ADDRESS_1]", id="an address in two German words"),
        pytest.param("I live at 12 Marina View Road", "I live at [ADDRESS_1]", id="an address in English"),
        pytest.param("el código postal es 07500", "el código postal es [ADDRESS_1]", id="a postal code"),
        pytest.param(
            "la calle está cortada desde las 8 y la calle Mayor también",
            "la calle está cortada desde las 8 y la calle Mayor también",
            id="streets, but no house",
        ),
        pytest.param("en el camino de Palma a las 9", "en el camino de Palma a las 9", id="a way and a time"),
        pytest.param("nos vemos at the garage", "nos vemos at the garage", id="no e-mail"),
        pytest.param("el DNI es 43 123 456 equis", "el DNI es [DOCUMENT_1]", id="a letter said aloud"),
        pytest.param("43 123 456, uve doble", "[DOCUMENT_1]", id="two words for a letter"),
        pytest.param("mi dni 43123456", "mi dni [DOCUMENT_1]", id="an identity document without its letter"),
        pytest.param(
            "veintitrés millones cuatrocientos cincuenta y seis mil setecientos ochenta y nueve, zeta",
            "[DOCUMENT_1]",
            id="an identity document in words",
        ),
        pytest.param(
            "el dni, cuatro tres uno dos tres cuatro cinco seis zeta",
            "el dni, [DOCUMENT_1]",
            id="an identity document digit by digit",
        ),
        pytest.param("4 3 1 2 3 4 5 6 Z", "[DOCUMENT_1]", id="an identity document in digits"),
        pytest.param(
            "el nie es equis uno dos tres cuatro cinco seis siete ele",
            "el nie es [DOCUMENT_1]",
            id="a foreigner's document in words",
        ),
        pytest.param(
            "dos millones trescientos mil euros",
            "dos millones trescientos mil euros",
            id="millions of something",
        ),
        pytest.param("ES 91 2100 0418 4502 0005 1332", "[IBAN_1]", id="an account with spaces"),
        pytest.param(
            "E S 9 1 2 1 0 0 0 4 1 8 4 5 0 2 0 0 0 5 1 3 3 2", "[IBAN_1]", id="an account digit by digit"
        ),
        pytest.param(
            "mi cuenta es noventa y uno, veintiuno cero cero, cero cuatro dieciocho",
            "mi cuenta es [IBAN_1]",
            id="an account in words",
        ),
        pytest.param(
            "4, 5, 3, 9, 1, 4, 8, 8, 0, 3, 4, 3, 6, 4, 6, 7", "[CARD_1]", id="a card digit by digit"
        ),
        pytest.param("971, 55, 01, 00", "[PHONE_1]", id="a telephone in groups"),
        pytest.param("٦٠٠١١١٢٢٢ o 600111222", "[PHONE_1] o [PHONE_1]", id="a telephone in Arabic digits"),
        pytest.param("a las 9, 10, 11, 12 o 13", "a las 9, 10, 11, 12 o 13", id="hours"),
        pytest.param("600, 700, 800 euros", "600, 700, 800 euros", id="prices"),
        pytest.param(
            "one hundred and sixty-two euros", "one hundred and sixty-two euros", id="a price in words"
        ),
        pytest.param("12-AB-CD y 1-ABC-23", "[PLATE_1] y [PLATE_2]", id="Dutch plates"),
        pytest.param("el 123 ABC 75", "el [PLATE_1]", id="old French plate"),
        pytest.param("A123 BCD, ABC 123D", "[PLATE_1], [PLATE_2]", id="old British plates"),
        pytest.param("MI 123456, PM-123456", "[PLATE_1], [PLATE_2]", id="old Italian and Spanish plates"),
        pytest.param(
            "un A180 CDI, 206 HDI 90, BMW 320D, GTI 16V",
            "un A180 CDI, 206 HDI 90, BMW 320D, GTI 16V",
            id="engines",
        ),
        pytest.param("[NAME_1] y soy Toni", "[NAME_2] y soy [NAME_1]", id="what looks like a token"),
        pytest.param(
            "soy cliente desde 2015, 98000 km", "soy cliente desde 2015, 98000 km", id="nothing personal"
        ),
        pytest.param(
            "el jueves 20 a las 8:15, unos 1.200 euros",
            "el jueves 20 a las 8:15, unos 1.200 euros",
            id="times and prices",
        ),
    ],
)
def test_what_is_personal_becomes_a_token(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_a_plate_spelt_out_is_masked_by_what_the_rules_found() -> None:
    text = "sí, cuatro ocho uno siete jota uve ese"
    spelt = Evidence(1, 4, len(text), text[4:])

    assert masked(text, plate=finding("4817JVS", text[4:], spelt)) == "sí, [PLATE_1]"


def test_a_yes_that_confirms_a_plate_is_no_plate() -> None:
    yes = Evidence(1, 0, 2, "sí")

    assert masked("sí, correcto", plate=finding("4817JVS", "4817 JVS", yes)) == "sí, correcto"


def test_every_part_of_a_known_name_is_masked() -> None:
    name = finding("Toni Riera", "Toni Riera")

    assert masked("Gracias, señor Riera. TÓNI, hasta luego", caller_name=name) == (
        "Gracias, señor [NAME_1]. [NAME_1], hasta luego"
    )


def test_what_is_not_personal_of_the_entities_stays() -> None:
    assert masked("un Seat", make=finding("Seat", "Seat")) == "un Seat"


def test_a_quotation_comes_back_as_it_was_said_there_and_a_text_with_the_value() -> None:
    turns = [Turn(1, "user", "Soy Toni Riera", 0), Turn(2, "agent", "Gracias, Toni", 1000)]
    texts, mask = mask_turns(turns, {"caller_name": finding("Toni Riera", "Toni Riera")}, KINDS)

    assert texts[2] == "Gracias, [NAME_1]"
    assert mask.unmask("Gracias, [NAME_1]", 2) == "Gracias, Toni"
    assert mask.unmask("[NAME_1] llamó, [NAME_9] no") == "Toni Riera llamó, [NAME_9] no"
    assert mask.counts() == {"name": 1}


def test_a_turn_that_repeats_a_number_comes_back_in_its_own_wordings() -> None:
    turns = [Turn(1, "user", "es el 600 111 222, sí, 600111222", 0)]
    texts, mask = mask_turns(turns, {}, KINDS)

    assert texts[1] == "es el [PHONE_1], sí, [PHONE_1]"
    assert mask.unmask("sí, [PHONE_1]", 1) == "sí, 600111222"


def test_a_read_back_inside_a_long_turn_takes_nothing_else_with_it() -> None:
    text = "Gracias, señor Riera. Le esperamos el jueves a las ocho y cuarto."
    whole = Evidence(1, 0, len(text), text)

    assert "jueves a las ocho" in masked(text, caller_name=finding("Riera", "Riera", whole))


def test_a_value_said_over_several_turns_is_masked_in_each() -> None:
    said = ("seis siete ocho", "doce treinta y cuatro", "cincuenta y seis")
    turns = [Turn(place, "user", text, 0) for place, text in enumerate(said)]
    spans = [Evidence(place, 0, len(text), text) for place, text in enumerate(said)]
    texts, mask = mask_turns(turns, {"phone": finding("+34678123456", ", ".join(said), *spans)}, KINDS)

    assert list(texts.values()) == ["[PHONE_1]"] * 3
    assert [mask.unmask(text, place) for place, text in texts.items()] == list(said)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param("600 111 222, +34 600111222", "[PHONE_1], [PHONE_1]", id="with its country and without"),
        pytest.param("+34600111222, +351600111222", "[PHONE_1], [PHONE_2]", id="of two countries"),
        pytest.param("+4915600111222, 600111222", "[PHONE_1], [PHONE_2]", id="the end of a longer one"),
        pytest.param("0049 171 2345678, 0171 2345678", "[PHONE_1], [PHONE_1]", id="as it is dialled at home"),
        pytest.param(
            "600111222, +34600111222, +351600111222",
            "[PHONE_1], [PHONE_1], [PHONE_2]",
            id="one of them twice",
        ),
    ],
)
def test_each_telephone_has_a_token_of_its_own(said: str, expected: str) -> None:
    assert masked(said) == expected


def test_an_address_said_and_written_is_one() -> None:
    turns = [
        Turn(1, "user", "es toni punto riera arroba gmail punto com", 0),
        Turn(2, "agent", "toni.riera@gmail.com, ¿verdad?", 0),
    ]

    assert mask_turns(turns, {}, KINDS)[0] == {1: "es [EMAIL_1]", 2: "[EMAIL_1], ¿verdad?"}


@pytest.mark.parametrize("part", ["uno dos ", "A-B", "soy Ana ", "12-AB", "mi marido ", "uno millones "])
def test_endless_speech_is_read_in_time_that_grows_with_it(part: str) -> None:
    """A pattern that looks back over everything would take minutes."""
    text = part * 2000

    assert mask_turns([Turn(1, "user", text, 0)], {}, KINDS)[1].heard[1]


def test_a_turn_looks_only_at_what_its_words_may_name() -> None:
    """With a look at everything known in every turn, two thousand names took fourteen seconds."""
    names = [f"Mar{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(600)]
    plate = Known("PLATE", "4817JVS", "4817 JVS", (Evidence(9, 0, 2, "sí"),))
    mentions = Mentions([*(Known("NAME", f"{name} Riera", name) for name in names), plate])

    assert [item.raw for item in mentions.of(1, "soy maraa, de parte de marab")] == ["Maraa", "Marab"]
    assert [item.raw for item in mentions.of(2, "maraa4817 y nadie mas")] == []
    assert [item.raw for item in mentions.of(2, "el 4817 jvs")] == ["4817 JVS"]
    assert [item.raw for item in mentions.of(9, "si")] == ["4817 JVS"]
    assert len(list(mentions.of(3, "senor riera"))) == len(names)


def test_a_call_of_many_names_has_a_token_for_each() -> None:
    names = [f"Mar{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(600)]
    turns = [Turn(place, "user", f"Hola, soy {name}.", 0) for place, name in enumerate(names, 1)]
    texts, mask = mask_turns(turns, {}, KINDS)

    assert len(set(texts.values())) == len(names)
    assert [mask.unmask(text, place) for place, text in texts.items()] == [turn.text for turn in turns]
    assert mask.counts() == {"name": len(names)}


@given(st.text(alphabet="abc 0123456789+-.@XYZ[_]", max_size=80))
def test_every_turn_comes_back_whole(text: str) -> None:
    texts, mask = mask_turns([Turn(1, "user", text, 0)], {}, KINDS)

    assert mask.unmask(texts[1], 1) == text
