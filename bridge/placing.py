"""Rules for placing a test call: allowed destinations, a daily limit, and idempotency keys."""

import hashlib
import json
from datetime import UTC, datetime
from uuid import uuid4

from bridge.errors import PlacingError
from bridge.settings import PlacingSettings
from bridge.store import Store
from bridge.switchboard import Switchboard
from bridge.test_calls import PlacedCall, WantedCall, place_test_call

DAY_SECONDS = 24 * 3600
PLACING_LOCK_SECONDS = 60


def place_once(
    switchboard: Switchboard, wanted: WantedCall, key: str = "", *, own_number: str = ""
) -> PlacedCall:
    """Idempotent for the same key. Raises PlacingError, or what placing raises."""
    if not key:
        return _place(switchboard, wanted, own_number)
    store = switchboard.store
    name = "test-call:" + hashlib.sha256(key.encode()).hexdigest()
    if placed := _placed_before(store, name, wanted):
        return placed
    if not store.claim(f"{name}:placing", PLACING_LOCK_SECONDS):
        raise PlacingError("in_progress", "a call with this Idempotency-Key is being placed")
    try:
        placed = _place(switchboard, wanted, own_number)
    except Exception:
        store.release(f"{name}:placing")  # no call was made: the same key may try again
        raise
    store.put(name, json.dumps([placed.call_sid, digest_of(wanted)]), DAY_SECONDS)
    return placed


def _placed_before(store: Store, name: str, wanted: WantedCall) -> PlacedCall | None:
    kept = store.get(name)
    if kept is None:
        return None
    call_sid, digest = json.loads(kept)
    if digest != digest_of(wanted):
        raise PlacingError("key_reused", "this Idempotency-Key was used for another call")
    return PlacedCall(call_sid)


def digest_of(wanted: WantedCall) -> str:
    """A digest, because the number that is called must not be stored in Redis."""
    return hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()


def _place(switchboard: Switchboard, wanted: WantedCall, own_number: str) -> PlacedCall:
    if wanted.kind == "phone":
        check_destination(str(wanted.to), switchboard.settings.placing)
        _take_one_of_today(switchboard)
    return place_test_call(switchboard, wanted, own_number)


def check_destination(to: str, settings: PlacingSettings) -> None:
    """Raises PlacingError. Premium-rate numbers are refused even if the settings allow their prefix."""
    import phonenumbers  # 5 MB that no process which only carries calls needs
    from phonenumbers import PhoneNumberType

    if not to.startswith(settings.destinations):
        allowed = ", ".join(settings.destinations)
        raise PlacingError("destination_not_allowed", f"TEST_CALL_DESTINATIONS allows {allowed}, not {to}")
    kind = phonenumbers.number_type(phonenumbers.parse(to))
    if kind in {PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST}:
        raise PlacingError("destination_not_allowed", f"{to} is a number at a premium rate")


def _take_one_of_today(switchboard: Switchboard) -> None:
    """Counts attempts: a call that the carrier refuses may have cost something too."""
    most = switchboard.settings.placing.a_day
    pool = f"test-calls:{datetime.now(UTC).date()}"
    if not switchboard.store.acquire_slot(pool, uuid4().hex, most, DAY_SECONDS):
        raise PlacingError("daily_cap", f"TEST_CALLS_A_DAY allows {most} telephone calls a day")
