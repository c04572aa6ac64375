"""The ticket of a media stream: good once, for its own call, for two minutes, and not after its end."""

from dataclasses import dataclass, replace

import pytest

from bridge import tokens
from bridge.errors import UntrustedRequestError
from bridge.store import Store
from bridge.tokens import Ticket, Tokens

CALL = "CA" + "1" * 32
TICKET = Ticket(CALL, "inbound", "+34600111222", "+34971550100", is_test=True, turns=3)


@pytest.fixture
def issued(redis_url: str, clean_redis: object) -> Tokens:
    return Tokens("secret" * 4, Store(redis_url))


def test_a_token_brings_its_ticket(issued: Tokens) -> None:
    assert issued.redeem(issued.issue(TICKET), CALL) == TICKET


def test_a_token_fits_into_a_parameter_even_with_long_addresses(issued: Tokens) -> None:
    longest = Ticket(CALL, "inbound", "s" * 64, "t" * 64, is_test=True, is_simulated=True, turns=999)

    assert len("token" + issued.issue(longest)) < 500


def test_what_a_newer_version_says_in_a_token_is_passed_over(issued: Tokens) -> None:
    """While processes are replaced one by one, an older one takes streams that a newer one has announced."""

    @dataclass(frozen=True, slots=True)
    class NewerTicket(Ticket):
        mood: str = ""

    token = issued.issue(NewerTicket(CALL, "inbound", "+34600111222", "+34971550100", mood="good"))

    assert issued.redeem(token, CALL) == Ticket(CALL, "inbound", "+34600111222", "+34971550100")


def test_a_token_is_good_once(issued: Tokens) -> None:
    token = issued.issue(TICKET)
    issued.redeem(token, CALL)

    with pytest.raises(UntrustedRequestError, match="used"):
        issued.redeem(token, CALL)


def test_a_line_that_is_cut_again_before_anything_is_said_has_another_token(issued: Tokens) -> None:
    again = replace(TICKET, turns=5, resumes="stream")
    tokens = [issued.issue(again), issued.issue(again)]

    assert [issued.redeem(token, CALL) for token in tokens] == [again, again]


def test_after_the_end_of_the_call_no_token_is_good(issued: Tokens, redis_url: str) -> None:
    token = issued.issue(TICKET)
    Tokens("secret" * 4, Store(redis_url)).end_call(CALL)

    with pytest.raises(UntrustedRequestError, match="over"):
        issued.redeem(token, CALL)
    assert issued.redeem(issued.issue(TICKET), CALL) == TICKET  # the carrier rings once more


def test_a_token_is_good_once_among_processes(issued: Tokens, redis_url: str) -> None:
    token = issued.issue(TICKET)
    Tokens("secret" * 4, Store(redis_url)).redeem(token, CALL)

    with pytest.raises(UntrustedRequestError, match="used"):
        issued.redeem(token, CALL)


def test_without_redis_a_token_is_good_once_in_this_process() -> None:
    alone = Tokens("secret" * 4, Store("redis://127.0.0.1:1"))
    token = alone.issue(TICKET)

    assert alone.redeem(token, CALL) == TICKET
    with pytest.raises(UntrustedRequestError, match="used"):
        alone.redeem(token, CALL)


def test_a_token_of_another_call_is_refused_and_stays_good(issued: Tokens) -> None:
    token = issued.issue(TICKET)

    with pytest.raises(UntrustedRequestError, match="another call"):
        issued.redeem(token, "CA" + "2" * 32)
    assert issued.redeem(token, CALL) == TICKET


@pytest.mark.parametrize(
    ("owner", "stranger"),
    [
        pytest.param("", "joan", id="a browser with a carrier's"),
        pytest.param("ana", "", id="a carrier with a browser's"),
        pytest.param("ana", "joan", id="somebody with another member's"),
    ],
)
def test_a_token_that_a_stranger_shows_is_refused_and_stays_good(
    issued: Tokens, owner: str, stranger: str
) -> None:
    ticket = replace(TICKET, member=owner)
    token = issued.issue(ticket)

    with pytest.raises(UntrustedRequestError, match="somebody else"):
        issued.redeem(token, CALL, stranger)
    assert issued.redeem(token, CALL, owner) == ticket


def test_a_token_expires(issued: Tokens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "VALID_SECONDS", -1)

    with pytest.raises(UntrustedRequestError, match="expired"):
        issued.redeem(issued.issue(TICKET), CALL)


@pytest.mark.parametrize("token", ["", "x", "e30.e30", "é.ü"])
def test_what_we_did_not_sign_is_refused(issued: Tokens, token: str) -> None:
    with pytest.raises(UntrustedRequestError, match="not one of ours"):
        issued.redeem(token, CALL)


def test_a_token_of_another_secret_is_refused(issued: Tokens, redis_url: str) -> None:
    with pytest.raises(UntrustedRequestError):
        issued.redeem(Tokens("other" * 4, Store(redis_url)).issue(TICKET), CALL)
