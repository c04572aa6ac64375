"""Normalizes text (lower case, no accents) with one SQL expression, for both the index and the query.

`unaccent` is not used: not every server has it, and its rules can change under an index.
"""

ACCENTED = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuncyy"
DROPPED = "·"  # of the Catalan l·l
_PLAIN = str.maketrans(ACCENTED, PLAIN, DROPPED)
LANGUAGES = {"es": "spanish", "ca": "catalan", "en": "english", "de": "german"}
OTHER = "simple"
MIN_PART_CHARACTERS = 3  # fewer digits or characters match too much
PART = "#"  # prefix of a part's lexeme, which distinguishes it from words


def plain(value: str) -> str:
    """SQL that makes the text of the SQL `value` plain."""
    return f"translate(replace(lower({value}), 'ß', 'ss'), '{ACCENTED}{DROPPED}', '{PLAIN}')"


def plain_of(value: str) -> str:
    """The same normalization in Python."""
    return value.lower().replace("ß", "ss").translate(_PLAIN)


def configuration(language: str) -> str:
    """SQL for how words are stemmed in the language of the SQL `language`."""
    cases = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in LANGUAGES.items())
    return f"(CASE {language} {cases} ELSE '{OTHER}' END)::regconfig"


def parts(value: str) -> str:
    """SQL for the lexemes of every ending of the SQL `value`: a prefix of one of them is found anywhere in it."""
    return (
        f"(SELECT array_agg(DISTINCT '{PART}' || substr({value}, place))"  # noqa: S608 (our own words)
        f" FROM generate_series(1, length({value}) - {MIN_PART_CHARACTERS - 1}) place)"
    )
