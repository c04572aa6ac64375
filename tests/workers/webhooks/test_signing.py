"""Signatures: against the test vector that the specification's libraries share, and as its receivers check them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime

from db.webhooks.secrets import new_secret
from workers.webhooks.signing import signature, signed_headers

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, AT = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330


def test_it_signs_as_the_specification_does() -> None:
    expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(SECRET, MESSAGE, AT, b'{"test": 2432232314}') == expected


def test_while_a_secret_is_replaced_both_sign() -> None:
    new, body = new_secret(), b"{}"
    headers = signed_headers(MESSAGE, datetime.fromtimestamp(AT, UTC), body, [new, SECRET])

    assert headers["webhook-id"] == MESSAGE
    assert headers["webhook-timestamp"] == str(AT)
    assert headers["webhook-signature"].split() == [
        signature(one, MESSAGE, AT, body) for one in (new, SECRET)
    ]


def test_a_new_secret_is_one_of_the_specification() -> None:
    secrets = {new_secret() for _ in range(50)}

    assert len(secrets) == 50
    for one in secrets:
        key = base64.b64decode(one.removeprefix("whsec_"), validate=True)
        assert one.startswith("whsec_")
        assert 24 <= len(key) <= 64
    signed = b"a.1." + "¿Qué?".encode()
    own = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert signature(one, "a", 1, "¿Qué?".encode()) == f"v1,{own}"
