import pytest

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.twiml import read_twiml

BASE = "https://bridge.example.com/api/twilio/voice-webhook"
STREAM = '<Connect><Stream url="{}"/></Connect>'


def read(inner: str) -> tuple[verbs.Verb, ...]:
    return read_twiml(f"<Response>{inner}</Response>".encode(), "text/xml; charset=utf-8", BASE)


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        pytest.param("", (), id="empty-hangs-up"),
        pytest.param("<Hangup/>", (verbs.Hangup(),), id="hangup"),
        pytest.param('<Reject reason="busy"/>', (verbs.Reject("busy"),), id="reject"),
        pytest.param('<Pause length="3"/>', (verbs.Pause(3),), id="pause"),
        pytest.param('<Play digits="1w2"/>', (verbs.Play(digits="1w2"),), id="play-digits"),
        pytest.param('<Say language="es-ES">Hola</Say>', (verbs.Say("Hola", "es-ES"),), id="say"),
        pytest.param("<Redirect>/other</Redirect>", (verbs.Redirect("https://bridge.example.com/other"),), id="redirect"),
        pytest.param("<Dial>+34600111222</Dial>", (verbs.Dial((verbs.Number("+34600111222"),)),), id="dial-short"),
        pytest.param('<Record maxLength="60"/>', (verbs.Record(BASE, 60),), id="record-posts-to-its-own-document"),
    ],
)  # fmt: skip
def test_a_document_is_read(inner: str, expected: tuple[verbs.Verb, ...]) -> None:
    assert read(inner) == expected


def test_a_stream_is_read_with_its_parameters_and_callbacks() -> None:
    (connect,) = read(
        '<Connect action="stream-ended"><Stream url="wss://voice.example.com/ws" name="main" '
        'statusCallback="https://bridge.example.com/stream-status"><Parameter name="token" value="a&amp;b"/></Stream></Connect>'
    )

    assert connect == verbs.Connect(
        verbs.Stream(
            "wss://voice.example.com/ws",
            "main",
            "https://bridge.example.com/stream-status",
            {"token": "a&b"},
        ),
        action="https://bridge.example.com/api/twilio/stream-ended",
    )


def test_a_dial_is_read_with_its_legs() -> None:
    (dial,) = read(
        '<Dial action="/dial-ended" timeout="20" callerId="+34971550100" answerOnBridge="true">'
        '<Number url="/whisper" statusCallback="/leg" statusCallbackEvent="answered completed">+34600111222</Number></Dial>'
    )

    assert dial == verbs.Dial(
        numbers=(
            verbs.Number(
                "+34600111222",
                "https://bridge.example.com/whisper",
                "https://bridge.example.com/leg",
                ("answered", "completed"),
            ),
        ),
        action="https://bridge.example.com/dial-ended",
        caller_id="+34971550100",
        timeout_seconds=20,
        answer_on_bridge=True,
    )


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        pytest.param("<Say>Hola", 12100, id="not-xml"),
        pytest.param("<Sing>la</Sing>", 12200, id="unknown-verb"),
        pytest.param('<Hangup now="true"/>', 12200, id="unknown-attribute"),
        pytest.param('<Pause length="soon"/>', 12200, id="not-a-number"),
        pytest.param("<Say> </Say>", 13520, id="empty-say"),
        pytest.param("<Pause/><Reject/>", 12200, id="reject-not-first"),
        pytest.param('<Reject reason="tired"/>', 12200, id="reject-without-such-a-reason"),
        pytest.param("<Connect/>", 12200, id="connect-without-stream"),
        pytest.param(STREAM.format("https://h/media"), 31922, id="stream-over-https"),
        pytest.param(STREAM.format("ws://voice.example.com/media"), 31922, id="ws-off-loopback"),
        pytest.param(STREAM.format("wss:///media"), 31923, id="stream-without-host"),
        pytest.param(STREAM.format("wss://h/media?token=1"), 31920, id="query-string"),
        pytest.param('<Connect><Stream url="wss://h/m" track="both_tracks"/></Connect>', 31941, id="track"),
        pytest.param('<Connect><Stream url="wss://h/m" statusCallback="/s"/></Connect>', 12200, id="relative-status-callback"),
        pytest.param('<Connect><Stream url="wss://h/m"><Parameter value="x"/></Stream></Connect>', 12200, id="nameless-parameter"),
        pytest.param(f'<Connect><Stream url="wss://h/m"><Parameter name="t" value="{"x" * 499}"/></Stream></Connect>', 12200, id="parameter-of-500"),
        pytest.param("<Dial>971550100</Dial>", 13223, id="number-not-e164"),
        pytest.param("<Dial><Client>ana</Client></Dial>", 12200, id="dial-no-number"),
        pytest.param('<Dial><Number statusCallbackEvent="sung">+34600111222</Number></Dial>', 12200, id="no-such-leg-event"),
        pytest.param('<Dial answerOnBridge="yes">+34600111222</Dial>', 12200, id="not-a-boolean"),
    ],
)  # fmt: skip
def test_a_document_that_twilio_would_refuse_is_refused(inner: str, code: int) -> None:
    with pytest.raises(CarrierError) as refused:
        read(inner)

    assert refused.value.fault.code == code


@pytest.mark.parametrize(
    ("body", "content_type", "code"),
    [
        pytest.param(b"<Response/>", "text/html", 12300, id="content-type"),
        pytest.param(b"<Response>" + b" " * 65536 + b"</Response>", "text/xml", 11750, id="too-large"),
        pytest.param(b"<Answer/>", "text/xml", 12100, id="wrong-root"),
        pytest.param(b"<!DOCTYPE r><Response/>", "text/xml", 12100, id="doctype"),
    ],
)
def test_an_answer_that_is_no_document_is_refused(body: bytes, content_type: str, code: int) -> None:
    with pytest.raises(CarrierError) as refused:
        read_twiml(body, content_type, BASE)

    assert refused.value.fault.code == code


@pytest.mark.parametrize("host", ["127.0.0.1:8051", "localhost:8051", "[::1]:8051"])
def test_a_plain_websocket_is_taken_on_loopback(host: str) -> None:
    (connect,) = read(STREAM.format(f"ws://{host}/ws"))

    assert isinstance(connect, verbs.Connect)
