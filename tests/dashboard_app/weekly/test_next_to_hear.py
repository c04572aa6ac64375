"""Which call of a week is worth hearing after those that are chosen already."""

import pytest

from dashboard_app.weekly.gathering import Call, next_to_hear


def call(name: str, phone: str | None) -> Call:
    return {"id": name, "phone_number": phone}


ANA, ANA_AGAIN, BEN = call("a", "+34600000001"), call("b", "+34600000001"), call("c", "+34600000002")
HIDDEN, HIDDEN_AGAIN = call("d", "anonymous"), call("e", "anonymous")


@pytest.mark.parametrize(
    ("found", "chosen", "expected"),
    [
        pytest.param([ANA, BEN], [], ANA, id="the first"),
        pytest.param([ANA_AGAIN, BEN], [ANA], BEN, id="of somebody else"),
        pytest.param([ANA, ANA_AGAIN], [ANA], ANA_AGAIN, id="of the same where nobody else rang"),
        pytest.param([HIDDEN_AGAIN, BEN], [HIDDEN], HIDDEN_AGAIN, id="who hides their number may be anybody"),
        pytest.param([ANA], [ANA], None, id="none twice"),
        pytest.param([], [ANA], None, id="none"),
    ],
)
def test_the_next_call_to_hear(found: list[Call], chosen: list[Call], expected: Call | None) -> None:
    assert next_to_hear(found, chosen) == expected
