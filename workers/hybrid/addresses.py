"""Postal addresses in what is said: a street with the number of a house, in four languages, and a postal code. Pure.

A street alone is no address: callers say where they have broken down, and a model should understand that. Names begin with a capital letter, as
recognizers write them; with «número» any words may stand before it.
"""

import re
from collections.abc import Iterator

_NAME = r"[A-ZÀ-ÖØ-Þ][\w'’·-]*"
_LINK = r"(?:de la|de les|de los|de las|dels?|de|des|sa|ses|els?|la|les|los|las|en|na|i|y|d'en|l')"
_KIND = r"(?i:calle|c/|avenida|avda\.?|plaza|paseo|pasaje|ronda|camino|carrer|avinguda|plaça|passeig|passatge|camí)"
_NUMBER_WORD = r"(?i:número|numero|núm\.?|num\.?|nº|n\.º)"
_HOUSE = r"\d{1,4}(?:\s?bis\b|\s?[A-Za-z]\b(?!['’]))?"
_FLOOR_WORD = r"(?i:primero|segundo|tercero|cuarto|quinto|bajos?|ático|entresuelo|primer|segon|tercer|quart|baixos|àtic)"
_DOOR = r"(?:[A-Z]\b|(?i:izquierda|derecha|esquerra|dreta|puerta \w+|porta \w+))"
_FLOOR = rf"(?:,?\s*(?:(?i:piso|pis)\s+\w+|\d{{1,2}}\s?[ºª°]|{_FLOOR_WORD}\b)(?:,?\s*{_DOOR})?)?"
_CODE = r"(?:,?\s*\d{5}\b)?"
_ADDRESSES = (
    re.compile(
        rf"\b{_KIND}\s+(?:{_LINK}\s+)*(?:(?:l'|d')?{_NAME}\s+(?:{_LINK}\s+)*){{0,4}}(?:l'|d')?{_NAME}(?:,?\s+{_NUMBER_WORD})?,?\s+{_HOUSE}{_FLOOR}{_CODE}"
    ),
    re.compile(rf"\b{_KIND}(?:\s+[^\W\d][\w'’·-]*){{1,5}},?\s+{_NUMBER_WORD}\s+{_HOUSE}{_FLOOR}{_CODE}"),
    re.compile(
        rf"\b(?:[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|allee|gasse)|{_NAME}\s+(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse))\s+\d{{1,4}}\s?[a-z]?\b{_CODE}"
    ),
    re.compile(
        rf"\b\d{{1,4}}[a-z]?,?\s+(?:{_NAME}\s+){{1,3}}(?:Street|Road|Avenue|Lane|Drive|Close|Square)\b"
    ),
    re.compile(
        r"(?i:código postal|codigo postal|codi postal|postleitzahl|plz|postcode|post code|zip code)(?:\s+(?:es|és|ist|is))?:?\s+(?P<code>\d{5})\b"
    ),
)


def street_addresses(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each."""
    for pattern in _ADDRESSES:
        for match in pattern.finditer(text):
            yield *match.span("code" if "code" in pattern.groupindex else 0), "ADDRESS"
