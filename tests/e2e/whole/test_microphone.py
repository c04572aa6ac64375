"""A call from the browser's microphone: Chromium plays a recorded voice into it, and a person would hear the simulated agent."""

import re
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from bridge.simulators import mulaw
from bridge.simulators.speech import Voice, say
from tests.e2e.conftest import watched
from tests.e2e.whole.product import Json, Product, conversation
from tests.waiting import eventually

QUIET_SECONDS = 3
CODEC = """async () => {
  const {ENCODING, DECODING, Resampler, Queue} = await import("/assets/worklets/telephone.js");
  const tone = (rate, hertz) => Float32Array.from({length: rate}, (_, n) => Math.sin((2 * Math.PI * hertz * n) / rate));
  const energy = (samples) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
  const through = (rate, hertz) => energy(new Resampler(rate, 8000).push(tone(rate, hertz)).slice(100));
  const queue = new Queue(), marks = [];
  queue.mark("before");
  queue.take(1, marks);
  queue.audio(new Uint8Array(480));
  queue.mark("middle");
  queue.audio(new Uint8Array(160));
  const taken = [queue.take(400, marks).length, marks.join(), queue.take(400, marks).length, marks.join()];
  queue.audio(new Uint8Array(160));
  const early = queue.take(160, marks).length;
  queue.mark("cleared");
  const late = new Queue({headStartMs: 20, mostMs: 100});
  for (let piece = 1; piece <= 5; piece++) late.audio(new Uint8Array(160).fill(piece));
  const inTime = late.size;
  late.audio(new Uint8Array(160).fill(6));
  return {
    inTime, afterwards: late.size, newest: late.take(1, [])[0] === DECODING[6] / 32768,
    encoding: [...ENCODING], decoding: [...DECODING], taken, early, cleared: queue.clear(),
    speech: through(48000, 1000), hiss: through(48000, 9000), odd: through(44100, 1000),
    lengths: [new Resampler(44100, 8000).push(tone(44100, 1)).length, new Resampler(8000, 48000).push(tone(8000, 1)).length],
  };
}"""


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who says the same thing again and again, with pauses in which an agent can answer."""
    spoken = mulaw.decode(say("Buenos días, ¿me oye usted bien?", Voice("es")))
    path = tmp_path_factory.mktemp("voice") / "voice.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, mulaw.SAMPLE_RATE_HZ, 0, "NONE", ""))
        file.writeframes(np.concatenate([np.zeros(8000 * QUIET_SECONDS, np.int16), spoken]).tobytes())
    return path


@pytest.fixture(scope="module")
def talking_browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], voice: Path
) -> Iterator[Browser]:
    fake = ["--use-fake-device-for-media-stream", f"--use-file-for-fake-audio-capture={voice}"]
    arguments = browser_type_launch_args | {"args": [*browser_type_launch_args["args"], *fake]}
    browser = browser_type.launch(**arguments)
    yield browser
    browser.close()


@pytest.fixture
def page(talking_browser: Browser, product: Product, signed_in: dict[str, Any]) -> Iterator[Page]:
    context = talking_browser.new_context(base_url=product.url, locale="es-ES", storage_state=signed_in)  # type: ignore[arg-type]
    yield from watched(context)


def call_by_microphone(page: Page) -> None:
    page.goto("/test-calls")
    page.get_by_label("Quién está al otro lado").select_option("browser")
    expect(
        page.get_by_text("El navegador le preguntará si esta página puede usar el micrófono.")
    ).to_be_visible()
    page.get_by_role("button", name="Llamar ahora").click()


def ended(product: Product, conversation_id: str) -> Json:
    api = product.api()
    found: Json = eventually(
        lambda: (it := conversation(product, api, conversation_id)).get("ended_at") and it
    )
    return found


def test_a_person_talks_to_the_agent(page: Page, product: Product) -> None:
    page.context.grant_permissions(["microphone"])
    with page.expect_response("**/api/test-calls") as placed:
        call_by_microphone(page)
    telephone = page.locator("#tests-telephone")
    expect(telephone).to_have_attribute("data-state", "talking")
    expect(telephone).to_have_attribute("data-heard-ms", re.compile(r"^\d{4,}$"))
    expect(page.locator(".level-bar")).to_have_attribute("style", re.compile(r"scaleX\(0\.(?!000)"))
    expect(page.locator(".turn")).not_to_have_count(0)
    expect(telephone).to_be_hidden()

    call = ended(product, placed.value.json()["conversation_id"])
    assert (call["status"], call["end_reason"], call["is_test"]) == ("completed", "agent_hangup", True)
    assert {"agent", "user"} == {turn["role"] for turn in call["turns"]}
    assert call["turns"][-1]["text"].startswith("Perfecto, el micrófono funciona.")
    expect(page.locator(".turn")).to_have_count(len(call["turns"]))


def test_they_mute_themselves_and_hang_up(page: Page, product: Product) -> None:
    page.context.grant_permissions(["microphone"])
    with page.expect_response("**/api/test-calls") as placed:
        call_by_microphone(page)
    page.get_by_role("button", name="Silenciar").click()
    expect(page.get_by_role("button", name="En silencio: volver a hablar")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Colgar").click()

    expect(page.locator("#tests-telephone")).to_be_hidden()
    expect(page.get_by_role("button", name="Llamar ahora")).to_be_enabled()
    assert ended(product, placed.value.json()["conversation_id"])["end_reason"] == "caller_hangup"


def test_who_may_not_use_the_microphone_is_told_how_to_allow_it(page: Page) -> None:
    page.context.clear_permissions()
    call_by_microphone(page)

    expect(page.get_by_role("alert")).to_contain_text("Esta página no puede usar el micrófono")
    expect(page.locator("#tests-telephone")).to_be_hidden()


def test_without_a_microphone_the_page_says_so(page: Page) -> None:
    nothing = (
        "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('', 'NotFoundError'); }"
    )
    page.add_init_script(nothing)
    call_by_microphone(page)

    expect(page.get_by_role("alert")).to_contain_text("No se ha encontrado ningún micrófono")


def test_a_telephone_rings_only_after_a_confirmation(page: Page, product: Product) -> None:
    page.goto("/test-calls")
    page.get_by_label("Quién está al otro lado").select_option("phone")
    page.get_by_label("Número al que llamar").fill("+34 600 123 123")
    page.get_by_role("button", name="Llamar ahora").click()
    dialog = page.get_by_role("dialog", name="¿Llamar ahora a este número?")
    expect(dialog).to_contain_text("+34600123123")
    dialog.get_by_role("button", name="Cancelar").click()
    expect(dialog).to_be_hidden()

    page.get_by_role("button", name="Llamar ahora").click()
    with page.expect_response("**/api/test-calls") as placed:
        dialog.get_by_role("button", name="Sí, llamar").click()
    assert placed.value.status == 202
    expect(page.get_by_role("heading", name="Esta llamada")).to_be_visible()


def test_the_sound_is_the_telephones(page: Page) -> None:
    """The codec is ours, bit by bit; what a telephone line cannot carry is filtered; marks come when what is before them was played."""
    page.goto("/test-calls")
    found = page.evaluate(CODEC)

    everything = np.arange(65536, dtype=np.uint16).view(np.int16)
    assert bytes(found["encoding"]) == mulaw.encode(everything)
    assert found["decoding"] == mulaw.decode(bytes(range(256))).tolist()
    assert found["taken"] == [400, "before", 240, "before,middle"]
    assert (found["early"], found["cleared"]) == (0, ["cleared"])
    assert (found["inTime"], found["afterwards"], found["newest"]) == (800, 160, True)
    assert found["speech"] == pytest.approx(found["odd"], rel=0.01) == pytest.approx(0.707, rel=0.02)
    assert found["hiss"] < 0.005
    assert found["lengths"] == pytest.approx([8000, 48000], abs=60)
