"""Telephones, plates, documents, accounts and cards spoken word by word, which a recognizer leaves spelt out, in four languages."""

import re
from collections.abc import Iterator

UNITS = (
    "cero|uno|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    "zero|un|u|dues|quatre|cinc|sis|set|vuit|nou|"
    "oh|one|two|three|four|five|six|seven|eight|nine|"
    "null|eins|ein|zwei|zwo|drei|vier|fünf|sechs|sieben|acht|neun"
)
TENS = (
    "diez|once|doce|trece|catorce|quince|dieci\\w+|veinte|veinti\\w+|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|"
    "deu|onze|dotze|tretze|catorze|quinze|setze|disset|devuit|divuit|denou|dinou|vint|trenta|quaranta|cinquanta|seixanta|"
    "setanta|vuitanta|huitanta|noranta|"
    "ten|eleven|twelve|\\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "zehn|elf|zwölf|\\w+zehn|(?:\\w+und)?(?:zwanzig|dreißig|dreissig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig)"
)
HUNDREDS = (
    "cien|ciento|\\w+cientos|\\w+cents|cent|hundred|hundert|\\w+hundert|quinientos|setecientos|novecientos"
)
NUMBER = rf"(?:{UNITS}|{TENS}|{HUNDREDS}|doble|triple|double|doppel\w*)"
LETTER = (
    r"(?:[a-zñç]|be|ce|de|efe|efa|ge|hache|hac|jota|ka|ca|ele|ela|eme|ema|ene|ena|pe|cu|erre|erra|ese|essa|te|uve|ve|doble|"
    r"equis|ics|griega|grega|zeta|jot|ef|vau|we|ix|ku|ypsilon|zet)"
)
CHECK_LETTER = (
    r"(?:uve doble|ve doble|doble uve|efe|efa|ge|hache|hac|jota|ka|ele|ela|eme|ema|ene|ena|pe|cu|erre|erra|ese|essa|uve|equis|ics|"
    r"y griega|i griega|i grega|zeta|ceta|jot|ypsilon|zet)"
)
"""Letters after the number of an identity document, without those that are words as well: «de», «te», «a»."""
JOIN = r"(?:[ ,\-–]+(?:(?:y|i|und|and)[ ,\-]+)?)"
JOINED = re.compile(r"\b(?:y|i|und|and)\b", re.IGNORECASE)
FOREIGNERS = r"(?:equis|ics|ix|i griega|y griega|i grega|zeta|zet)"
RUN = re.compile(rf"\b(?:{FOREIGNERS}[ ,\-]+)?{NUMBER}(?:{JOIN}(?:{NUMBER}|{LETTER})\b)+", re.IGNORECASE)
PART = rf"(?:{NUMBER}|mil|thousand|tausend|\w*(?:hundert|tausend)\w*)\b"
MILLIONS = re.compile(r"\b(?:mill[oó]n(?:es)?|mili(?:ó|ons)|million(?:s|en)?)\b", re.IGNORECASE)
BEFORE_MILLIONS = re.compile(rf"\b{NUMBER}(?:{JOIN}{NUMBER}){{0,2}}{JOIN}$", re.IGNORECASE)
AFTER_MILLIONS = re.compile(
    rf"(?:{JOIN}{PART}){{1,12}}(?:[ ,\-]+(?:{CHECK_LETTER}|[b-df-hj-np-tv-xz])\b(?!['’]))?", re.IGNORECASE
)
MOST_BEFORE = 50
"""Around the word in an identity document that is said as one number."""
OF_SOMETHING = re.compile(
    r"\s*(?:de )?(?:euros?|pesetas|(?:kil|quil)[oòóô]metr\w*|kilomet\w*|km|kil[oò]s?|quilòmetres|mil|pounds|dollars|miles|quid|pesetes|meses|anys|años)\b",
    re.IGNORECASE,
)
NUMBERS = re.compile(rf"\b{NUMBER}\b", re.IGNORECASE)
LETTERS = re.compile(rf"\b{LETTER}\b", re.IGNORECASE)
MIN_NUMBERS = 4
TELEPHONE = 7  # as many are no amount
AFTER = re.compile(r"(?:[ ,]+[aeioy])+$", re.IGNORECASE)  # the next clause's first word, not a plate letter


KINDS = (
    (
        "DOCUMENT",
        4,
        re.compile(
            r"\b(?:dni|nif|nie|documento?|identidad|identitat|pasaporte|passaport|passport|ausweis\w*)\b",
            re.IGNORECASE,
        ),
    ),
    ("IBAN", 8, re.compile(r"\b(?:iban|cuenta|compte|account|konto\w*|bankverbindung)\b", re.IGNORECASE)),
    ("CARD", 8, re.compile(r"\b(?:tarjeta|targeta|card|kreditkarte|karte)\b", re.IGNORECASE)),
)
"""What the words just before a number say that it is, and how many number words it has at least."""
BEFORE = 40


def in_millions(text: str) -> Iterator[tuple[int, int, str]]:
    """«veintitrés millones cuatrocientos cincuenta y seis mil…, zeta»: an identity document, where it does not count something."""
    for match in MILLIONS.finditer(text):
        first = max(match.start() - MOST_BEFORE, 0)
        start = BEFORE_MILLIONS.search(text[first : match.start()])
        end = AFTER_MILLIONS.match(text, match.end())
        if start and end and not OF_SOMETHING.match(text, end.end()):
            yield first + start.start(), end.end(), "DOCUMENT"


def spelt(text: str) -> Iterator[tuple[int, int, str]]:
    """Spans of spelt-out numbers with their kind: as it is called, or a plate if it has letters, else a telephone."""
    yield from in_millions(text)
    for match in RUN.finditer(text):
        said = AFTER.sub("", match.group())
        count = len(NUMBERS.findall(said))
        if count < MIN_NUMBERS or (count < TELEPHONE and OF_SOMETHING.match(text, match.end())):
            continue
        has_letters = LETTERS.search(NUMBERS.sub(" ", JOINED.sub(" ", said)))
        kind = kind_called(text[: match.start()], count) or ("PLATE" if has_letters else "PHONE")
        yield match.start(), match.start() + len(said), kind


def kind_called(before: str, count: int) -> str:
    return next((kind for kind, least, word in KINDS if count >= least and word.search(before[-BEFORE:])), "")
