"""Time zones say where a business is."""

import pytest

from db.countries import country_of


@pytest.mark.parametrize(
    ("timezone", "country"),
    [
        ("Europe/Madrid", "ES"), ("Atlantic/Canary", "ES"), ("Europe/Berlin", "DE"), ("Europe/London", "GB"),
        ("UTC", "ES"), ("Etc/UTC", "ES"), ("Nowhere/Atall", "ES"),
    ],
)  # fmt: skip
def test_the_country_of_a_time_zone(timezone: str, country: str) -> None:
    assert country_of(timezone) == country
