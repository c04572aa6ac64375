"""The two articles of Catalan: callers of the islands say «sa taula» where others say «la taula», so a phrase with either stands for both."""

import re

_GROUPS = (("es", "el"), ("sa", "la"), ("ses", "les"), ("ets", "els"), ("es", "els"))
_SLOT = re.compile(r"\[[^\[\] ]*\](?!\S)|\[[^\]]*\]|\S+")
_ALTERNATIVES = {
    word: tuple(dict.fromkeys(other for group in _GROUPS if word in group for other in (word, *group)))
    for group in _GROUPS
    for word in group
}


def with_both_articles(phrase: str) -> str:
    """`sa taula` becomes `sa|la taula`, `[es] tall` becomes `[es|el|els] tall`; brackets of several words are left as they are."""
    return _SLOT.sub(lambda found: _widened(found[0]), phrase)


def _widened(slot: str) -> str:
    if " " in slot:
        return slot
    is_optional = slot.startswith("[")
    words = (slot[1:-1] if is_optional else slot).split("|")
    every = "|".join(dict.fromkeys(other for word in words for other in _ALTERNATIVES.get(word, (word,))))
    return f"[{every}]" if is_optional else every
