"""Rules for placing a test call: allowed destinations, a daily limit, and idempotency keys."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

from bridge.carriers.placing import UNKNOWN
from bridge.errors import BridgeError, OutcomeUnknownError, PlacingError
from bridge.settings import PlacingSettings
from bridge.store import Store
from bridge.switchboard import Switchboard
from bridge.test_calls import PlacedCall, WantedCall, find_test_call, place_test_call

DAY_SECONDS = 24 * 3600
PLACING_LOCK_SECONDS = 60


@dataclass(frozen=True, slots=True)
class KeyState:
    """What is kept of an idempotency key: the call or, while the carrier has not said whether it calls, only the time
    at which it was asked.
    """

    digest: str
    asked_at: str
    call_sid: str = ""


def place_once(
    switchboard: Switchboard, wanted: WantedCall, key: str = "", *, own_number: str = ""
) -> PlacedCall:
    """Idempotent for the same key. Raises PlacingError, or what placing raises."""
    if not key:
        return _place(switchboard, wanted, own_number)
    store = switchboard.store
    name = "placed-call:" + hashlib.sha256(key.encode()).hexdigest()
    if (kept := _kept(store, name, wanted)) and kept.call_sid:
        return PlacedCall(kept.call_sid)
    if not store.claim(f"{name}:placing", PLACING_LOCK_SECONDS):
        raise PlacingError("in_progress", "a call with this Idempotency-Key is being placed")
    try:
        return _place_or_find(switchboard, wanted, own_number, name)
    finally:
        store.release(f"{name}:placing")


def _place_or_find(switchboard: Switchboard, wanted: WantedCall, own_number: str, name: str) -> PlacedCall:
    store = switchboard.store
    kept = _kept(store, name, wanted)
    if kept is None:
        kept = KeyState(digest_of(wanted), datetime.now(UTC).isoformat())
        placed = _place_noted(switchboard, wanted, own_number, name, kept)
    elif kept.call_sid:
        return PlacedCall(kept.call_sid)
    else:
        placed = _find(switchboard, wanted, own_number, kept)
    store.put(name, json.dumps(asdict(replace(kept, call_sid=placed.call_sid))), DAY_SECONDS)
    return placed


def _place_noted(
    switchboard: Switchboard, wanted: WantedCall, own_number: str, name: str, kept: KeyState
) -> PlacedCall:
    """A telephone call is noted before it is asked for: if this process dies meanwhile, the key must not ask again."""
    if wanted.kind == "phone":
        switchboard.store.put(name, json.dumps(asdict(kept)), DAY_SECONDS)
    try:
        return _place(switchboard, wanted, own_number)
    except OutcomeUnknownError:
        raise
    except BridgeError:
        switchboard.store.release(name)  # no call was made: the same key may try again
        raise


def _find(switchboard: Switchboard, wanted: WantedCall, own_number: str, kept: KeyState) -> PlacedCall:
    asked_at = datetime.fromisoformat(kept.asked_at)
    placed = find_test_call(switchboard, wanted, own_number, since=asked_at)
    if placed is None:
        raise OutcomeUnknownError(UNKNOWN)
    return placed


def _kept(store: Store, name: str, wanted: WantedCall) -> KeyState | None:
    found = store.get(name)
    if found is None:
        return None
    kept = KeyState(**json.loads(found))
    if kept.digest != digest_of(wanted):
        raise PlacingError("key_reused", "this Idempotency-Key was used for another call")
    return kept


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
