"""Days that only bound what is wanted: «antes del jueves», «a partir del lunes», «nach Ostern», «hasta el viernes no puedo». Pure."""

import re
from dataclasses import dataclass
from datetime import date

from workers.conduct.named_days import READ, Named
from workers.conduct.refusals import DENIED_AFTER
from workers.conduct.stretches import DAY

_BEFORE = re.compile("([BAGUj])[TSFKdia]{0,3}$")
_FESTIVE = frozenset({"feast", "bridge"})
"""«Passat Reis» is after it, «dilluns passat» is the last one."""
_DENIED = re.compile(f"N[^,.?IL{READ}]{{0,4}}$")


@dataclass(frozen=True, slots=True)
class Limit:
    """`side` is «from» or «until»; `day` is the first or last acceptable one."""

    side: str
    day: date


def limit_of(named: Named, mask: str, today: date, *, may_deny: bool) -> Limit | None:
    """`mask` holds the letters of all tokens, with named days as `#`. Negation reverses a limit: «not before Monday» means from Monday on."""
    found = _BEFORE.search(mask[: named.first])
    if found is not None and found[1] == "j" and named.kind not in _FESTIVE:
        found = None
    if found is None:
        return Limit("from", named.days[0]) if mask[named.last : named.last + 1] == "g" else None
    denied = may_deny and bool(_DENIED.search(mask[: found.start()]) or DENIED_AFTER.match(mask, named.last))
    first, last = named.days[0], named.days[-1]
    side, day = {
        ("B", False): ("until", first - DAY),
        ("B", True): ("from", first),
        ("A", False): ("from", last + DAY),
        ("j", False): ("from", last + DAY),
        ("j", True): ("until", last),
        ("A", True): ("until", last),
        ("G", False): ("from", first),
        ("G", True): ("until", first - DAY),
        ("U", False): ("until", last),
        ("U", True): ("from", first),
    }[found[1], denied]
    return Limit(side, max(day, today))
