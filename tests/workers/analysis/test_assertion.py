import pytest

from workers.analysis.assertion import Assertion, assertion_of
from workers.analysis.patterns import Lexicon
from workers.analysis.text import split_words

THINGS = Lexicon(
    {
        "thing": [
            "freno*",
            "frens",
            "aceite",
            "bateria",
            "itv",
            "aire",
            "brakes",
            "battery",
            "bremsen",
            "culata",
            "neumatico*",
            "radiador",
            "humo",
        ]
    }
)


@pytest.mark.parametrize(
    ("said", "assertion"),
    [
        pytest.param("quiero cambiar el aceite", Assertion.AFFIRMED, id="es-wanted"),
        pytest.param("y los frenos no me los toquéis eh", Assertion.NEGATED, id="es-leave-alone"),
        pytest.param("los frenos no, solo el filtro", Assertion.NEGATED, id="es-postposed"),
        pytest.param("no quiero los frenos", Assertion.NEGATED, id="es-negated"),
        pytest.param("el aire no enfría", Assertion.AFFIRMED, id="es-fault-is-no-refusal"),
        pytest.param("no solo el aceite", Assertion.AFFIRMED, id="es-not-only"),
        pytest.param("no es urgente pero el aceite sí", Assertion.AFFIRMED, id="es-but"),
        pytest.param("la batería ya me la cambiasteis en febrero", Assertion.PAST, id="es-done"),
        pytest.param("los frenos van bien", Assertion.FINE, id="es-fine"),
        pytest.param("los frenos funcionan de maravilla", Assertion.FINE, id="es-works-wonderfully"),
        pytest.param("la batería es casi nueva", Assertion.FINE, id="es-nearly-new"),
        pytest.param("los frenos no van bien", Assertion.AFFIRMED, id="es-not-fine"),
        pytest.param("los frenos van bien pero chirrían", Assertion.AFFIRMED, id="es-fine-but"),
        pytest.param("mi suegro dice que es la culata", Assertion.THIRD_PARTY, id="es-third-party"),
        pytest.param("me han dicho que es el radiador", Assertion.AFFIRMED, id="es-told-is-not-third-party"),
        pytest.param("sin itv no me quiero arriesgar", Assertion.WITHOUT, id="es-without"),
        pytest.param("no me carga la batería", Assertion.AFFIRMED, id="es-fault-before"),
        pytest.param("no me enfría el aire", Assertion.AFFIRMED, id="es-fault-of-cooling"),
        pytest.param(
            "los neumáticos nuevos, que me los pusisteis vosotros, eso no",
            Assertion.NEGATED,
            id="es-that-not",
        ),
        pytest.param("si echara humo no estaría aquí", Assertion.HYPOTHETICAL, id="es-hypothetical"),
        pytest.param(
            "si algún día se me rompe la culata ya llamaré", Assertion.HYPOTHETICAL, id="es-some-day"
        ),
        pytest.param(
            "algún día de estos quiero cambiar el aceite", Assertion.AFFIRMED, id="es-one-of-these-days"
        ),
        pytest.param("es frens van bé", Assertion.FINE, id="ca-fine"),
        pytest.param("mai es frens", Assertion.NEGATED, id="ca-never"),
        pytest.param("wir brauchen im Mai Bremsen", Assertion.AFFIRMED, id="de-may-is-not-catalan-never"),
        pytest.param("la batería que ya no tiene arreglo", Assertion.AFFIRMED, id="es-beyond-repair"),
        pytest.param("la batería ya me la arregló Toni", Assertion.PAST, id="es-repaired"),
        pytest.param("die Bremsen sind völlig in Ordnung", Assertion.FINE, id="de-fine"),
        pytest.param("the battery seems perfectly good", Assertion.FINE, id="en-seems-fine"),
        pytest.param("not the brakes", Assertion.NEGATED, id="en-negated"),
        pytest.param("the brakes are fine", Assertion.FINE, id="en-fine"),
        pytest.param("my brother says it's the battery", Assertion.THIRD_PARTY, id="en-third-party"),
        pytest.param("nicht die Bremsen", Assertion.NEGATED, id="de-negated"),
    ],
)
def test_how_a_thing_is_asserted(said, assertion):
    words = split_words(said)
    assert assertion_of(THINGS.find(0, words)[0], words) is assertion
