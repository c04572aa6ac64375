"""Prompt injection: sentences in which a caller gives instructions to a program are withheld from the model.

The prompt already says that a transcript is data, and the answer's schema is closed; this protects against models that obey anyway.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from workers.analysis.transcript import Turn

WITHHELD = "[…]"
SENTENCE = re.compile(r"[^.!?;\n]+[.!?;\n]*")

ORDER = (
    r"ignor\w*|olvid\w*|oblid\w*|omit\w*|salt\w*|descart\w*|disregard\w*|forget\w*|override\w*|bypass\w*|"
    r"vergiss\w*|vergessen\w*|missacht\w*|überschreib\w*|obvia\w*|desobede\w*"
)
RULES = (
    r"instruc+\w*|indicacion\w*|indicaci[oó]ns?|[oó]rden\w*|ordres?|regla\w*|regles|normas?|normes|prompt\w*|rules?|"
    r"guidelines?|directrices|directrius|anweisung\w*|regeln|vorgaben|everything (?:above|before)|todo lo anterior|tot l'anterior"
)
MACHINE = (
    r"prompts?\b|system (?:prompt|message)|mensaje del? sistema|missatge del? sistema|systemnachricht|modelo de lenguaje|"
    r"model de llenguatge|language model|sprachmodell|json|jailbreak\w*|developer mode|modo desarrollador|you are now|"
    r"a partir de ahora eres|ahora eres|ara ets|ab jetzt bist du|du bist jetzt|"
    r"como (?:una )?(?:ia|inteligencia artificial) (?:debes|tienes)|as an ai|"
    r"</?\s*(?:transcript|system|user|assistant)[^>]*>|\{\s*\""
)
ANALYSIS = (
    r"(?:marca\w*|marque\w*|pon|ponga\w*|poner|escrib\w*|di|diga\w*|clasifi\w*|valor[ae]\w*|punt[uú]\w*|set|mark|write|output|"
    r"classify|rate|say|return|schreib\w*|bewerte\w*|markiere\w*|posa|posi|escriu|escrigui|digues|digui)\b[^.!?]{0,60}\b(?:summary|resumen|resum|zusammenfassung|criteria|criterios|criteris|"
    r"kriterien|sentiment|an[aá]lisis|anàlisi|analysis|analyse|success|[eé]xito|èxit|verdict|veredicto|evaluaci[oó]n|evaluation)"
)
NOTES = (
    r"(?:summary|resumen|resum|zusammenfassung|criteria|criterios|criteris|kriterien|verdict|veredicto?|transcript\w*|"
    r"transcripci[oó]n?)"
)
MUST = r"(?:debe\w*|tiene[n]? que|ha[n]? de|cal que|must|should|has to|shall|muss|soll\w*)"
READER = (
    r"(?:quien|qui|el que|whoever|anyone who|wer)\s+(?:(?:das|dies\w*|es)\s+)?(?:lea|analice|resuma|eval[uú]e|transcriba|llegeixi|"
    r"analitzi|resumeixi|reads?|analy[sz]es?|summari[sz]es?|evaluates?|liest|auswertet|analysiert|zusammenfasst)"
)
NEW_ORDERS = r"(?:nuevas? instruc\w*|nuevas [oó]rdenes|noves (?:instruc\w*|ordres)|new (?:instructions?|orders)|neue (?:anweisung\w*|befehle))"
SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{ORDER})\b[^.!?]{{0,60}}\b(?:{RULES})\b",
        rf"\b(?:{RULES})\b[^.!?]{{0,40}}\b(?:{ORDER})\b",
        rf"(?<!\w)(?:{MACHINE})",
        rf"\b{ANALYSIS}\b",
        rf"\b{NOTES}\b[^.!?]{{0,30}}\b{MUST}\b",
        rf"\b{READER}\b",
        rf"\b{NEW_ORDERS}\b",
    )
)


def withhold(text: str) -> str:
    """The text before the first such sentence. The rest of the turn is withheld too, because instructions often span several sentences."""
    for sentence in SENTENCE.finditer(text):
        if is_order(sentence.group()):
            return f"{text[: sentence.start()]}{WITHHELD}"
    return text


def is_order(sentence: str) -> bool:
    plain = readable(sentence)
    return any(sign.search(plain) for sign in SIGNS)


def readable(text: str) -> str:
    """The text as it would be read aloud: without invisible characters, and with plain letters instead of look-alikes such as full-width ones."""
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return unicodedata.normalize("NFKC", visible)


def withhold_from(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """The turns a model may read.

    An instruction may span two turns of the caller; after one was given, the agent's repetition of it is withheld too.
    """
    kept: list[Turn] = []
    is_attacked, before = False, ""
    for turn in turns:
        text = turn.text
        if turn.role == "user":
            text = WITHHELD if goes_on(before, text) else withhold(text)
            is_attacked = is_attacked or text != turn.text
            before = turn.text
        elif is_attacked:
            text = withhold(text)
        kept.append(replace(turn, text=text))
    return tuple(kept)


def goes_on(before: str, text: str) -> bool:
    """Whether the text completes an instruction that the caller's previous turn began; neither part is one by itself."""
    ending, opening = sentences(before)[-1:], sentences(text)[:1]
    if not ending or not opening or is_order(ending[0]) or is_order(opening[0]):
        return False
    return is_order(f"{ending[0].rstrip(' .!?;,…')} {opening[0]}")


def sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found.strip()]
