import json
from dataclasses import replace

import pytest

from tests.workers.analysis.conversations import GREETING, after_greeting, analysed, call
from workers.analysis import Transcript, Turn, analyse
from workers.sectors import load_sector

BOOKING = (
    "u: hola, quiero pedir hora para cambiar el aceite, los frenos no que van bien",
    "a: ¿Me dice la matrícula?",
    "u: cuatro ocho uno siete jota uve ese",
    "a: Cuatro, ocho, uno, siete, J, V, S. ¿Qué coche es?",
    "u: un Seat León de 2018, con noventa mil kilómetros",
    "a: ¿Qué día le iría bien?",
    "u: el jueves por la mañana",
    "a: El jueves tengo un hueco a las nueve. ¿Se lo reservo?",
    "u: sí",
    "a: ¿Su nombre y un teléfono?",
    "u: Toni Vadell, seis cinco cinco, veinte, treinta y uno, cuarenta y ocho",
    "a: Seis cinco cinco, veinte, treinta y uno, cuarenta y ocho. Queda apuntado: jueves a las nueve, cambio de aceite.",
    "u: muchas gracias, hasta el jueves",
)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        pytest.param("Llamaba para saber si ya está mi coche", "repair_status", id="es-status"),
        pytest.param(
            "Soy Ana, quiero cita el lunes por la mañana.", "book_appointment", id="es-name-and-booking"
        ),
        pytest.param("Bon dia, és per anul·lar s'hora de demà", "cancel_appointment", id="ca-cancellation"),
        pytest.param("Is there a real person there?", "speak_to_person", id="en-person"),
        pytest.param("Have you got a wing mirror for a Clio?", "parts_enquiry", id="en-part"),
        pytest.param("Kann ich mit einem Menschen sprechen?", "speak_to_person", id="de-person"),
        pytest.param("Haben Sie samstags geöffnet?", "general_information", id="de-hours"),
    ],
)
def test_one_sentence_says_what_the_caller_wants(said, intent):
    assert after_greeting(f"u: {said}").intent.value == intent


def test_a_booking_from_end_to_end():
    found = after_greeting(*BOOKING)
    assert (found.intent.value, found.outcome.value, found.urgency.value) == (
        "book_appointment",
        "appointment_booked",
        "normal",
    )
    assert [service.value for service in found.services] == ["oil_change"]
    values = {name: entity.value for name, entity in found.entities.items()}
    assert values == {
        "plate": "4817JVS", "phone": "+34655203148", "caller_name": "Toni Vadell", "make": "Seat", "model": "León",
        "year": 2018, "mileage_km": 90000, "requested_time": "el jueves por la mañana",
    }  # fmt: skip
    assert found.entities["plate"].state == "confirmed"
    assert all(step.reached for step in found.funnel)


def test_every_quote_is_where_it_is_said_to_be():
    transcript = call(GREETING, *BOOKING)
    data = analyse(transcript, load_sector("workshop")).to_json()

    def quotes(value):
        if isinstance(value, dict):
            if {"turn", "start", "end", "quote"} <= value.keys():
                yield value
            for item in value.values():
                yield from quotes(item)
        elif isinstance(value, list):
            for item in value:
                yield from quotes(item)

    found = list(quotes(data))
    assert len(found) > 20
    for quote in found:
        assert transcript.turns[quote["turn"]].text[quote["start"] : quote["end"]].startswith(quote["quote"])


def test_json_has_stable_keys_and_is_plain():
    data = after_greeting(*BOOKING).to_json()
    assert json.loads(json.dumps(data)) == data
    assert {
        "version",
        "sector",
        "language",
        "turn_languages",
        "intent",
        "services",
        "urgency",
        "outcome",
        "abandoned",
    } <= data.keys()
    assert {
        "abandonment_stage",
        "sentiment",
        "entities",
        "promises",
        "notices",
        "talk",
        "pauses",
        "repetitions",
        "funnel",
    } <= data.keys()


LEFT = [
    pytest.param((), "user hung up", "greeting", "silent", id="nobody-speaks"),
    pytest.param(("u: quiero pedir hora", "a: ¿Me dice la matrícula?", "u: sí, es la… oye", "a: ¿Sigue ahí? Dígame la matrícula."), "connection lost", "identification", "line_lost", id="line-lost"),
    pytest.param(("u: quiero cita para pintar", "a: ¿Qué día le viene bien?", "u: hoy", "a: Esta semana no queda nada.", "u: pues nada, me voy a otro taller"), "user hung up", "scheduling", "gave_up", id="gives-up"),
    pytest.param(("u: ¿cuánto vale pintar el capó?", "a: Pintar el capó, entre dos…", "u: espera que me llaman, ya llamaré"), "user hung up", "price", "hung_up", id="agent-cut-short"),
    pytest.param(("u: con una persona", "a: Le paso con un compañero.", "a: Nuestros compañeros están ocupados. Permanezca a la espera."), "user hung up", "transfer", "hung_up", id="waiting-for-transfer"),
    pytest.param((*BOOKING[:11], "a: Le leo los datos: jueves a las nueve. ¿Lo confirmo?", "u: no, déjame mirarlo antes"), "user hung up", "closing", "gave_up", id="declines-at-the-end"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "end_reason", "stage", "reason"), LEFT)
def test_where_callers_leave(lines, end_reason, stage, reason):
    found = after_greeting(*lines, end_reason=end_reason)
    assert (found.outcome.value, found.abandonment.stage, found.abandonment.reason) == (
        "abandoned",
        stage,
        reason,
    )


@pytest.mark.parametrize(("lines", "end_reason", "stage", "reason"), LEFT)
def test_whom_the_staff_hang_up_on_has_not_left(lines, end_reason, stage, reason):
    transcript = replace(call(GREETING, *lines), end_reason="agent_hangup", ended_by_staff=True)
    found = analyse(transcript, load_sector("workshop"))
    assert (found.outcome.value != "abandoned", found.abandonment.value) == (True, False)


@pytest.mark.parametrize(
    ("lines", "end_reason", "outcome"),
    [
        pytest.param(("u: quiero hablar con Miquel", "a: Le paso con Miquel."), "transferred", "transferred_to_human", id="transfer"),
        pytest.param(("u: vull parlar amb en Miquel", "a: Ara mateix li pas amb ell."), "transferred", "transferred_to_human", id="ca-transfer"),
        pytest.param(("u: tenía cita mañana y la quiero anular", "a: ¿A qué nombre?", "u: Ana Mas", "a: Queda anulada."), "user hung up", "appointment_cancelled", id="cancelled"),
        pytest.param(("u: tengo hora el lunes y no puedo ir", "a: ¿El martes a las diez?", "u: vale", "a: Cambiada: martes a las diez.", "u: gracias"), "user hung up", "appointment_changed", id="changed"),
        pytest.param(("u: ¿ya está mi coche?", "a: No tengo esa información. El jefe de taller le llamará hoy. ¿A qué número?", "u: 655 20 31 48", "a: Le llamará.", "u: gracias"), "user hung up", "callback_promised", id="callback"),
        pytest.param(("u: hola, ¿es la pizzería?", "a: No, esto es un taller.", "u: perdón, me he equivocado"), "user hung up", "not_a_customer", id="outsider"),
        pytest.param(("u: ¿a qué hora cerráis?", "a: A las seis y media.", "u: gracias"), "user hung up", "information_given", id="information"),
        pytest.param(("u: quiero poner una reclamación", "a: No puedo ayudarle con eso.", "u: pues vale, adiós"), "user hung up", "unresolved", id="unresolved"),
    ],
)  # fmt: skip
def test_how_calls_end(lines, end_reason, outcome):
    assert after_greeting(*lines, end_reason=end_reason).outcome.value == outcome


@pytest.mark.parametrize(
    ("said", "urgency"),
    [
        pytest.param("me sale humo del motor, estoy en la autovía", "critical", id="smoke"),
        pytest.param("no me sale humo pero el coche no arranca, estoy en casa", "high", id="no-smoke"),
        pytest.param("quiero cita para la revisión, la necesito hoy mismo", "high", id="today"),
        pytest.param("quiero cita para la revisión, urgente no es", "normal", id="not-urgent"),
        pytest.param("quiero cita para la revisión, sin prisa, el mes que viene", "low", id="far-off"),
        pytest.param("¿cuánto vale un cambio de aceite?", "low", id="price"),
    ],
)
def test_how_urgent_it_is(said, urgency):
    assert after_greeting("u: " + said, "a: Entiendo. ¿Qué coche es?", "u: un Polo").urgency.value == urgency


def test_a_booking_cancelled_for_another_day_keeps_its_job():
    found = after_greeting(
        "u: quiero anular la cita de mañana para la correa", "a: ¿A nombre de quién?", "u: Ana Mas",
        "a: ¿Y si la cambiamos al día ocho?", "u: vale, mejor cambiarla", "a: Cambiada al día ocho a las nueve.", "u: gracias",
    )  # fmt: skip
    assert [service.value for service in found.services] == ["timing_belt"]


def test_machine_on_the_line():
    assert analysed("a: Hola, soy Laia.", "u: deje su mensaje después de la señal").line.value == "machine"


def test_plate_corrected_letter_by_letter():
    found = after_greeting(
        "u: quiero cita", "a: ¿Matrícula?", "u: dos uno dos cinco, de ele hache", "a: Dos, uno, dos, cinco, D, L, H.", "u: no, de ele zeta",
        "a: Dos, uno, dos, cinco, D, L, Z.", "u: eso",
    )  # fmt: skip
    assert found.entities["plate"].value == "2125DLZ"
    assert found.entities["plate"].state == "corrected"
    assert [contradiction.entity for contradiction in found.contradictions] == ["plate"]


def test_phone_mended_by_the_agent_s_next_read_back():
    found = after_greeting(
        "u: quiero cita", "a: ¿Un teléfono?", "u: sis vint-i-dos, quaranta-cinc, zero nou, divuit", "a: Sis dos dos, quaranta-cinc, zero nou, vuit.",
        "u: no, divuit, u i vuit", "a: Sis dos dos, quaranta-cinc, zero nou, divuit.", "u: sí",
    )  # fmt: skip
    assert found.entities["phone"].value == "+34622450918"


def test_phone_said_in_two_turns():
    found = after_greeting(
        "u: quiero cita",
        "a: ¿Un teléfono?",
        "u: seis cinco cinco",
        "a: Sí.",
        "u: veinte treinta y uno cuarenta y ocho",
    )
    assert found.entities["phone"].value == "+34655203148"


def test_an_empty_transcript_is_an_abandoned_call():
    found = analyse(Transcript(()), load_sector("workshop"))
    assert (found.outcome.value, found.language.value, found.talk.ratio) == ("abandoned", "es", None)


def test_own_ends_make_talk_and_pauses_measured():
    turns = (Turn(0, "agent", "Hola.", 0, 1000), Turn(1, "user", "Hola", 6000, 7000))
    found = analyse(Transcript(turns, duration_seconds=7.0), load_sector("workshop"))
    assert (found.talk.agent_ms, found.talk.user_ms, found.talk.estimated) == (1000, 1000, False)
    assert [(pause.turn, pause.duration_ms, pause.owner) for pause in found.pauses] == [(1, 5000, "user")]
