"""From calls to topics with their other words and their service."""

from collections.abc import Callable, Collection
from uuid import UUID

import pytest

from db.queries.topics import SaidCall
from workers.topics.report import Standing, compare


def said(number: int, words: str, *services: str, name: str = "") -> SaidCall:
    return SaidCall(
        id=UUID(int=number),
        number=f"+3460000{number:04}",
        name=name,
        outcome=None,
        services=services,
        words=words,
    )


def among(*stop_words: str) -> Callable[[Collection[str]], Collection[str]]:
    return lambda _spellings: stop_words


USUAL = [said(number, "Quiero una cita\npara revisar mi furgoneta") for number in range(120)]


def test_phrases_of_the_same_callers_are_one_topic() -> None:
    hail = [
        said(200 + number, "Cayó granizo y el techo está abollado", "bodywork", name="Pedro")
        for number in range(12)
    ]

    [topic] = compare([*hail, *USUAL[:20]], USUAL[20:], among("el", "y", "esta"))

    assert (topic.phrase, topic.service) == ("techo está abollado", "bodywork")
    assert set(" ".join(topic.also).split()) == {"cayó", "granizo"}


def test_names_do_not_become_topics() -> None:
    called_the_same = [said(200 + number, "Soy Margalida", name="Margalida Riera") for number in range(12)]

    found = compare([*called_the_same, *USUAL[:20]], USUAL[20:], among())

    assert "margalida" not in " ".join(topic.phrase for topic in found)


def test_one_caller_alone_makes_no_topic() -> None:
    again = [said(200, "Otra vez el granizo") for _ in range(30)]

    assert compare([*again, *USUAL[:20]], USUAL[20:], among("otra", "vez", "el")) == []


SERVICES: dict[str, tuple[tuple[str, ...], str | None]] = {
    "most": (("glass", "bodywork", "bodywork"), "bodywork"),
    "half": (("glass", "bodywork", "", "bodywork"), "bodywork"),
    "different ones": (("glass", "bodywork", "lights"), None),
    "none": (("", "", ""), None),
}


@pytest.mark.parametrize(("services", "expected"), SERVICES.values(), ids=SERVICES)
def test_a_topic_is_about_the_service_of_half_its_calls(
    services: tuple[str, ...], expected: str | None
) -> None:
    calls = [
        said(200 + number, "por el granizo", *filter(None, [services[number % len(services)]]))
        for number in range(12)
    ]

    found = compare([*calls, *USUAL[:18]], USUAL[20:], among("por", "el"))

    assert found == [Standing("granizo", (), expected, share=0.4, other_share=0.0)]
