import pytest

from tests.workers.analysis.conversations import GREETING, after_greeting, analysed, call


def test_notices_heard_and_missing():
    found = analysed("a: Hola, soy la asistente virtual.", "u: hola")
    assert [(notice.kind, notice.heard, notice.heard_ms) for notice in found.notices] == [
        ("ai", True, 0),
        ("recording", False, None),
    ]


def test_recording_notice_with_its_time():
    found = analysed("a: Buenos días.", "u: hola", "a: Esta llamada está siendo grabada.")
    assert found.notices[1].heard_ms == 10_000


def test_promises_are_statements_not_questions():
    found = after_greeting(
        "u: llamadme luego",
        "a: Le llamará el jefe de taller hoy.",
        "u: vale",
        "a: ¿Le llamamos al fijo?",
        "u: no",
    )
    assert [(promise.kind, promise.evidence[0].turn) for promise in found.promises] == [("callback", 2)]


def test_questions_asked_three_times_are_a_loop():
    found = after_greeting(
        "u: cita",
        "a: ¿Me dice la matrícula?",
        "u: eh",
        "a: ¿Me dice la matrícula?",
        "u: eh",
        "a: ¿Me dice la matrícula?",
    )
    loops = [repetition for repetition in found.repetitions if repetition.topic == "plate"]
    assert loops[0].loop
    assert loops[0].turns == (2, 4, 6)


def test_agent_that_stays_in_the_wrong_language():
    found = after_greeting(
        "u: hello, do you speak English please?",
        "a: Buenos días, ¿qué necesita para su coche y cuándo?",
        "u: I need a tow truck",
    )
    assert found.language.value == "en"
    assert found.language.mismatch == (2,)


def test_feelings_from_words():
    happy = after_greeting(
        "u: ¿ya está mi coche?",
        "a: Sí, está listo.",
        "u: ¡qué bien! me quitáis un peso de encima, mil gracias",
    )
    cross = after_greeting(
        "u: es una vergüenza, quiero reclamar, me habéis rayado el coche", "a: Lo siento.", "u: siempre igual"
    )
    assert (happy.sentiment.value, cross.sentiment.value) == ("positive", "negative")


def test_secondary_intents():
    found = after_greeting(
        "u: quiero hora para cambiar el aceite",
        "a: ¿El jueves?",
        "u: vale, ¿y cuánto me va a costar?",
        "a: Noventa euros.",
        "u: vale, resérvamelo",
        "a: Queda apuntado, jueves a las nueve, cambio de aceite.",
        "u: gracias, hasta el jueves",
    )
    intents = {found.intent.value, *(intent.value for intent in found.secondary_intents)}
    assert intents == {"book_appointment", "price_quote"}


LINES = {
    "a voicemail": (("u: deje su mensaje después de la señal",), "machine", "deje su mensaje"),
    "a menu": (("u: para español pulse uno",), "machine", "pulse uno"),
    "hold music": (("u: ♪♪", "a: ¿Sigue ahí?", "u: [música de espera]"), "machine", "♪♪"),
    "hold music in German": (("u: (Wartemusik)",), "machine", "(Wartemusik)"),
    "a person after the music": (("u: [music]", "u: hola, quiero hora"), "person", None),
    "a person over the music": (("u: ♪ hola, ¿me oye?",), "person", None),
    "somebody who speaks of music": (("u: la música de espera es horrible",), "person", None),
    "nobody": (("u: ", "u: …"), "silence", None),
}


@pytest.mark.parametrize(("lines", "line", "proof"), LINES.values(), ids=LINES)
def test_who_is_on_the_line(lines, line, proof):
    found = after_greeting(*lines).line
    assert found.value == line
    assert (found.evidence[0].quote if found.evidence else None) == proof
    turns = call(GREETING, *lines).turns
    assert all(turns[one.turn].text[one.start : one.end] == one.quote for one in found.evidence)


NOTICES = {
    "both at the start": (("a: Soy la asistente virtual. Esta llamada se graba.",), [True, True]),
    "in Catalan": (("a: Bon dia, som l'assistent virtual. Aquesta telefonada s'enregistra.",), [True, True]),
    "in English": (("a: I am the virtual assistant. This call is being recorded.",), [True, True]),
    "in German": (
        ("a: Ich bin die virtuelle Assistentin. Dieses Gespräch wird aufgezeichnet.",),
        [True, True],
    ),
    "said by the caller": (
        ("a: Buenos días.", "u: ¿es una asistente virtual? ¿se graba esto?"),
        [False, False],
    ),
    "none": (("a: Buenos días, ¿qué desea?",), [False, False]),
}


@pytest.mark.parametrize(("lines", "heard"), NOTICES.values(), ids=NOTICES)
def test_notices_in_four_languages(lines, heard):
    found = analysed(*lines).notices
    assert [notice.heard for notice in found] == heard
    assert [notice.heard_ms for notice in found] == [0 if one else None for one in heard]
    turns = call(*lines).turns
    for notice in found:
        assert all(turns[one.turn].text[one.start : one.end] == one.quote for one in notice.evidence)


CIRCLES = {
    "asked twice": (("a: ¿Me dice la matrícula?", "u: eh", "a: ¿La matrícula, por favor?"), "plate", (1, 3), False),
    "three times is a loop": (
        ("a: ¿Me dice la matrícula?", "u: eh", "a: ¿La matrícula?", "u: qué", "a: ¿Me da la matrícula?"), "plate", (1, 3, 5), True),
    "not understood again and again": (
        ("a: No le he entendido.", "u: mm", "a: Perdone, no le he entendido.", "u: mm", "a: No le he oído."), "not_understood", (1, 3, 5), True),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "topic", "turns", "loop"), CIRCLES.values(), ids=CIRCLES)
def test_going_in_circles(lines, topic, turns, loop):
    found = {one.topic: one for one in after_greeting(*lines).repetitions}
    assert (found[topic].turns, found[topic].loop) == (turns, loop)


MISMATCHES = {
    "answered in English": (("u: hello, I need a tow truck please", "a: Of course, where are you right now?"), ()),
    "answered in Spanish": (("u: hello, I need a tow truck please", "a: Claro, ¿dónde está usted ahora mismo con el coche?"), (2,)),
    "the caller changes": (
        ("u: hola, quiero pedir hora para el coche", "a: ¿Para qué día la quiere usted?", "u: sorry, can we speak English please, it is for my car",
         "a: Claro, ¿qué día le iría bien a usted para traer el coche?"), (4,)),
    "a borrowed greeting": (("u: hola, ich brauche einen Termin für mein Auto", "a: Gerne, welcher Tag würde Ihnen denn passen?"), ()),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "turns"), MISMATCHES.values(), ids=MISMATCHES)
def test_the_agent_in_another_language(lines, turns):
    assert after_greeting(*lines).language.mismatch == turns


PROMISED = {
    "a price with its amount": ("Son noventa euros con IVA.", "price", "noventa euros"),
    "in Catalan": ("Són noranta euros.", "price", "noranta euros"),
    "in German": ("Das kostet neunzig Euro.", "price", "neunzig Euro"),
    "a price that is asked": ("¿Le parecen bien noventa euros?", "price", None),
    "a booking": ("Le dejo apuntada el jueves a las nueve.", "booking", "Le dejo apuntada"),
    "a booking in English": ("You are booked for Thursday at nine.", "booking", "You are booked"),
    "an offer books nothing": ("Si quiere, le apunto el jueves.", "booking", None),
    "a cancellation books nothing": ("Ihr Termin ist storniert.", "booking", None),
    "a cancellation": ("Ihr Termin ist storniert.", "cancellation", "ist storniert"),
    "a change": ("I have moved it to Friday.", "change", "I have moved"),
    "a call back": ("Le llamamos esta tarde con el precio.", "callback", "Le llamamos"),
    "a call back in German": ("Wir rufen Sie heute Nachmittag zurück.", "callback", "Wir rufen"),
    "a call back by one person": ("Ich rufe Sie morgen zurück.", "callback", "rufe Sie morgen zurück"),
    "whom to ring back oneself": ("Rufen Sie morgen wieder an.", "callback", None),
    "a call back in Catalan": ("El tornarem a cridar aquesta tarda.", "callback", "tornarem a cridar"),
    "a booking in German": (
        "Ich trage Sie für Dienstag um drei Uhr ein.",
        "booking",
        "trage Sie für Dienstag um drei Uhr ein",
    ),
    "a booking by one who notes": ("Le anoto para el martes a las nueve.", "booking", "Le anoto"),
    "a day": ("El coche estará listo el viernes a las seis.", "date", "estará listo el viernes a las"),
    "a day in Catalan": ("El cotxe estarà llest divendres.", "date", "estarà llest divendres"),
    "a day in English": ("Your car will be ready on Friday.", "date", "be ready on Friday"),
    "ready now is no promise": ("Su coche ya está listo, puede recogerlo cuando quiera.", "date", None),
    "a transfer": ("Le paso con un compañero.", "transfer", "Le paso con"),
    "a link in English": ("I've just sent you the link.", "delivery", "just sent"),
    "an apology in Catalan": ("Ho sent molt, no en tenim.", "delivery", None),
    "a link": ("Le acabo de enviar el enlace.", "delivery", "acabo de enviar"),
}


@pytest.mark.parametrize(("said", "kind", "proof"), PROMISED.values(), ids=PROMISED)
def test_what_is_promised(said, kind, proof):
    lines = (GREETING, "u: hola, quiero hora para el coche", f"a: {said}", "u: vale")
    found = [one for one in analysed(*lines).promises if one.kind == kind and one.evidence[0].turn == 2]
    assert [one.text for one in found] == ([proof] if proof else [])
    turns = call(*lines).turns
    for one in found:
        assert turns[2].text[one.evidence[0].start : one.evidence[0].end] == one.text
