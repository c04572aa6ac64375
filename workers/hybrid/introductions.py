"""Ways in which a call mentions people by name, in four languages: who calls, in whose name, whose wife. Pure.

A name begins with a capital letter, or is written in letters that have none. Callers introduce themselves; of the agent's turns, only names of
others count, because its own is no secret.
"""

import re
from collections.abc import Callable, Iterator

_CAPITALS = "".join(chr(code) for code in (*range(0x530), *range(0x1E00, 0x2000)) if chr(code).isupper())
_CASELESS = "\u0590-\u07bf\u0900-\u0dff\u0e00-\u0eff\u10a0-\u10ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
NAME = rf"(?:(?:[dDoO]['’])?[{_CAPITALS}][\w'’·-]{{1,40}}|[{_CASELESS}]{{1,40}})"
_LINK = (
    r"(?:(?:de la|de los|de las|de les|del|dels|de|d'en|i|y|von|van der|van den|van|zu|da|dos|el|bin|ben) )"
)
FULL_NAME = rf"{NAME}(?:\s+{_LINK}?{NAME}){{0,3}}"
_TITLES = r"(?i:herrn?|frau|mrs?|ms|señora?|señorita|senyora?|don|doña|sra?|dra?|doctora?|doktor|familie|familia|família)"
_TITLE = (
    rf"(?:(?:(?:el|la|del|de|den|der|al|d'|l') ?)?{_TITLES}\.? (?:de )?){{0,2}}(?:(?:en|na|n'|d'en|de na) ?)?"
)
_KIN = (
    r"marido|mujer|esposa?|novi[oa]|pareja|hij[oa]|padre|madre|papá|mamá|herman[oa]|cuñad[oa]|suegr[oa]|yerno|nuera|prim[oa]|tí[oa]|sobrin[oa]|"
    r"abuel[oa]|niet[oa]|soci[oa]|jef[ea]|vecin[oa]|amig[oa]|compañer[oa]|secretari[oa]|emplead[oa]|ex|"
    r"home|marit|dona|parella|fill|filla|pare|mare|germ(?:à|ana)|cunya(?:t|da)|sogr[ea]|gendre|nora|cos(?:í|ina)|oncle|tia|nebo(?:t|da)|"
    r"padrí|padrina|n[eé]ta?|cap|veïn(?:at)?a?|amic|amiga|compan[yi]a?|secretàri?a?|"
    r"husband|wife|boyfriend|girlfriend|son|daughter|father|mother|dad|mum|mom|brother|sister|uncle|aunt|cousin|nephew|niece|"
    r"(?:father|mother|brother|sister|son|daughter)-in-law|boss|neighbour|neighbor|friend|colleague|"
    r"mann|frau|sohn|tochter|vater|mutter|bruder|schwester|onkel|tante|schwager|schwägerin|schwiegervater|schwiegermutter|chefs?|chefin|"
    r"nachbarn?|nachbarin|freundin|freund|kolleg(?:en|in|e)|lebensgefährt(?:in|e)"
)
_MINE = r"mi|mis|su|sus|tu|meu|meva|mon|ma|sa|teu|teva|seu|seva|my|our|his|her|your"
_MEIN = r"(?:mein|unser|sein|ihr)(?:e[mnr]?)?"
_CALLED = r"se llama(?:ba)?|(?:es|se|s') ?diu(?:en)?|li diuen|hei(?:ß|ss)t|(?:is|was|'s|he's|she's) called|name(?:'s| is)|nombre es|nom és|Name ist"
_OWN = re.compile(
    rf"\b(?:(?i:soy|me llamo|mi nombre es|em dic|me dic|nom és|sóc|som en|som na|soc en|soc na|my name(?:'s| is)|this is|i'm|i am|mein name ist|"
    rf"ich hei(?:ß|ss)e|ich bin|hier (?:ist|spricht)|habla|al habla|le habla|us parla|parla)(?: el| la)?|меня зовут|με λένε|اسمي|انا اسمي)\s+{_TITLE}({FULL_NAME})"
)
_AT_THE_TELEPHONE = re.compile(
    rf"(?<![\w'’·-])({FULL_NAME}),? (?:al aparato|am Apparat|speaking\b|a l'aparell)"
)
_OTHERS = (
    re.compile(
        rf"\b(?i:a nombre de|de parte de|a nom de|a nom(?= d['’])|de part de|de part(?= d['’])|auf den namen|in the name of|under the name(?: of)?|registered to|in the name|"
        rf"preg[uú]nt(?:e|ar|en|i) por|pregunt(?:i|ar) per|apellidos?(?: es| son)?|cognoms?(?: és| són)?|surname(?:'s| is)?|last name(?:'s| is)?|"
        rf"first name(?:'s| is)?|nachname(?: ist)?|vorname(?: ist)?|hablo con|parl amb|am i speaking (?:to|with)|spreche ich mit)\s*:?\s+{_TITLE}({FULL_NAME})"
    ),
    re.compile(
        rf"(?i:\b(?:{_KIN})s?|\b(?:él|ella|ell|he|she|er|sie|que|qui|who|der|die),?)\s*(?i:{_CALLED})\s+{_TITLE}({FULL_NAME})"
    ),
    re.compile(rf"\b(?i:(?:his|her|whose|their)\s+(?:first |last )?name(?:'s| is))\s+{_TITLE}({FULL_NAME})"),
    re.compile(
        rf"\b(?i:(?:{_MINE}) (?:{_KIN}|partner))(?:(?:,| es| és) (?:en |na |n['’])?|\s+)(?:{_TITLES}\.? )?({FULL_NAME})"
    ),
    re.compile(rf"\b(?i:{_MEIN} (?:{_KIN}))\s+({FULL_NAME})"),
    re.compile(
        rf"\b(?i:(?:el|la|l['’]|the|die|der) ?(?:{_KIN}) (?:de|d['’]|del|of|von|vom) ?)\s*{_TITLE}({FULL_NAME})"
    ),
    re.compile(rf"(?<![\w'’·-])({FULL_NAME})(?:'s|’s) (?:{_KIN})\b"),
    re.compile(
        rf"\b(?:(?i:señora?|señorita|senyora?|herrn?|doña)|don|Don|Frau|Mrs?\.?|Ms\.?|Sra?\.|Dra?\.)\s+({FULL_NAME})"
    ),
)
_CAPITAL_INSIDE = re.compile(
    rf"\s(?:[dDoO]['’])?[{_CAPITALS}{_CASELESS}]|['’]s\b|^{NAME},? (?:al|am|a|speaking)\b"
)
_WORD = r"[^\W\d_](?:[^\W\d_]|['’·-])*"
_PLAIN = re.compile(
    rf"\b(?:{_MINE}|{_MEIN}) (?:{_KIN})\s*(?:que )?(?:{_CALLED})\s+({_WORD}(?:\s+{_WORD}){{0,2}})",
    re.IGNORECASE,
)
_END = re.compile(r"\s*(?:[,.;:!?…]|$)")


def names_said(text: str, *, by_caller: bool) -> Iterator[str]:
    if not _CAPITAL_INSIDE.search(text):
        return
    for pattern in (*((_OWN, _AT_THE_TELEPHONE) if by_caller else ()), *_OTHERS):
        for match in pattern.finditer(text):
            yield re.sub(r"['’]s$", "", match.group(1))


def names_in_small_letters(text: str, is_everyday: Callable[[str], bool]) -> Iterator[str]:
    """«mi marido se llama pep mas», as some recognizers write: up to three words, the last of which may be an everyday one."""
    for match in _PLAIN.finditer(text) if text.islower() or text[1:].islower() else ():
        words = match.group(1).split()
        first = next((place for place, word in enumerate(words) if is_everyday(word)), len(words))
        is_last = first == len(words) - 1 and _END.match(text, match.end())
        if first:
            yield " ".join(words[: first + bool(is_last and len(words[first]) >= 3)])
