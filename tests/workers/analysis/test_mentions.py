import pytest

from workers.analysis.mentions import Mention, mention_of
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
    ("said", "mention"),
    [
        pytest.param("quiero cambiar el aceite", Mention.AFFIRMED, id="es-wanted"),
        pytest.param("y los frenos no me los toquéis eh", Mention.NEGATED, id="es-leave-alone"),
        pytest.param("los frenos no, solo el filtro", Mention.NEGATED, id="es-postposed"),
        pytest.param("no quiero los frenos", Mention.NEGATED, id="es-negated"),
        pytest.param("el aire no enfría", Mention.AFFIRMED, id="es-fault-is-no-refusal"),
        pytest.param("no solo el aceite", Mention.AFFIRMED, id="es-not-only"),
        pytest.param("no es urgente pero el aceite sí", Mention.AFFIRMED, id="es-but"),
        pytest.param("la batería ya me la cambiasteis en febrero", Mention.DONE, id="es-done"),
        pytest.param("los frenos van bien", Mention.FINE, id="es-fine"),
        pytest.param("los frenos funcionan de maravilla", Mention.FINE, id="es-works-wonderfully"),
        pytest.param("la batería es casi nueva", Mention.FINE, id="es-nearly-new"),
        pytest.param("los frenos no van bien", Mention.AFFIRMED, id="es-not-fine"),
        pytest.param("los frenos van bien pero chirrían", Mention.AFFIRMED, id="es-fine-but"),
        pytest.param("mi suegro dice que es la culata", Mention.OTHERS, id="es-third-party"),
        pytest.param("me han dicho que es el radiador", Mention.AFFIRMED, id="es-told-is-not-third-party"),
        pytest.param("sin itv no me quiero arriesgar", Mention.WITHOUT, id="es-without"),
        pytest.param(
            "los neumáticos nuevos, que me los pusisteis vosotros, eso no", Mention.NEGATED, id="es-that-not"
        ),
        pytest.param("si echara humo no estaría aquí", Mention.SUPPOSED, id="es-hypothetical"),
        pytest.param("es frens van bé", Mention.FINE, id="ca-fine"),
        pytest.param("die Bremsen sind völlig in Ordnung", Mention.FINE, id="de-fine"),
        pytest.param("the battery seems perfectly good", Mention.FINE, id="en-seems-fine"),
        pytest.param("not the brakes", Mention.NEGATED, id="en-negated"),
        pytest.param("the brakes are fine", Mention.FINE, id="en-fine"),
        pytest.param("my brother says it's the battery", Mention.OTHERS, id="en-third-party"),
        pytest.param("nicht die Bremsen", Mention.NEGATED, id="de-negated"),
    ],
)
def test_how_a_thing_is_mentioned(said, mention):
    words = split_words(said)
    assert mention_of(THINGS.find(0, words)[0], words) is mention
