"""Whether a caller corrects one number by the next: «178.000… no, perdona, 187.000», «ciento sesenta mil, ciento sesenta y dos mil exactos»."""

from workers.analysis.numbers import Number
from workers.analysis.text import Words, words_of

CORRECTING = words_of(
    "no perdon perdona perdone digo perdo sorry mean actually wait nein entschuldigung moment meine achtung pero aber but"
)
_EXACT = words_of("exacto exactos exacte exactes exactly precise genau")
_FURTHEST, _AFTER = 14, 3


def is_corrected(words: Words, first: Number, second: Number) -> bool:
    between = words.words[first.last : second.first]
    after = words.words[second.last : second.last + _AFTER]
    return len(between) <= _FURTHEST and not (CORRECTING.isdisjoint(between) and _EXACT.isdisjoint(after))
