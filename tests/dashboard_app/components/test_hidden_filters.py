"""Filters without a control are told in words, and each can be taken away."""

import pytest

from dashboard_app.components.hidden_filters import hidden_filters
from tests.dashboard_app.reading import with_class, words


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"q": "frenos", "from": "2026-11-01", "intent": "complaint", "tests": "all"}, []),
        ({"weekday": "5", "hour": "10"}, ["10:00–11:00", "viernes"]),
        ({"urgency": "critical,high"}, ["Urgencia: Crítica, Alta"]),
        ({"intent": "price_quote,complaint"}, ["Motivo: Precio, Queja"]),
        ({"service": "unknown"}, ["Servicio: No se sabe"]),
        (
            {"metric": "booking_rate", "part": "numerator", "is_staff": "false"},
            ["Sin las del personal", "cuentan en «Citas por petición»"],
        ),
        ({"metric": "booking_rate", "part": "denominator"}, ["base de «Citas por petición»"]),
        ({"metric": "booking_rate", "part": "rest"}, ["no cuentan en «Citas por petición»"]),
        ({"metric": "heard_gap_p50", "part": "denominator"}, ["cuentan en «Espera hasta la respuesta»"]),
        ({"side": "unknown"}, ["En ningún experimento"]),
        ({"phone": "+34612480917"}, ["612 48 09 17"]),
        ({"wait": "0,unknown"}, ["Espera: menos de 1 s, sin medir"]),
        ({"stay": "4"}, ["Desde la respuesta: 5:00 o más"]),
        (
            {"outcome": "abandoned", "reason": "silent"},
            ["Resultado: Abandonada", "Abandonó: por callarse"],
        ),
        ({"step": "0,unknown"}, ["acabó antes del primer paso"]),
        (
            {"from": "2026-10-25T01:30:00+00:00", "to": "2026-11-05T09:00:00+01:00"},
            ["desde el 25 oct 01:30", "hasta el 5 nov 08:00"],
        ),
    ],
)
def test_what_no_control_shows_is_told(filters: dict[str, str], told: list[str]) -> None:
    chips = with_class(hidden_filters(filters), "filter-chip")

    assert [words(chip).strip() for chip in chips] == told


def test_a_figure_is_taken_away_with_its_part() -> None:
    [chip] = with_class(hidden_filters({"metric": "calls", "part": "numerator"}), "filter-chip")

    assert getattr(chip, "data-drops") == "metric,part"
