"""One call from ring to insight, through the API that other programs use."""

import pytest
import requests

from tests.e2e.whole.product import Json, Product, conversation, place
from tests.waiting import TEST_TIMEOUT_SECONDS, eventually


@pytest.fixture(scope="module")
def api(product: Product) -> requests.Session:
    return product.api()


@pytest.fixture(scope="module")
def call(product: Product, api: requests.Session) -> Json:
    """A call that has ended, and that the rules have read."""
    conversation_id = place(product, api, "es-oil-change")

    def ended() -> Json | None:
        found = conversation(product, api, conversation_id)
        return found if found.get("status") == "completed" and found["analyses"] else None

    found: Json = eventually(ended)
    return found


def test_a_call_is_heard_from_both_sides(call: Json) -> None:
    assert [turn["role"] for turn in call["turns"]][:4] == ["agent", "user", "agent", "user"]
    assert [turn["position"] for turn in call["turns"]] == list(range(1, len(call["turns"]) + 1))
    assert (call["end_reason"], call["is_test"], call["direction"]) == ("agent_hangup", True, "inbound")


def test_the_rules_have_understood_it(call: Json) -> None:
    results = call["analyses"][0]["results"]
    assert (results["intent"]["value"], results["entities"]["plate"]["value"]) == (
        "book_appointment",
        "4721LKM",
    )
    assert [service["value"] for service in results["services"]] == ["oil_change"]


def test_it_can_be_heard(product: Product, api: requests.Session, call: Json) -> None:
    url = f"{product.url}/api/conversation/{call['id']}"

    wave = eventually(
        lambda: (answer := api.get(f"{url}/waveform", timeout=TEST_TIMEOUT_SECONDS)).ok and answer.json()
    )
    sound = api.get(f"{url}/recording", headers={"Range": "bytes=0-3"}, timeout=TEST_TIMEOUT_SECONDS)

    assert (sound.status_code, sound.content) == (206, b"fLaC")
    sides = {region["side"] for region in wave["regions"] if region["kind"] == "speech"}
    assert sides == {"caller", "agent"}
    assert max(wave["lanes"]["caller"]) > 0.1
    assert wave["gaps"]


def test_its_costs_are_told_apart(product: Product, api: requests.Session, call: Json) -> None:
    def costs() -> list[Json] | None:
        """The agent's comes with its report, the carrier's is estimated by a job: in whichever order."""
        found: list[Json] = conversation(product, api, call["id"])["costs"]
        return found if {cost["kind"] for cost in found} >= {"carrier_call", "agent_minutes"} else None

    assert {cost["certainty"] for cost in eventually(costs) or []} <= {"known", "estimated", "unknown"}


def test_its_events_tell_its_life(call: Json) -> None:
    types = [event["type"] for event in call["events"]]
    assert types[:2] == ["call.started", "call.answered"]
    assert types.index("call.ended") < types.index("analysis.completed")


def test_a_model_reads_it_once_at_a_time(product: Product, api: requests.Session, call: Json) -> None:
    url, origin = f"{product.url}/api/conversation/{call['id']}/ai-analysis", {"Origin": product.url}

    first = api.post(url, headers=origin, timeout=TEST_TIMEOUT_SECONDS)
    second = api.post(url, headers=origin, timeout=TEST_TIMEOUT_SECONDS)
    result = eventually(
        lambda: (
            (state := api.get(url, timeout=TEST_TIMEOUT_SECONDS).json())["status"] == "completed"
            and state["result"]
        )
    )

    assert (first.status_code, second.status_code) == (202, 409)
    assert second.json()["error"]["code"]
    assert result["is_simulated"] is True
    assert result["dropped"]["count"] == 0


def test_a_caller_who_asks_for_a_person_is_forwarded(product: Product, api: requests.Session) -> None:
    conversation_id = place(product, api, "es-human")
    found = eventually(
        lambda: (it := conversation(product, api, conversation_id)).get("status") == "completed" and it
    )

    assert found["end_reason"] == "transferred"
    assert "call.forwarded" in [event["type"] for event in found["events"]]
