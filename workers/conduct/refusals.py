"""Which named days are refused by the words around them: «el martes no puedo», «menos el jueves», «any day but Friday», «nicht am Montag». Pure."""

import re

from workers.analysis.text import words_of
from workers.conduct.named_days import READ, Named
from workers.conduct.tokens import Token

_AT_ONCE = re.compile("[NE][TSFKdiaY]{0,3}$")
_BUT = re.compile("Y[^.?N]*k[TSKFdia]{0,3}$")
_FURTHER = re.compile(f"N[^,.?ILVBAGU{READ}]{{1,4}}$")
DENIED_AFTER = re.compile(f"[^,.?OELIV{READ}]{{0,4}}(N)")
_JOINED = re.compile("[OC][TSd]{0,2}")
_SUGGESTING = words_of("why que warum perque porque")
_HARMLESS = words_of(
    "too so zu muy molt gaire very tan massa demasiado mas more later a as um at problem problema importa matter hay pasa urge corre hi"
)
"""Harmless after «no»: «not too early», «no problem», «no hay problema»."""
_HARMLESS_HAY = words_of("problema problemas problemes inconveniente prisa pressa")


def is_refused(named: Named, mask: str, tokens: list[Token]) -> bool:
    """`mask` holds the letters of all tokens, with named days as `#`."""
    before = mask[: named.first]
    at_once = _AT_ONCE.search(before)
    if at_once:
        return not suggests(tokens, at_once.start())
    if _BUT.search(before):
        return True
    if _FURTHER.search(before) and not asks(mask, named.last):
        return True
    after = DENIED_AFTER.match(mask, named.last)
    return after is not None and not is_harmless(mask, tokens, after.end())


def suggests(tokens: list[Token], index: int) -> bool:
    """«¿Por qué no el lunes?», «why not Monday» suggest a day."""
    return index > 0 and tokens[index].letter == "N" and tokens[index - 1].value in _SUGGESTING


def asks(mask: str, index: int) -> bool:
    """«¿No tendríais nada el lunes?» asks for Monday."""
    end = next((one for one in mask[index:] if one in ".?"), "")
    return end == "?"


def is_harmless(mask: str, tokens: list[Token], index: int) -> bool:
    """`index` is the token after the negation."""
    if mask[index : index + 1] == "?":
        return True
    following = [str(token.value) for token in tokens[index : index + 2]]
    if following[:1] in (["hay"], ["hi"]):
        return bool(_HARMLESS_HAY & set(following))
    return bool(following) and following[0] in _HARMLESS


def joined(named: list[Named], mask: str, index: int) -> bool:
    """Whether a day is joined to the next one by «o» or «y»."""
    return index + 1 < len(named) and bool(
        _JOINED.fullmatch(mask[named[index].last : named[index + 1].first])
    )
