"""The form of what a browser sends to call back. Dash trusts it, and would answer anything else with a fault of ours.

One row of `callback_map` says what a callback takes; a page that was opened before an upgrade may ask for one that is gone.
"""

from collections.abc import Mapping
from typing import Any

Known = Mapping[str, Mapping[str, Any]]


def is_well_formed(body: Any) -> bool:
    return (
        isinstance(body, dict)
        and isinstance(body.get("output"), str)
        and is_list(body.get("changedPropIds", []), str)
        and all(are_places(body.get(name, [])) for name in ("inputs", "state"))
        and (is_place(body.get("outputs")) or are_places(body.get("outputs")))
    )


def is_known(body: Mapping[str, Any], known: Known) -> bool:
    """Whether it asks for a callback that there is, with as many values as that takes. `body` is well-formed."""
    wanted = known.get(body["output"], {})
    return "callback" in wanted and all(
        len(body.get(name, [])) == len(wanted[name]) for name in ("inputs", "state")
    )


def are_places(given: Any) -> bool:
    """Some, each alone or, where a pattern stands for many, as a list."""
    return isinstance(given, list) and all(
        is_place(one) or (isinstance(one, list) and all(map(is_place, one))) for one in given
    )


def is_place(given: Any) -> bool:
    return isinstance(given, dict) and isinstance(given.get("property"), str) and is_id(given.get("id"))


def is_id(given: Any) -> bool:
    return isinstance(given, str) or (
        isinstance(given, dict) and is_list([*given.values()], str, int, float, bool)
    )


def is_list(given: Any, *kinds: type) -> bool:
    return isinstance(given, list) and all(isinstance(one, kinds) for one in given)
