"""When Lighthouse's opinion of a page fails the tests."""

import pytest

from tests.lighthouse.attached import Fault, Verdict

NAMELESS = Fault("button-name", "critical", ["div > button"])
STRETCHED = Fault("image-aspect-ratio", "", ["img"])


@pytest.mark.parametrize(
    ("scores", "faults", "complaints"),
    [
        pytest.param((1.0, 1.0), [], [], id="all well"),
        pytest.param((1.0, 0.95), [STRETCHED], [], id="at the bar, and nothing serious"),
        pytest.param((0.98, 1.0), [NAMELESS], ["button-name div > button"], id="over the bar, but serious"),
        pytest.param(
            (1.0, 0.94), [STRETCHED], ["best-practices 94%", "image-aspect-ratio img"], id="under it"
        ),
    ],
)
def test_complaints(scores: tuple[float, float], faults: list[Fault], complaints: list[str]) -> None:
    named = dict(zip(("accessibility", "best-practices"), scores, strict=True))

    assert Verdict(named, faults, error=None).complaints() == complaints


def test_an_audit_that_failed_is_a_complaint() -> None:
    assert Verdict({}, [], error="the page did not paint").complaints() == ["the page did not paint"]
