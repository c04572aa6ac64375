import pytest

from tests.workers.analysis.conversations import after_greeting


def entities(*lines):
    return {name: entity.value for name, entity in after_greeting(*lines).entities.items()}


@pytest.mark.parametrize(
    ("said", "make", "model"),
    [
        pytest.param("un reno captur", "Renault", "Captur", id="asr-make"),
        pytest.param("un jundai tucson del diecinueve", "Hyundai", "Tucson", id="asr-both"),
        pytest.param("un Toyota Yarris", "Toyota", "Yaris", id="by-likeness"),
        pytest.param("un peyot trescientos ocho", "Peugeot", "308", id="model-is-a-number"),
        pytest.param("un Fiat 500 blanco", "Fiat", "500", id="digits"),
        pytest.param("un BMW serie 3, el 320 de", "BMW", "320d", id="series-and-model"),
        pytest.param("a Vauxhall Astra, it's an Opel here", "Vauxhall", "Astra", id="make-beside-its-model"),
        pytest.param("un Audi Q3", "Audi", "Q3", id="letter-and-digit"),
        pytest.param("un citroen ce cuatro cactus", "Citroën", "C4 Cactus", id="spelt-model"),
        pytest.param("ein VW Touran", "Volkswagen", "Touran", id="short-make"),
        pytest.param("un fiesta", None, "Fiesta", id="model-alone"),
        pytest.param("venga, uno nota", None, None, id="words-that-are-models-too"),
        pytest.param("un Toyota Starlet", "Toyota", "Starlet", id="thirty-years-old"),
        pytest.param("una Citroën ce ocho", "Citroën", "C8", id="letter-and-number-said"),
        pytest.param("un Audi q siete", "Audi", "Q7", id="letter-written-number-said"),
        pytest.param("einen BMW drei dreißig d", "BMW", "330d", id="hundreds-in-pairs"),
        pytest.param("un peujot quatre cents sis", "Peugeot", "406", id="ca-hundreds"),
        pytest.param("un Mazda seis", "Mazda", "6", id="one-digit-after-the-make"),
        pytest.param("a Saab, two thousand and eight", "Saab", None, id="year-is-no-model-of-another-make"),
        pytest.param("un BMW con ciento veinte mil kilómetros", "BMW", None, id="mileage-is-no-model"),
        pytest.param("es el Ranger", None, "Ranger", id="common-word-after-an-article"),
        pytest.param("tres dos uno cero, ele, eme ge", None, None, id="plate-is-no-make"),
        pytest.param("cuatro ele, no, cinco litros", None, None, id="litres-are-no-model"),
        pytest.param("ahora estoy en Ibiza", None, None, id="place-is-no-model"),
    ],
)
def test_makes_and_models(said, make, model):
    found = entities("u: quiero cita", "a: ¿Qué coche es?", "u: " + said)
    assert (found.get("make"), found.get("model")) == (make, model)


@pytest.mark.parametrize(
    ("question", "said", "year"),
    [
        pytest.param("¿Qué coche es?", "un Seat Arona del veinte", 2020, id="two-digits"),
        pytest.param("¿Qué coche es?", "un Opel Corsa del noventa y ocho", 1998, id="last-century"),
        pytest.param("¿De qué año es?", "dieciséis", 2016, id="asked"),
        pytest.param("Welches Baujahr?", "Baujahr zweitausendsechzehn", 2016, id="german"),
        pytest.param("¿Qué coche es?", "un Peugeot dos mil ocho", None, id="model-is-no-year"),
        pytest.param("¿Qué día le iría bien?", "antes del quince", None, id="date-is-no-year"),
        pytest.param(
            "¿Qué coche es?",
            "un Seat Toledo del dos mil ocho",
            2008,
            id="year-that-is-a-model-of-another-make",
        ),
        pytest.param("Dígame", "un Suzuki Samurai del noventa y uno", 1991, id="es-last-century"),
        pytest.param("Yes?", "it's a Juke, a twenty eighteen", 2018, id="en-pairs-after-an-article"),
        pytest.param("Yes?", "a Jeep Cherokee, two thousand and one", 2001, id="en-one-is-no-mini"),
        pytest.param("Yes?", "an old Land Rover Defender, a ninety-six", 1996, id="en-decade"),
        pytest.param("Bitte?", "für einen Ford Transit, zweitausend zwölf", 2012, id="de-two-words"),
        pytest.param(
            "Welches Baujahr?",
            "zweitausendneunzehn. Moment, nein, zweitausendachtzehn",
            2018,
            id="de-corrected",
        ),
        pytest.param("¿De qué año?", "dos mil… siete, no, ocho. dos mil ocho", 2008, id="es-corrected"),
        pytest.param("De quin any és?", "des desset o divuit, per allà", None, id="ca-a-guess"),
        pytest.param("¿De qué año es?", "dos mil doce o trece", None, id="es-a-guess"),
        pytest.param("Yes?", "my mum's with me, she's eighty-one", None, id="en-age"),
        pytest.param("Dígame", "un tapacubos de quince pulgadas", None, id="es-inches"),
        pytest.param("Dígame", "del once de junio, exacto", None, id="es-date"),
        pytest.param("Dígame", "un Mazda que no pasa de dos mil vueltas", None, id="es-revolutions"),
        pytest.param(
            "Nueve euros la unidad.",
            "es un Toyota Corolla del nueve, ¿lo cambio yo?",
            2009,
            id="es-after-a-price",
        ),
        pytest.param(
            "Bitte?", "ich hab einen Käfer von neunzehnhundertzweiundsiebzig", 1972, id="de-one-word"
        ),
        pytest.param("¿Es híbrido?", "híbrido, sí, del veinte. va finísima", 2020, id="es-between-pauses"),
    ],
)
def test_years(question, said, year):
    assert entities("u: quiero cita", "a: " + question, "u: " + said).get("year") == year


@pytest.mark.parametrize(
    ("said", "km"),
    [
        pytest.param("tiene ciento veinte mil quilómetros", 120000, id="words"),
        pytest.param("un Golf con 165.000", 165000, id="digits-without-unit"),
        pytest.param("it has done sixty thousand miles", 96561, id="miles"),
        pytest.param("me cobrasteis mil cuatrocientos euros", None, id="price"),
        pytest.param("ein Mercedes, SLK, 2009, 78.000 Kilometer", 78000, id="year-before-it"),
        pytest.param("ein Vito, hundertneunzigtausend runter", 190000, id="de-runter"),
        pytest.param("it's done a hundred and fifteen thousand kilometres", 115000, id="en-a-hundred"),
        pytest.param("una Caddy, Volkswagen, doscientos treinta mil", 230000, id="es-beside-the-vehicle"),
        pytest.param("un Golf, quince mil, ¿me pide ese precio?", None, id="es-price-beside-the-vehicle"),
        pytest.param("un Sandero, en te coranta-cinc mil", 45000, id="ca-coranta"),
        pytest.param("el coche ya ha cumplido los sesenta mil", 60000, id="es-reached"),
        pytest.param("kilómetros, 178.000… no, perdona, 187.000", 187000, id="es-corrected"),
        pytest.param("aún me faltan cuatro mil kilómetros", None, id="es-to-come"),
        pytest.param("mantenimiento en mil quinientos kilómetros", None, id="es-interval"),
    ],
)
def test_mileage(said, km):
    assert entities("u: " + said).get("mileage_km") == km


@pytest.mark.parametrize(
    ("question", "said", "name"),
    [
        pytest.param(
            "¿A nombre de quién?", "Servera. Gabriel Servera", "Gabriel Servera", id="fuller-form-wins"
        ),
        pytest.param("What name, please?", "Mr Alan Whitcombe", "Alan Whitcombe", id="title"),
        pytest.param(
            "¿En qué puedo ayudarle?", "hola, soy Nuria de Fontaneria Bauza", "Nuria", id="self-introduction"
        ),
        pytest.param("Wie kann ich helfen?", "guten Tag, Petersen hier", "Petersen", id="german-hier"),
        pytest.param("¿Teléfono?", "670 80 12 15, Inés Barceló", "Inés Barceló", id="beside-the-phone"),
        pytest.param("Unter welcher Nummer?", "Name ist Dr. Wessels", "Dr. Wessels", id="doctor"),
        pytest.param("¿Dónde está?", "estoy en Porto Cristo", None, id="place"),
        pytest.param(
            "How can I help?",
            "hi it's Peter Lawson I've got a service on the ninth",
            "Peter Lawson",
            id="en-i-is-no-surname",
        ),
        pytest.param(
            "Wie kann ich helfen?",
            "guten Morgen Anja Brandt ich komme leider nicht",
            "Anja Brandt",
            id="de-no-pause-after-it",
        ),
        pytest.param(
            "Wie kann ich helfen?",
            "guten Abend Lang Monika Lang wir stehen noch im Stau",
            "Monika Lang",
            id="de-surname-twice",
        ),
        pytest.param(
            "Wie kann ich helfen?", "guten Tag Auto Reparatur bitte", None, id="de-nouns-are-no-name"
        ),
    ],
)
def test_names(question, said, name):
    assert entities("a: " + question, "u: " + said).get("caller_name") == name


def test_name_that_the_agent_reads_and_the_caller_confirms():
    assert (
        entities("u: quiero cita", "a: ¿A nombre de Lluís Mascaró?", "u: sí")["caller_name"]
        == "Lluís Mascaró"
    )


def test_the_whole_name_takes_the_place_of_a_part_of_it():
    found = entities(
        "u: guten Tag Hofmann hier",
        "a: Gern, Herr Hofmann. Ihr voller Name?",
        "u: Jürgen Hofmann",
        "a: Danke, Herr Hofmann.",
    )
    assert found["caller_name"] == "Jürgen Hofmann"


def test_phone_as_the_agent_understood_it():
    found = entities(
        "a: ¿Un teléfono?",
        "u: seis cinco cero, y luego setenta y siete, no sé, once y al final veintitrés",
        "a: Seis cinco cero, setenta y siete, once, veintitrés.",
        "u: eso es",
    )
    assert found["phone"] == "+34650771123"


def test_plate_as_the_agent_wrote_it():
    found = entities(
        "u: I'd like my car back",
        "a: May I have the registration?",
        "u: it is S K one eight O W D",
        "a: SK18 OWD. Thank you.",
    )
    assert found["plate"] == "SK18OWD"


def test_time_after_a_change_of_mind():
    found = entities(
        "u: quiero cita", "a: ¿Qué día le va bien?", "u: el miércoles, no, perdón, el jueves por la tarde"
    )
    assert found["requested_time"] == "el jueves por la tarde"


def test_year_beside_the_model_is_no_plate():
    found = entities("u: cita", "a: ¿Matrícula?", "u: 4817 JVS", "a: ¿Qué coche?", "u: un León de 2018")
    assert found["plate"] == "4817JVS"


@pytest.mark.parametrize(
    ("asked", "said", "name"),
    [
        pytest.param("¿Su nombre y teléfono?", "óscar villalonga, seis tres tres catorce cincuenta y cinco noventa", "Óscar Villalonga", id="before-the-number"),
        pytest.param("¿Nombre?", "rubén andreu", "Rubén Andreu", id="alone"),
        pytest.param("A quin nom?", "margalida bover, o mirau per sa matrícula", "Margalida Bover", id="catalan"),
        pytest.param("Who am I speaking to? Your name?", "priya nair", "Priya Nair", id="english"),
        pytest.param("¿Qué día?", "el jueves, seis tres tres catorce cincuenta y cinco noventa", None, id="a-day-is-no-name"),
        pytest.param("¿A nombre de quién?", "no sé, espere un momento", None, id="no-name-yet"),
    ],
)  # fmt: skip
def test_names_written_without_capitals(asked, said, name):
    found = after_greeting("u: quería pedir hora para el coche", f"a: {asked}", f"u: {said}").entities
    assert (found["caller_name"].value if "caller_name" in found else None) == name


@pytest.mark.parametrize(
    ("said", "time"),
    [
        pytest.param("el lunes o el martes, a primera hora", "el lunes o el martes, a primera hora", id="goes-on"),
        pytest.param("el lunes, seis tres tres catorce cincuenta y cinco noventa", "el lunes", id="a-number-follows"),
    ],
)  # fmt: skip
def test_requested_times_across_a_pause(said, time):
    found = after_greeting("u: quería pedir hora para el coche", "a: ¿Qué día le va bien?", f"u: {said}")
    assert found.entities["requested_time"].value == time


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        pytest.param(("u: einen Termin bitte", "a: Auf welchen Namen?", "u: Petzold, Annegret. Und die Nummer kommt gleich."), "Annegret Petzold", id="surname-first"),
        pytest.param(("u: einen Termin bitte", "a: Auf welchen Namen?", "u: Brinkmann, Horst Brinkmann."), "Horst Brinkmann", id="surname-then-all"),
        pytest.param(("u: Bon dia, Jaume Ferragut. Voldria hora per canviar s'oli.",), "Jaume Ferragut", id="introduces-himself"),
        pytest.param(("u: quiero cita", "a: ¿A qué nombre?", "u: Apol·lònia Duran, però tothom me diu Polònia"), "Apol·lònia Duran", id="a-dot-inside"),
        pytest.param(("u: quiero hora para los frenos. Juanjo me llamo",), "Juanjo", id="announced-after"),
        pytest.param(("u: I need an appointment", "a: May I have your name?", "u: Monsieur Lemoine, Pascal."), "Pascal Lemoine", id="a-title-before"),
        pytest.param(("u: einen Termin bitte", "a: Auf welchen Namen?", "u: Seyfarth mein Name, Vorname Jürgen."), "Jürgen Seyfarth", id="given-name-announced"),
        pytest.param(("u: schönen guten Morgen, Lüders hier, Horst Lüders. Ich brauche einen Termin.",), "Horst Lüders", id="here-then-all"),
        pytest.param(("u: bones, som na Neus, na Neus Bauzà. voldria hora",), "Neus Bauzà", id="article-then-all"),
        pytest.param(("u: quiero cita", "a: ¿Y su nombre?", "u: Rafel Adrover. no, Rafel Bonet, Adrover es mi madre"), "Rafel Bonet", id="put-right"),
        pytest.param(("u: quiero cita", "a: ¿A nombre de quién?", "u: al mío, Francisca Munar no, Francisca Bover"), "Francisca Bover", id="taken-back"),
        pytest.param(("u: I need an appointment", "a: Of course. Name?", "u: Dilan Karim"), "Dilan Karim", id="one-word-asks"),
        pytest.param(("u: My name is Joost van der Linde, I need a service",), "Joost van der Linde", id="two-particles"),
        pytest.param(("u: hora per dur es cotxe", "a: Qui la vos encarrega? Quin nom?", "u: en Bernadí, 620 88 55 73"), "Bernadí", id="article-before"),
        pytest.param(("u: me passes amb en Jaume? és de part d'en Sion",), "Sion", id="on-behalf-of-himself"),
        pytest.param(("u: keep a set for me, name of Doyle",), "Doyle", id="name-of"),
        pytest.param(("u: ich fahr hier die Gäste von der Finca, ich brauche einen Termin",), None, id="guests-of-a-house"),
        pytest.param(("u: quiero cita", "a: ¿Qué coche es?", "u: del Peugeot 2008, 6025 LCG"), None, id="letters-of-a-plate"),
        pytest.param(("u: Guten Tag, hier ist die Firma Kaiser Autolacke",), None, id="a-business"),
        pytest.param(("u: hola soy marta escandell tengo hora mañana para la revisión",), "Marta Escandell", id="introduced-without-capitals"),
        pytest.param(("u: buenas, soy taxista, tengo un auris",), None, id="a-trade-without-capitals"),
        pytest.param(("u: quiero cita", "a: ¿A nombre de quién?", "u: Miquel d'Olivera"), "Miquel d'Olivera", id="surname-with-an-apostrophe"),
        pytest.param(("u: I need an appointment", "a: May I have your name?", "u: D'Arcy, Mary D’Arcy"), "Mary D’Arcy", id="begins-with-an-apostrophe"),
        pytest.param(("u: voldria hora", "a: A nom de qui?", "u: Na Maria Antònia d'Aragó"), "Maria Antònia d'Aragó", id="article-with-a-capital"),
        pytest.param(("u: quiero cita", "a: ¿A nombre de quién?", "u: Øyvind Åsen"), "Øyvind Åsen", id="letters-of-the-north"),
        pytest.param(("u: quiero cita", "a: ¿A nombre de quién?", "u: Soy Łukasz Żółć"), "Łukasz Żółć", id="polish-letters"),
        pytest.param(("u: quiero cita", "a: ¿Y un teléfono?", "u: Mi DNI es 43 123 456"), None, id="a-document"),
        pytest.param(("u: Grüß Gott, ich brauche einen Termin.",), None, id="a-greeting-is-no-name"),
        pytest.param(("u: quiero cita para un Seat León, en Manacor",), None, id="nor-a-car"),
    ],
)  # fmt: skip
def test_names_as_people_give_them(lines, name):
    found = after_greeting(*lines).entities.get("caller_name")
    assert (found.value if found else None) == name


def proofs(found):
    return [(one.turn, one.quote) for one in found.evidence]


HALVES = (
    "u: quiero cita",
    "a: ¿Me dice la matrícula?",
    "u: uno dos tres cuatro",
    "a: Sí, ¿y las letras?",
    "u: pues be ce de",
)


def test_a_plate_in_two_turns_is_proved_by_both():
    plate = after_greeting(*HALVES).entities["plate"]
    assert (plate.value, plate.state) == ("1234BCD", "captured")
    assert proofs(plate) == [(3, "uno dos tres cuatro"), (5, "be ce de")]


def test_a_plate_in_two_turns_can_be_confirmed():
    plate = after_greeting(*HALVES, "a: 1234 BCD, ¿correcto?", "u: sí").entities["plate"]
    assert (plate.value, plate.state) == ("1234BCD", "confirmed")


@pytest.mark.parametrize(
    ("pieces", "phone"),
    [
        pytest.param(("seis siete ocho", "doce treinta y cuatro", "cincuenta y seis"), "+34678123456", id="es"),
        pytest.param(("null eins sieben eins", "zwei drei vier", "fünf sechs sieben acht"), "+491712345678", id="de-at-home"),
        pytest.param(("plus vier neun", "eins sieben eins", "zwei drei vier fünf sechs sieben acht"), "+491712345678", id="de-abroad"),
    ],
)  # fmt: skip
def test_a_phone_in_several_turns_is_proved_by_all(pieces, phone):
    language = "de" if phone.startswith("+49") else "es"
    ask = {"es": "a: ¿Me deja un teléfono?", "de": "a: Wie ist Ihre Telefonnummer?"}[language]
    wish = {"es": "u: quiero pedir cita", "de": "u: Guten Tag, ich hätte gern einen Termin"}[language]
    lines = [line for piece in pieces for line in (f"u: {piece}", "a: Ja.")]
    found = after_greeting(wish, ask, *lines).entities["phone"]
    assert found.value == phone
    assert [quote for _, quote in proofs(found)] == [piece.removeprefix("plus ") for piece in pieces]


def test_a_name_is_read_back_in_its_own_words_and_not_inside_others():
    lines = ("u: quiero cita", "a: ¿A nombre de quién?", "u: Ana Riera")
    assert after_greeting(*lines, "a: Hasta mañana.").entities["caller_name"].state == "captured"
    read_back = after_greeting(*lines, "a: Hasta mañana, señora Riera.").entities["caller_name"]
    assert proofs(read_back) == [(3, "Ana Riera"), (4, "Riera")]
