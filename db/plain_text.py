"""Text without capitals and accents, by one SQL expression for both what is stored and what is searched.

`unaccent` is not used: not every server has it, and its rules can change under an index.
"""

ACCENTED = "áàâäãåéèêëíìîïóòôöõúùûüñçýÿ"
PLAIN = "aaaaaaeeeeiiiiooooouuuuncyy"
DROPPED = "·"  # of the Catalan l·l
_PLAIN = str.maketrans(ACCENTED, PLAIN, DROPPED)
LANGUAGES = {"es": "spanish", "ca": "catalan", "en": "english", "de": "german"}
OTHER = "simple"
SHORTEST_PART = 3  # digits of a number, or signs of a plate, that say anything
PART = "#"  # begins the lexeme of a part, so that no word is taken for one


def plain(value: str) -> str:
    """SQL that makes the text of the SQL `value` plain."""
    return f"translate(replace(lower({value}), 'ß', 'ss'), '{ACCENTED}{DROPPED}', '{PLAIN}')"


def plain_of(value: str) -> str:
    """The same in Python, for what is shown."""
    return value.lower().replace("ß", "ss").translate(_PLAIN)


def configuration(language: str) -> str:
    """SQL for how words are stemmed in the language of the SQL `language`."""
    cases = " ".join(f"WHEN '{code}' THEN '{name}'" for code, name in LANGUAGES.items())
    return f"(CASE {language} {cases} ELSE '{OTHER}' END)::regconfig"


def parts(value: str) -> str:
    """SQL for the lexemes of every ending of the SQL `value`: a prefix of one of them is found anywhere in it."""
    return (
        f"(SELECT array_agg(DISTINCT '{PART}' || substr({value}, place))"  # noqa: S608 (our own words)
        f" FROM generate_series(1, length({value}) - {SHORTEST_PART - 1}) place)"
    )
