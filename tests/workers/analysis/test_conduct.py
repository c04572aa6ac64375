from tests.workers.analysis.conversations import after_greeting, analysed


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


def test_secondary_wishes():
    found = after_greeting(
        "u: quiero hora para cambiar el aceite",
        "a: ¿El jueves?",
        "u: vale, ¿y cuánto me va a costar?",
        "a: Noventa euros.",
        "u: vale, resérvamelo",
        "a: Queda apuntado, jueves a las nueve, cambio de aceite.",
        "u: gracias, hasta el jueves",
    )
    wishes = {found.intent.value, *(wish.value for wish in found.secondary_intents)}
    assert wishes == {"book_appointment", "price_quote"}
