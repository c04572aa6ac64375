"""Kinds of data that any template may switch on: numbers with a unit, party sizes, e-mails, values of a list."""

import pytest

from tests.workers.analysis.conversations import call
from workers.analysis import analyse
from workers.sectors import load_sector


def found(sector, *lines):
    analysis = analyse(call("a: Buenos días, ¿en qué puedo ayudarle?", *lines), load_sector(sector))
    return {name: entity.value for name, entity in analysis.entities.items()}


@pytest.mark.parametrize(
    ("lines", "size"),
    [
        pytest.param(["u: una mesa para cuatro el viernes a las nueve"], 4, id="announced"),
        pytest.param(["u: seríamos dos adultos y tres niños"], 5, id="added"),
        pytest.param(["u: wir sind zu sechst"], 6, id="german-company"),
        pytest.param(["u: quiero reservar", "a: ¿Cuántas personas serán?", "u: siete"], 7, id="asked"),
        pytest.param(["u: mesa para cuatro", "a: ¿A qué hora?", "u: al final seremos cinco"], 5, id="changed"),
        pytest.param(["u: a table for two at half past eight"], 2, id="hour-is-no-party"),
        pytest.param(["u: una mesa a las nueve"], None, id="hour-alone"),
        pytest.param(
            ["u: una mesa", "a: ¿Un teléfono?", "u: seis cinco cinco cero cero once veintidós ocho nueve"],
            None, id="digits-of-a-phone",
        ),
    ],
)  # fmt: skip
def test_party_size(lines, size):
    assert found("restaurant", *lines).get("party_size") == size


@pytest.mark.parametrize(
    ("said", "age"),
    [
        pytest.param("es para mi hijo de siete años", 7, id="unit"),
        pytest.param("my daughter is twelve years old", 12, id="english"),
        pytest.param("hace tres meses que no voy", None, id="other-unit"),
        pytest.param("hace doscientos años que no voy", None, id="too-many"),
    ],
)
def test_number_with_a_unit(said, age):
    assert found("dental-clinic", "u: quería hora, " + said).get("patient_age") == age


@pytest.mark.parametrize(
    ("lines", "email"),
    [
        pytest.param(
            ["u: mi correo es ana punto ruiz arroba gmail punto com"], "ana.ruiz@gmail.com", id="dictated"
        ),
        pytest.param(["u: Ana.Ruiz@gmail.com"], "ana.ruiz@gmail.com", id="written"),
        pytest.param(["u: mi correo es te o ene i siete arroba gmail punto com"], "toni7@gmail.com", id="spelt"),
        pytest.param(["u: es meu correu és joan punt mas arrova gmail punt com"], "joan.mas@gmail.com", id="catalan"),
        pytest.param(
            ["u: la factura", "a: ¿A qué correo?", "u: sí, info guion bajo dos arroba mar punto es"],
            "info_2@mar.es", id="asked",
        ),
        pytest.param(["u: nos vemos at the beach"], None, id="no-domain"),
    ],
)  # fmt: skip
def test_email(lines, email):
    assert found("dental-clinic", *lines).get("email") == email


@pytest.mark.parametrize(
    ("said", "insurer"),
    [
        pytest.param("tengo Adeslas", "Adeslas", id="named"),
        pytest.param("tengo Adeslas y mi marido DKV", "Adeslas, DKV", id="several"),
        pytest.param("no tengo Sanitas", None, id="refused"),
    ],
)
def test_value_of_a_list(said, insurer):
    assert found("dental-clinic", "u: quería hora, " + said).get("insurer") == insurer


def test_kinds_that_a_template_leaves_out_are_not_looked_for():
    assert "plate" not in found("restaurant", "u: mi matrícula es 1234 BCD, una mesa para dos")
    assert "party_size" not in found("workshop", "u: seríamos cuatro personas")
