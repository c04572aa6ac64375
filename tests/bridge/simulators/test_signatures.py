import pytest

from bridge.simulators.agent import post_call
from bridge.simulators.carrier.signing import sign_form, sign_upgrade

VENDORS_OWN = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}


@pytest.mark.parametrize(
    ("url", "form", "signature"),
    [
        pytest.param(
            "https://example.com/myapp.php?foo=1&bar=2",
            VENDORS_OWN,
            "L/OH5YylLD5NRKLltdqwSvS0BnU=",
            id="form",
        ),
        pytest.param(
            "https://example.com/myapp.php?foo=1&bar=2#rc=2&rp=all",
            VENDORS_OWN,
            "L/OH5YylLD5NRKLltdqwSvS0BnU=",
            id="fragment-is-not-signed",
        ),
        pytest.param(
            "https://bridge.example.com/media", {}, "k+bG+9TKzlwcKoVkEifGbIQQ/mM=", id="no-parameters"
        ),
    ],
)
def test_a_request_is_signed_as_twilio_signs_it(url: str, form: dict[str, str], signature: str) -> None:
    assert sign_form(url, form, "12345") == signature


@pytest.mark.parametrize(
    ("url", "signature"),
    [
        pytest.param("wss://bridge.example.com/media", "ASGyPT9kdDVOm79OxfQnw7HcSP8=", id="wss"),
        pytest.param("wss://bridge.example.com/media/", "s8PR4IzGlCW8C4hFit29c/IbuH8=", id="trailing-slash"),
        pytest.param("ws://bridge.example.com/media", "ASGyPT9kdDVOm79OxfQnw7HcSP8=", id="ws-signs-as-wss"),
    ],
)
def test_an_upgrade_is_signed_over_wss_without_parameters(url: str, signature: str) -> None:
    assert sign_upgrade(url, "12345") == signature


def test_a_post_call_webhook_is_signed_as_elevenlabs_signs_it() -> None:
    body = b'{"type":"post_call_transcription","event_timestamp":1739537297,"data":{}}'
    digest = "d8a0fc2a9a570a47e6ccaf1aafe3739f64d26a9dfac82f7d1a617fade715152a"

    assert post_call.sign(body, "wsec_test", 1739537297) == f"t=1739537297,v0={digest}"
