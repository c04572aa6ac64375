import pytest

from tests.workers.analysis.conversations import after_greeting
from workers.analysis.plates import letters_alone, plates_in
from workers.analysis.text import split_words
from workers.analysis.vin import has_valid_check_digit, vins_in


@pytest.mark.parametrize(
    ("said", "plate"),
    [
        pytest.param("sí, cuatro ocho uno siete jota uve ese", "4817JVS", id="es-spelt"),
        pytest.param("nou set quatre dos, ela, ca, hac", "9742LKH", id="ca-spelt"),
        pytest.param("u sis u nou, jota, ema, te", "1619JMT", id="ca-u-is-one"),
        pytest.param("vuit tres tres u, hac, ve doble, be. Neus, amolla es ca!", "8331HWB", id="ca-double-v"),
        pytest.param(
            "eight eight one four, M for mother, D for David, L for London", "8814MDL", id="en-alphabet"
        ),
        pytest.param("nine two double four, K, M, M for mike, so K M M", "9244KMM", id="en-double"),
        pytest.param("drei. sieben. drei. sieben. Jota. Martha. Nordpol.", "3737JMN", id="de-alphabet"),
        pytest.param("es un Altea, 9668 efe jota doble uve", "9668FJW", id="digits-then-names"),
        pytest.param("un nisan cascai, 4302 lgk", "4302LGK", id="block-without-vowels"),
        pytest.param("1234-BCD", "1234BCD", id="hyphen"),
        pytest.param("once noventa, jota ene uve", "1190JNV", id="pairs"),
        pytest.param("i be, cuatro cuatro siete uno, ce jota", "IB4471CJ", id="old-provincial"),
        pytest.param("PM 1234 AB", "PM1234AB", id="older-provincial"),
        pytest.param("a ver, es i be, uno nueve cinco seis, ce ka", "IB1956CK", id="filler-before"),
        pytest.param("un MG cuatro. uno uno seis tres, eme, ka, hache", "1163MKH", id="model-before"),
        pytest.param("uno tres dos nueve, ce, te de Tetuán, be de Barcelona", "1329CTB", id="es-examples"),
        pytest.param("siete uno uno nueve, ese, be baja, de", "7119SVD", id="b-and-v"),
        pytest.param("it's K V one three X P O. so twenty thirteen", "KV13XPO", id="british"),
        pytest.param("H H, P E, vier vier eins", "HHPE441", id="german"),
        pytest.param("M-123456", "M123456", id="oldest-provincial"),
        pytest.param(
            "seis cuatro cero siete, ele ene be. trescientos mil kilómetros", "6407LNB", id="a-number-follows"
        ),
        pytest.param("Whisky X-ray one eight, kilo lima oscar", "WX18KLO", id="x-ray"),
        pytest.param("sa matrícula mil set-cents quaranta-dos, LGX", "1742LGX", id="digits-as-one-number"),
        pytest.param(
            "PM cuatro mil quinientos sesenta y siete, be ce", "PM4567BC", id="thousands-after-letters"
        ),
        pytest.param("i be, u dos tres quatre, ce ics", "IB1234CX", id="ca-u-after-letters"),
        pytest.param("cuatro sietes, hache jota ka", "7777HJK", id="counted-digits"),
        pytest.param("es histórica: hache, uno dos tres cuatro, be be ce", "H1234BBC", id="historic"),
        pytest.param("es un Vespino, C-1234-BBC", "C1234BBC", id="moped"),
        pytest.param("es un remolque, erre uno dos tres cuatro be be de", "R1234BBD", id="trailer"),
        pytest.param("un Mercedes clase C, 1234 BCD", "1234BCD", id="letter-of-a-model"),
        pytest.param("mi matrícula era 1234 BCD", "1234BCD", id="a-word-before"),
        pytest.param("K Strich L M zwölf vierunddreißig", "KLM1234", id="german-dash"),
        pytest.param("suiza, ZH 123456", "ZH123456", id="swiss"),
        pytest.param("u u set vuit, efa, ge, hac", "1178FGH", id="ca-u-twice"),
        pytest.param("es de dos mil sis. u u vuit zero, de, ela, ema", "1180DLM", id="ca-u-after-a-year"),
        pytest.param("de 2006. u tres quatre sis, de, ela, ema", "1346DLM", id="ca-u-after-digits"),
        pytest.param("tres seis cero uno, ele te de, pero sin prisa", "3601LTD", id="es-conjunction"),
        pytest.param(
            "siete cero ocho dos, ka, pe de papá, ele de lima", "7082KPL", id="es-alphabet-as-example"
        ),
        pytest.param(
            "three oh six two, D Delta, N November, R for Romeo", "3062DNR", id="en-letter-and-word"
        ),
        pytest.param("three oh six two, kilo kilo romeo", "3062KKR", id="en-words-alone"),
        pytest.param(
            "drei null sechs zwei, K Kaufmann, L Ludwig, P Paula", "3062KLP", id="de-letter-and-word"
        ),
        pytest.param("seis nueve uno cuatro, y luego ge, pe, erre", "6914GPR", id="es-and-then"),
        pytest.param("i be siete siete cero uno ge hache, y yo soy Marta", "IB7701GH", id="es-and-I"),
        pytest.param("siete siete cero uno, y griega, ge, hache", "7701YGH", id="es-the-letter"),
        pytest.param("dos tres uno cuatro, be de bota, de bueno, ele, ka", "2314BLK", id="es-two-examples"),
        pytest.param(
            "dos tres uno cuatro, be de bota, de de dado, ka", "2314BDK", id="es-two-letters-of-example"
        ),
        pytest.param("das Kennzeichen ist KA RT 512", "KART512", id="de-town-that-names-a-letter"),
        pytest.param("UNO DOS TRES CUATRO DE BE ZETA", "1234DBZ", id="es-all-in-capitals"),
        pytest.param("tres seis cero uno ele pe de pero no corre prisa", "3601LPD", id="es-no-example"),
        pytest.param("quatre u cinc vuit ge pe de però no hi ha pressa", "4158GPD", id="ca-no-example"),
        pytest.param("H D wie Heidelberg, K L, drei vier fünf", "HDKL345", id="de-town-of-two-letters"),
        pytest.param("cuatro cuatro uno nueve, ge, ka, ele, y es una NV300", "4419GKL", id="es-model-beside"),
        pytest.param("6021 HKS. it's a Transit, the TDCI 130 one", "6021HKS", id="en-engine-beside"),
    ],
)
def test_plates_said(said, plate):
    assert [mention.value for mention in plates_in(split_words(said), foreign=True)][-1:] == [plate]


@pytest.mark.parametrize(
    "said", ["doscientos cinco cincuenta y cinco dieciséis", "el martes a las cinco", "son 300 euros"]
)
def test_other_numbers_are_no_plates(said):
    assert plates_in(split_words(said), foreign=False) == []


def test_a_title_spells_nothing():
    assert letters_alone(split_words("Mrs Sheila Granger")) is None


def test_letters_alone_mend_a_plate():
    words = split_words("no, espera, de ele zeta. de, ele, zeta")
    letters = letters_alone(words)
    assert letters is not None
    assert (letters.value, words.original(letters.first, letters.last)) == (
        "DLZ",
        "de ele zeta. de, ele, zeta",
    )
    assert letters_alone(split_words("no me acuerdo")) is None
    assert letters_alone(split_words("hi falta es NIF de s'empresa")) is None
    assert letters_alone(split_words("jota, jota. jota de jamón")) is None
    assert letters_alone(split_words("alright, I'll be there")) is None
    assert letters_alone(split_words("we’ll be round at noon")) is None
    assert letters_alone(split_words("I'm a DJ, I've been waiting")) is None


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        pytest.param("no, efe, ka, te. efe de foca", "FKT", id="es-then-an-example"),
        pytest.param("he dicho te y era ge. ge, ka, te", "GKT", id="es-then-all"),
        pytest.param("ela, ela de llop. ela, hac, te", "LHT", id="ca"),
        pytest.param("no, S as in sugar. S, K, T", "SKT", id="en"),
        pytest.param("nein, B wie Berta. B, K, T", "BKT", id="de"),
    ],
)
def test_letters_of_one_sentence_mend_a_plate(said, letters):
    found = letters_alone(split_words(said))
    assert found is not None
    assert found.value == letters


def test_a_plate_beside_a_model_as_the_agent_reads_it():
    lines = (
        "u: una cita",
        "a: ¿Qué coche es?",
        "u: un C3 siete cero dos seis ge uve ele",
        "a: 7026 GVL. ¿Cuándo?",
    )
    assert after_greeting(*lines).entities["plate"].value == "7026GVL"


@pytest.mark.parametrize(
    ("lines", "plate"),
    [
        pytest.param(("u: dos tres cuatro cinco, be… no, uve, ge, ka no, a ver: dos tres cuatro cinco, ge, ka, be",), "2345GKB", id="es-false-start"),
        pytest.param(("u: 7012 KLM", "a: 7012 KLM, is that right?", "u: it is. I'll be there at five"), "7012KLM", id="en-I'll-be"),
        pytest.param(("u: cinco uno cuatro tres, te, erre, ka", "a: 5143 TRK. No la encuentro.", "u: he dicho te y era de. de, erre, ka", "a: 5143 DRK."), "5143DRK", id="es-corrected-letter"),
        pytest.param(("u: zero vuit u nou, hac, te, ge", "a: 0819 HPG.", "u: te, te de tomata. hac, te, ge", "a: 0819 HTJ."), "0819HTG", id="ca-misheard-twice"),
        pytest.param(("u: vier eins sieben null, G, C, T", "a: 4170 TCT.", "u: nein, G, C, T. G wie Gustav", "a: 4170 JCT."), "4170GCT", id="de-misheard-twice"),
        pytest.param(("u: neun null zwei sechs, T, B, L. Nein, D. Dora", "a: 9026 TDL. Danke."), "9026TDL", id="de-one-letter-corrected"),
        pytest.param(("u: cuatro cuatro ocho uno, ge, ele, be… no, uve", "a: 4481 GLV."), "4481GLV", id="es-one-letter-corrected"),
        pytest.param(("u: ocho dos tres siete ge ge ele be", "a: 8237 GLB."), "8237GLB", id="es-stammered"),
        pytest.param(("u: i be, dos u tres zero, ca ela… no, ce ela", "a: I, B, dos, u, tres, zero, C, L."), "IB2130CL", id="ca-island"),
        pytest.param(("u: cuatro cuatro ocho uno, ge, ele, be", "a: 4481 GLV."), "4481GLB", id="agent-misheard"),
        pytest.param(("u: 5102 HLT", "a: 5102 HLT. Your name?", "u: well, Denise", "a: And the surname?", "u: Brent. B R N T"), "5102HLT", id="en-a-name-spelt-later"),
        pytest.param(("u: 5102 HLT. es un Toyota, un CHR",), "5102HLT", id="es-a-model-of-letters"),
        pytest.param(("u: 5102 HLT", "a: 5102 HTL.", "u: nein, HLT", "a: 5102 HLD."), "5102HLT", id="de-letters-written-together"),
        pytest.param(("u: siete uno cero dos, efe, ce, pe", "a: Siete, uno, cero, dos, F, T, P.", "u: ce, ce. de casa", "a: Siete, uno, cero, dos, F, C, B.", "u: pe, de patata. bueno, voy yo"), "7102FCP", id="es-misheard-twice-one-letter-said-again"),
        pytest.param(("u: siete seis siete cinco, hache, ge, ce", "a: 7675 HJC.", "u: ge, ge de gato", "a: 7675 HGT.", "u: ge y ce. de gato y casa"), "7675HGC", id="es-misheard-twice-two-letters-said-again"),
        pytest.param(("u: M für München, K F, neun eins neun", "a: Danke."), "MKF919", id="de-letter-for-a-town"),
        pytest.param(("u: it's an old Irish one. nought four, C E, seven double two", "a: Thank you."), "04CE722", id="en-one-is-no-digit"),
        pytest.param(("u: pe ema, sis zero nou tres, be ve. be alta i ve baixa", "a: Gràcies."), "PM6093BV", id="ca-letters-told-apart-afterwards"),
        pytest.param(("u: 5102 HLT", "a: Morgen ist er fertig.", "u: gut", "a: Noch etwas?", "u: eine SMS bitte"), "5102HLT", id="de-an-abbreviation-later"),
        pytest.param(("u: ahora la busco", "a: Sin prisa.", "u: pe eme", "a: P, M.", "u: tres uno", "a: Tres, uno.", "u: y seis ocho", "a: PM3168. ¿Y el final?", "u: be ce", "a: Bien: PM 3168 BC."), "PM3168BC", id="es-in-pieces"),
    ],
)  # fmt: skip
def test_plate_over_the_turns(lines, plate):
    found = after_greeting("u: una cita", "a: ¿Me dice la matrícula?", *lines).entities["plate"]
    assert found.value == plate


def test_chassis_number_is_checked():
    assert has_valid_check_digit("1M8GDM9AXKP042788")
    assert not has_valid_check_digit("1M8GDM9A1KP042788")
    assert [vin.value for vin in vins_in(split_words("1M8GDM9AXKP042788"))] == ["1M8GDM9AXKP042788"]


def test_chassis_number_spelt():
    said = "uno eme ocho ge de eme nueve a equis ka pe cero cuatro dos siete ocho ocho"
    assert [vin.value for vin in vins_in(split_words(said))] == ["1M8GDM9AXKP042788"]
