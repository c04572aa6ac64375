import threading

import pytest

from bridge.simulators import mulaw
from bridge.simulators.speech import MAX_PAUSE_MS, SpeechError, Voice, say

SENTENCES = [
    pytest.param("es", "Quería pedir cita para cambiar el aceite, por favor.", id="es"),
    pytest.param("ca", "Telefon per saber si el meu cotxe ja està arreglat.", id="ca"),
    pytest.param("en-us", "Our car has just broken down on the road to Manacor.", id="en"),
    pytest.param("de", "Was kostet bei Ihnen ein neuer Zahnriemen für einen Golf?", id="de"),
]


@pytest.mark.parametrize(("voice", "text"), SENTENCES)
def test_a_sentence_sounds_and_lasts_as_if_spoken(voice: str, text: str) -> None:
    audio = say(text, Voice(voice))

    assert 2 < mulaw.seconds(len(audio)) < 6
    assert mulaw.loudness(audio) > 1500


@pytest.mark.parametrize(("voice", "text"), SENTENCES)
def test_no_pause_inside_a_line_is_long(voice: str, text: str) -> None:
    audio = say(f"{text} {text} … {text}", Voice(voice))
    longest = quiet = 0
    for start in range(0, len(audio), 80):
        quiet = quiet + 10 if mulaw.loudness(audio[start : start + 80]) < 150 else 0
        longest = max(longest, quiet)

    assert 0 < longest <= MAX_PAUSE_MS + 100


def test_threads_may_speak_at_once() -> None:
    spoken: dict[int, bytes] = {}
    texts = ["Sí. " * count for count in range(1, 7)]
    threads = [
        threading.Thread(target=lambda n=n: spoken.update({n: say(texts[n], Voice("es"))})) for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lengths = [len(spoken[n]) for n in range(6)]
    assert lengths == sorted(lengths)


@pytest.mark.parametrize(
    ("text", "voice"),
    [pytest.param("Hola.", "klingon-9", id="unknown-voice"), pytest.param("", "es", id="nothing-to-say")],
)
def test_what_cannot_be_spoken_is_an_error(text: str, voice: str) -> None:
    with pytest.raises(SpeechError):
        say(text, Voice(voice))
