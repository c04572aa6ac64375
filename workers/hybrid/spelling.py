"""Phone numbers and plates spoken word by word, which a recognizer leaves spelt out, in four languages."""

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
JOIN = r"(?:[ ,\-–]+(?:(?:y|i|und|and)[ ,]+)?)"
JOINED = re.compile(r"\b(?:y|i|und|and)\b", re.IGNORECASE)
RUN = re.compile(rf"\b{NUMBER}(?:{JOIN}(?:{NUMBER}|{LETTER})\b)+", re.IGNORECASE)
NUMBERS = re.compile(rf"\b{NUMBER}\b", re.IGNORECASE)
LETTERS = re.compile(rf"\b{LETTER}\b", re.IGNORECASE)
MIN_NUMBERS = 4
AFTER = re.compile(r"(?:[ ,]+[aeioy])+$", re.IGNORECASE)  # the next clause's first word, not a plate letter


def spelt(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans of spelt-out numbers, and whether each includes letters."""
    for match in RUN.finditer(text):
        said = AFTER.sub("", match.group())
        if len(NUMBERS.findall(said)) >= MIN_NUMBERS:
            yield (
                match.start(),
                match.start() + len(said),
                bool(LETTERS.search(NUMBERS.sub(" ", JOINED.sub(" ", said)))),
            )
