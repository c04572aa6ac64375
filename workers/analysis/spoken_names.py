"""How names of letters and digits are said in four languages: «C3» is «ce tres», «C three» or «C drei»."""

import re
from collections.abc import Iterator

_SPANISH = (
    "a be ce de e efe ge hache i jota ka ele eme ene o pe cu erre ese te u uve uve_doble equis i_griega zeta"
)
_CATALAN = "a be ce de e efa ge hac i jota ca ela ema ena o pe cu erra essa te u ve ve_doble ics i_grega zeta"
_LETTERS = tuple(
    {chr(ord("a") + index): name.replace("_", " ") for index, name in enumerate(names.split())}
    for names in (_SPANISH, _CATALAN)
)
_SMALL = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    "zero u dos tres quatre cinc sis set vuit nou deu onze dotze tretze catorze quinze setze disset divuit dinou",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
)
_TENS = (
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "vint trenta quaranta cinquanta seixanta setanta vuitanta noranta",
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
)
_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"
)
_TWENTIES = (
    "veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
_ES, _CA, _EN, _DE = range(4)
_CODE = re.compile(r"([A-Za-z]{1,3})[ .-]?(\d{1,4})([a-z]?)|(\d{1,4})([a-z]?)|([A-Z]{2,4})")
_LANGUAGES = (_ES, _CA, _EN, _DE)


def spoken_code(name: str) -> list[str]:
    """Return how a name that consists of letters and digits is said; nothing for other names."""
    match = _CODE.fullmatch(name)
    if match is None:
        return []
    letters = (match[1] or match[6] or "").lower()
    number, end = match[2] or match[4] or "", match[3] or match[5] or ""
    said = [" ".join(form.split()) for form in _forms(letters, number, end)]
    return list(dict.fromkeys([*said, *(form.replace("zwei", "zwo") for form in said)]))


def _forms(letters: str, number: str, end: str) -> Iterator[str]:
    if len(letters) > 1 and not number:
        yield " ".join(letters)
    for language in _LANGUAGES:
        names = _LETTERS[language] if language < len(_LETTERS) else None
        numbers = [*_numbers_said(number, language), number] if number else [""]
        for before in {letters, " ".join(letters), *([_spelt(letters, names)] if names else ())}:
            for after in {end, *([_spelt(end, names)] if names else ())}:
                yield from (f"{before} {said} {after}" for said in numbers)


def _spelt(letters: str, names: dict[str, str]) -> str:
    return " ".join(names[letter] for letter in letters)


def _numbers_said(number: str, language: int) -> list[str]:
    """As a whole, in pairs and digit by digit: «doscientos siete», «dos cero siete»."""
    digits = [_SMALL[language].split()[int(digit)] for digit in number]
    said = [_whole(int(number), language)]
    if len(number) > 2:
        said.append(" ".join(digits))
    if len(number) == 3 and number[1] != "0":
        said.append(f"{digits[0]} {_whole(int(number[1:]), language)}")
    if len(number) == 3 and language == _EN:
        said.append(f"{digits[0]} oh {digits[2]}" if number[1] == "0" else f"{digits[0]} {number[1:]}")
    if len(number) > 2 and language == _EN and int(number[-2:]):
        said.append(f"{_whole(int(number) - int(number[-2:]), _EN)} and {_whole(int(number[-2:]), _EN)}")
    if len(number) == 4 and number[2] == "0" and number[1] == "0":
        said.append(f"{_whole(int(number[:2]), language)} {digits[2]} {digits[3]}")
    return said


def _whole(value: int, language: int) -> str:
    if value >= 1000:
        return _thousands(value, language)
    if value >= 100:
        return _hundreds(value, language)
    return _below_hundred(value, language)


def _thousands(value: int, language: int) -> str:
    head, rest = divmod(value, 1000)
    after = _whole(rest, language) if rest else ""
    if language == _DE:
        return f"{_joined(head)}tausend{after}"
    thousand = ("mil", "mil", "thousand")[language]
    one = head == 1 and language != _EN
    return f"{thousand} {after}".strip() if one else f"{_whole(head, language)} {thousand} {after}".strip()


def _hundreds(value: int, language: int) -> str:
    head, rest = divmod(value, 100)
    after = _below_hundred(rest, language) if rest else ""
    if language == _DE:
        return f"{_joined(head)}hundert{after}"
    if language == _ES:
        return f"{_HUNDREDS.split()[head - 1]} {after}" if rest or head > 1 else "cien"
    if language == _CA:
        return f"cent {after}".strip() if head == 1 else f"{_below_hundred(head, _CA)} cents {after}".strip()
    return f"{_below_hundred(head, _EN)} hundred {after}".strip()


def _joined(unit: int) -> str:
    return "" if unit == 1 else _below_hundred(unit, _DE)


def _below_hundred(value: int, language: int) -> str:
    if value < 20:
        return _SMALL[language].split()[value]
    tens, unit = divmod(value, 10)
    ten = _TENS[language].split()[tens - 2]
    if not unit:
        return ten
    one = _SMALL[language].split()[unit]
    if language == _ES:
        return _TWENTIES.split()[unit - 1] if tens == 2 else f"{ten} y {one}"
    if language == _CA:
        return f"{ten} {'i ' if tens == 2 else ''}{one}"
    return f"{ten} {one}" if language == _EN else f"{'ein' if unit == 1 else one}und{ten}"
