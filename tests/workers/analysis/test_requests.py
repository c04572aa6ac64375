"""Single requests in four languages, each told by its words: services, urgency and endings that no labelled call has."""

import pytest

from tests.workers.analysis.conversations import after_greeting

PLATE = ("a: De acuerdo. ¿Me dice la matrícula?", "u: 4817 JVS")

SERVICES = (
    ("quiero cambiar las zapatas de atrás", "brakes"),
    ("me huele a quemado cuando piso el embrague", "clutch"),
    ("el coche se va de lado cuando suelto el volante", "wheel_alignment"),
    ("se me ha roto un manguito y pierde líquido rosa", "cooling"),
    ("no me va el cierre centralizado", "electrical"),
    ("se me ha caído el retrovisor", "bodywork"),
    ("tengo el paragolpes descolgado", "bodywork"),
    ("quiero hacerle una llave de repuesto", "keys"),
    ("los limpias no van", "electrical"),
    ("el aire me sale caliente", "air_conditioning"),
    ("la luz de freno derecha no luce", "lights"),
    ("le toca la revisión de los cien mil", "full_service"),
    ("me han tirado la ITV por emisiones", "itv exhaust"),
    ("quiero pasarle la itv", "itv"),
    ("hay que rectificar la culata", "engine"),
    ("el coche echa humo azul y gasta aceite", "engine"),
    ("se me enciende una luz naranja con forma de motor", "diagnostics"),
    ("tengo un pinchazo lento en la rueda de atrás", "tyres"),
    ("vibra el volante al frenar", "brakes"),
    ("me cuesta meter la primera", "gearbox"),
    ("la batería está floja y no aguanta", "battery"),
    ("tengo una grieta en la luna delantera", "glass"),
    ("el coche bota mucho, serán los amortiguadores", "suspension"),
    ("la dirección hace ruido al girar", "steering"),
    ("es un híbrido y no carga", "hybrid_ev"),
    ("quiero cambiar aceite y filtros", "oil_change"),
    ("hay que cambiar la correa", "timing_belt"),
    ("s'ha fos un far", "lights"),
    ("es frens grinyolen", "brakes"),
    ("perd aigua es radiador", "cooling"),
    ("vull canviar ses gomes", "tyres"),
    ("m'han fet una bonyada a sa porta", "bodywork"),
    ("fa renou quan pas per damunt es ressalts", "suspension"),
    ("es cotxe no té força i fa fum", "engine"),
    ("s'embragatge rellisca", "clutch"),
    ("he perdut ses claus des cotxe", "keys"),
    ("the handbrake doesn't hold", "brakes"),
    ("it's overheating a bit", "cooling"),
    ("I need new wiper motor, wipers dead", "electrical"),
    ("headlight bulb gone", "lights"),
    ("there's a grinding noise when I change gear", "gearbox"),
    ("my steering feels heavy", "steering"),
    ("somebody scraped my bumper", "bodywork"),
    ("the tyres are bald", "tyres"),
    ("stone chip in my windscreen", "glass"),
    ("could you do a full service", "full_service"),
    ("the aircon needs regassing", "air_conditioning"),
    ("my key fob is dead", "keys"),
    ("die Handbremse hält nicht", "brakes"),
    ("der Keilriemen quietscht", "engine"),
    ("Stoßdämpfer hinten sind durch", "suspension"),
    ("die Heckscheibe ist gesprungen", "glass"),
    ("der Auspuff röhrt", "exhaust"),
    ("Batterie ist schwach", "battery"),
    ("Winterreifen aufziehen", "tyres"),
    ("die Lenkung hat Spiel", "steering"),
    ("Beule im Kotflügel", "bodywork"),
    ("die Klima riecht", "air_conditioning"),
    ("Getriebe schaltet ruckartig", "gearbox"),
    ("ABS Lampe leuchtet", "brakes diagnostics"),
)

URGENCIES = (
    ("me he quedado parado en mitad de la autovía", "critical"),
    ("ha empezado a salir humo del capó y hemos salido corriendo", "critical"),
    ("me acabo de estampar contra un poste", "critical"),
    ("no me frena el coche, casi me mato", "critical"),
    ("no arranca, estoy en mi garaje", "high"),
    ("necesito el coche para mañana sin falta que tengo un viaje, es para los frenos", "high"),
    ("quiero cita para aceite", "normal"),
    ("quiero cita, cuando os vaya bien, no tengo ninguna prisa", "low"),
    ("I've crashed into a wall and my leg hurts", "critical"),
    ("the car is on fire", "critical"),
    ("won't start, I'm at home on the drive", "high"),
    ("mitten auf der Kreuzung stehengeblieben", "critical"),
    ("mein Auto brennt", "critical"),
    ("springt nicht an, steht zuhause", "high"),
    ("som enmig de sa carretera i no es mou", "critical"),
    ("quan volgueu, no hi ha pressa, vull demanar hora", "low"),
    ("what are your opening hours", "low"),
    ("quería pedir hora para marzo, sin agobios", "low"),
    ("se me ha encendido la luz roja del aceite y quiero que lo miréis", "high"),
    ("he pinchado y no puedo ir a trabajar", "high"),
)

ENDINGS = (
    (
        "appointment_booked",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: ¿Mañana a las diez?",
            "u: perfecto",
            "a: Pues mañana a las diez le esperamos.",
            "u: gracias",
        ),
    ),
    (
        "appointment_booked",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: ¿Le va bien el lunes día cuatro a primera hora?",
            "u: sí",
            "a: Estupendo, lo dejo reservado para el lunes a primera hora.",
            "u: vale",
        ),
    ),
    (
        "appointment_booked",
        (
            "u: bon dia, vull hora per sa revisió",
            "a: Dilluns a les nou us aniria bé?",
            "u: sí",
            "a: Fet, dilluns a les nou. Fins dilluns!",
            "u: adeu",
        ),
    ),
    (
        "appointment_booked",
        (
            "u: hi, can I book a service",
            "a: How about Tuesday at ten?",
            "u: great",
            "a: You're all set for Tuesday at ten, Mr Jones.",
            "u: bye",
        ),
    ),
    (
        "appointment_booked",
        (
            "u: guten Tag, ich brauche einen Ölwechsel",
            "a: Passt Ihnen Montag um neun?",
            "u: ja",
            "a: Dann sehen wir uns am Montag um neun Uhr.",
            "u: tschüss",
        ),
    ),
    (
        "appointment_booked",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: Tengo el miércoles a las cinco.",
            "u: pues el miércoles",
            "a: Miércoles a las cinco, entonces. Le enviaremos un recordatorio.",
            "u: ok",
        ),
    ),
    (
        "callback_promised",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: Ahora no puedo ver la agenda. Le llamamos mañana para darle hora. ¿Su teléfono?",
            "u: 655203148",
            "a: Gracias, le llamamos mañana.",
            "u: vale",
        ),
    ),
    (
        "callback_promised",
        (
            "u: me habéis cobrado de más",
            "a: Pido a administración que se ponga en contacto con usted esta tarde.",
            "u: eso espero",
        ),
    ),
    (
        "unresolved",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: Lo siento, esta semana no tenemos ningún hueco y la próxima está completa.",
            "u: vaya, pues nada, gracias",
            "a: Adiós.",
        ),
    ),
    (
        "transferred_to_human",
        ("u: quiero poner una queja", "a: Le pongo ahora mismo con el encargado, no cuelgue.", "u: vale"),
    ),
    (
        "appointment_changed",
        (
            "u: tenía cita el lunes y querría cambiarla",
            "a: ¿El jueves a las once?",
            "u: vale",
            "a: De acuerdo, su cita queda para el jueves a las once.",
            "u: gracias",
        ),
    ),
    (
        "appointment_changed",
        (
            "u: I need to move my Thursday appointment",
            "a: Friday at nine?",
            "u: fine",
            "a: I have moved it to Friday at nine.",
            "u: ta",
        ),
    ),
    (
        "appointment_cancelled",
        ("u: quiero cancelar la cita de mañana", "a: Sin problema, ya está cancelada.", "u: gracias"),
    ),
    (
        "appointment_cancelled",
        (
            "u: ich möchte den Termin morgen absagen",
            "a: Kein Problem, ich habe den Termin storniert.",
            "u: danke",
        ),
    ),
    (
        "information_given",
        ("u: ¿cuánto vale un cambio de aceite?", "a: Noventa euros.", "u: vale, lo pienso", "a: Adiós."),
    ),
    (
        "information_given",
        (
            "u: ¿ya está mi coche, el 4817 JVS?",
            "a: Sí, puede pasar a buscarlo cuando quiera.",
            "u: ahora voy",
        ),
    ),
    (
        "information_given",
        (
            "u: ¿ya está mi coche?",
            "a: Todavía no, el mecánico lo está mirando. Estará mañana por la tarde.",
            "u: vale, gracias",
        ),
    ),
    (
        "information_given",
        (
            "u: me mandáis la factura de la semana pasada",
            "a: ¿A qué correo?",
            "u: al de siempre",
            "a: Ya la tiene en su bandeja.",
            "u: perfecto",
        ),
    ),
    (
        "abandoned",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: ¿Qué día le viene bien?",
        ),
    ),
    (
        "abandoned",
        (
            "u: hola, quiero pedir hora para cambiar el aceite",
            "a: ¿Matrícula?",
            "u: 4817 JVS",
            "a: ¿Qué día le viene bien?",
            "u: esto es un rollo, adiós",
        ),
    ),
    (
        "abandoned",
        (
            "u: ¿me pone con el taller?",
            "a: Le paso.",
            "a: La línea está ocupada, espere por favor.",
            "u: bah",
        ),
    ),
    (
        "abandoned",
        (
            "u: bon dia, vull demanar hora",
            "a: Em deis la matrícula?",
            "u: mira, ja telefonaré més tard que tenc feina",
        ),
    ),
    (
        "abandoned",
        (
            "u: hello I need my brakes done",
            "a: What is the number plate?",
            "u: oh I don't have time for this",
        ),
    ),
    (
        "not_a_customer",
        (
            "u: buenas, soy de Orange empresas, ¿quién lleva la telefonía?",
            "a: No estamos interesados, gracias.",
            "u: vale",
        ),
    ),
    ("not_a_customer", ("u: ¿es la farmacia?", "a: No, es un taller mecánico.", "u: ah perdón")),
    (
        "unresolved",
        (
            "u: ¿hola?",
            "a: Hola, ¿en qué puedo ayudarle?",
            "u: nada nada, me he liado, perdone",
            "a: No pasa nada. Que tenga buen día.",
        ),
    ),
)


@pytest.mark.parametrize(
    ("said", "services"), [pytest.param(said, services, id=said) for said, services in SERVICES]
)
def test_services(said, services):
    found = after_greeting("u: hola, quiero cita, " + said, *PLATE)
    assert {service.value for service in found.services} <= set(services.split())
    assert found.services


@pytest.mark.parametrize(
    ("said", "urgency"), [pytest.param(said, urgency, id=said) for said, urgency in URGENCIES]
)
def test_urgency(said, urgency):
    assert after_greeting("u: " + said, *PLATE).urgency.value == urgency


@pytest.mark.parametrize(
    ("outcome", "lines"), [pytest.param(outcome, lines, id=lines[-2][3:]) for outcome, lines in ENDINGS]
)
def test_endings(outcome, lines):
    assert after_greeting(*lines).outcome.value == outcome
