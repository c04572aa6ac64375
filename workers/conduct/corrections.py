"""Slips of the tongue that the caller corrects at once: «el jueves, no, perdón, el viernes», «um neun, nein, um zehn». Pure."""

import re

from workers.conduct.named_days import READ, Named
from workers.conduct.tokens import Token, letters_of

_LEADS = "[TSKFdiaPBAGU]{0,4}"
_CORRECTION = re.compile(f"[^{READ}]{{0,8}}?(?:[,.?]_?N_?[,.]|J[J_,.]{{0,4}}){_LEADS}")
"""Between the two days: «, no, », «, ai no, » or a word like «perdón»; but «Thursday, not Friday» corrects nothing."""
_MARK = re.compile("J|(?<=[,.?])_?N_?(?=[,.])")


def corrected_days(named: list[Named], mask: str, refused: set[int]) -> set[int]:
    """The indices of days that the next day replaces."""
    return {
        index
        for index in range(len(named) - 1)
        if not refused & {index, index + 1}
        and _CORRECTION.fullmatch(mask[named[index].last : named[index + 1].first])
    }


def after_correction(tokens: list[Token]) -> int | None:
    """The word after the last correction."""
    marks = list(_MARK.finditer(letters_of(tokens)))
    return tokens[marks[-1].end() - 1].last if marks else None
