"""Names of the reader's own line of business."""

from dataclasses import replace

import pytest
from flask import g

from dashboard_app import texts
from dashboard_app.components.entity_value import written


@pytest.mark.parametrize(
    ("names", "value", "shown"),
    [
        pytest.param(texts.INTENTS, "repair_status", "¿Cómo va mi coche?", id="intent"),
        pytest.param(texts.SERVICES, "brakes", "Frenos", id="service"),
        pytest.param(texts.OUTCOMES, "appointment_booked", "Cita reservada", id="outcome-of-every-sector"),
        pytest.param(texts.INTENTS, "root_canal", "Root canal", id="unknown"),
        pytest.param(texts.KPIS, "transfer_rate", "Pasadas a una persona", id="figure"),
    ],
)
def test_names_come_from_the_template_of_the_reader(names, value, shown):
    assert texts.say(names, value) == shown


def test_choices_are_those_of_the_sector():
    assert {"value": "billing", "label": "Factura o garantía"} in texts.choices(texts.INTENTS)
    assert len(texts.INTENTS) == 14


def test_a_template_that_cannot_be_used_shows_values_as_they_are(caplog):
    g.member = replace(g.member, sector="gone")
    assert texts.say(texts.INTENTS, "repair_status") == "Repair status"
    assert texts.say(texts.OUTCOMES, "abandoned") == "Abandonada"
    assert "gone" in caplog.text


@pytest.mark.parametrize(
    ("sector", "entity", "value", "shown"),
    [
        pytest.param("restaurant", "allergy", "nuts", "Frutos secos", id="one-of-a-few"),
        pytest.param("hair-salon", "hair_length", "long", "Largo", id="another-trade"),
        pytest.param("dental-clinic", "insurer", "Sanitas", "Sanitas", id="a-company-has-no-text"),
    ],
)
def test_what_an_entity_can_be_is_read_in_the_language_of_the_page(sector, entity, value, shown):
    g.member = replace(g.member, sector=sector)
    assert written(entity, value) == shown
