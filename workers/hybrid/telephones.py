"""Whether two wordings mean one telephone number. Pure."""

import unicodedata
from dataclasses import dataclass

import phonenumbers

_SPANISH_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Telephone:
    """`country` is empty where none was said."""

    country: str
    number: str

    def is_same(self, other: "Telephone") -> bool:
        return self.number == other.number and (
            self.country == other.country or not (self.country and other.country)
        )


def digits_of(text: str) -> str:
    """In any script."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def telephone(text: str) -> Telephone:
    digits = digits_of(text)
    if text.strip().startswith("+"):
        return abroad(digits)
    if digits.startswith("00"):
        return abroad(digits[2:])
    if len(digits) == len("34") + _SPANISH_DIGITS and digits.startswith(("346", "347", "348", "349")):
        return Telephone("34", digits[2:])
    return Telephone("", digits.lstrip("0"))


def abroad(digits: str) -> Telephone:
    try:
        country = str(phonenumbers.parse(f"+{digits}").country_code)
    except phonenumbers.NumberParseException:
        return Telephone("?", digits)
    return Telephone(country, digits.removeprefix(country).lstrip("0"))
