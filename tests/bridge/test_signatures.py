"""Signatures of both providers, against their own vectors."""

import pytest
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bridge.agents.signature import check_signature
from bridge.carriers.signature import is_signed_form, is_signed_upgrade
from bridge.errors import UntrustedRequestError

TOKEN = "12345"
VENDOR = {
    "CallSid": "CA1234567890ABCDE",
    "Caller": "+14158675310",
    "Digits": "1234",
    "From": "+14158675310",
    "To": "+18005551212",
}
VENDOR_URL = "https://example.com/myapp.php?foo=1&bar=2"
VENDOR_SIGNATURE = "L/OH5YylLD5NRKLltdqwSvS0BnU="


def test_the_vendors_own_vector() -> None:
    assert is_signed_form(VENDOR_URL, VENDOR, VENDOR_SIGNATURE, TOKEN)


@pytest.mark.parametrize(
    ("url", "form", "signature", "token"),
    [
        pytest.param(VENDOR_URL + "3", VENDOR, VENDOR_SIGNATURE, TOKEN, id="another query"),
        pytest.param(VENDOR_URL, VENDOR | {"Digits": "1235"}, VENDOR_SIGNATURE, TOKEN, id="a changed value"),
        pytest.param(
            VENDOR_URL, VENDOR | {"New": ""}, VENDOR_SIGNATURE, TOKEN, id="a blank that was not signed"
        ),
        pytest.param(VENDOR_URL, VENDOR, VENDOR_SIGNATURE, "54321", id="another token"),
        pytest.param(VENDOR_URL, VENDOR, "", TOKEN, id="no signature"),
        pytest.param(VENDOR_URL, VENDOR, "ñ", TOKEN, id="no ASCII"),
    ],
)
def test_a_wrong_form_is_refused(url: str, form: dict[str, str], signature: str, token: str) -> None:
    assert not is_signed_form(url, form, signature, token)


def test_repeated_values_are_signed_once() -> None:
    form = MultiDict([("a", "2"), ("a", "1"), ("a", "2")])

    assert is_signed_form("https://x.example/h", form, "si/6FvwvX3BAfyQsszhfuQoYwd0=", TOKEN)


@pytest.mark.parametrize("url", ["https://bridge.example.com/media", "https://bridge.example.com:443/media"])
def test_the_port_may_be_in_the_url_or_not(url: str) -> None:
    assert is_signed_form(url, {}, "k+bG+9TKzlwcKoVkEifGbIQQ/mM=", TOKEN)


@pytest.mark.parametrize("signature", ["ASGyPT9kdDVOm79OxfQnw7HcSP8=", "s8PR4IzGlCW8C4hFit29c/IbuH8="])
@pytest.mark.parametrize("url", ["wss://bridge.example.com/media", "ws://bridge.example.com/media/"])
def test_an_upgrade_is_signed_as_wss_with_or_without_slash(url: str, signature: str) -> None:
    assert is_signed_upgrade(["wss://elsewhere.example", url], signature, TOKEN)


@pytest.mark.parametrize("port", ["", ":8051"])
def test_an_upgrade_on_this_machine_may_be_signed_as_it_is(port: str) -> None:
    signature = str(RequestValidator(TOKEN).compute_signature(f"ws://127.0.0.1{port}/media", {}))

    assert is_signed_upgrade(["ws://127.0.0.1:8051/media"], signature, TOKEN)
    assert not is_signed_upgrade(["wss://127.0.0.1:8051/media"], signature, TOKEN)


def test_an_upgrade_signed_as_https_is_refused() -> None:
    assert not is_signed_upgrade(["wss://bridge.example.com/media"], "k+bG+9TKzlwcKoVkEifGbIQQ/mM=", TOKEN)


SECRET, AT = "wsec_test", 1739537297
BODY = b'{"type":"post_call_transcription","event_timestamp":1739537297,"data":{}}'
GOOD = "d8a0fc2a9a570a47e6ccaf1aafe3739f64d26a9dfac82f7d1a617fade715152a"


@pytest.mark.parametrize(
    ("header", "now"),
    [
        pytest.param(f"t={AT},v0={GOOD}", AT, id="as documented"),
        pytest.param(f"t={AT}, v0={GOOD}", AT + 1799, id="late, and with a space"),
        pytest.param(f"t={AT},v0={GOOD}", AT - 299, id="a clock behind"),
        pytest.param(f"t={AT},v0={'0' * 64},v0={GOOD}", AT, id="two secrets while one is changed"),
    ],
)
def test_a_good_agent_signature(header: str, now: int) -> None:
    check_signature(header, BODY, SECRET, now)


@pytest.mark.parametrize(
    ("header", "now", "reason"),
    [
        pytest.param("", AT, "no usable", id="none"),
        pytest.param(f"v0={GOOD}", AT, "no usable", id="no time"),
        pytest.param(f"t=soon,v0={GOOD}", AT, "no usable", id="a time that is none"),
        pytest.param(f"t={'9' * 40},v0={GOOD}", AT, "no usable", id="a time beyond all"),
        pytest.param(f"t={AT}", AT, "no usable", id="no signature"),
        pytest.param(f"t={AT},v0={GOOD}", AT + 1801, "old", id="too old"),
        pytest.param(f"t={AT},v0={GOOD}", AT - 301, "old", id="from the future"),
        pytest.param(f"t={AT},v0={GOOD[:-1]}b", AT, "does not match", id="another digest"),
        pytest.param(f"t={AT + 1},v0={GOOD}", AT, "does not match", id="another time"),
    ],
)
def test_a_bad_agent_signature(header: str, now: int, reason: str) -> None:
    with pytest.raises(UntrustedRequestError, match=reason):
        check_signature(header, BODY, SECRET, now)
