"""Speech that is meant for a program: sentences in which a caller gives orders to a model are withheld from it.

The prompt says that a transcript is data, and the schema is closed; this is for models that would obey all the same.
"""

import re

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
    r"(?:marca|pon|escribe|di|clasifica|valora|punt[uú]a|set|mark|write|output|classify|rate|say|return|schreib\w*|bewerte|"
    r"markiere|posa|escriu|digues)\b[^.!?]{0,60}\b(?:summary|resumen|resum|zusammenfassung|criteria|criterios|criteris|"
    r"kriterien|sentiment|an[aá]lisis|anàlisi|analysis|analyse|success|[eé]xito|èxit|verdict|veredicto|evaluaci[oó]n|evaluation)"
)
SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:{ORDER})\b[^.!?]{{0,60}}\b(?:{RULES})\b",
        rf"\b(?:{RULES})\b[^.!?]{{0,40}}\b(?:{ORDER})\b",
        rf"(?<!\w)(?:{MACHINE})",
        rf"\b{ANALYSIS}\b",
    )
)


def withhold(text: str) -> str:
    """The text up to the first such sentence.

    An order is often spread over several sentences; what follows the first in the same turn is withheld too.
    """
    for sentence in SENTENCE.finditer(text):
        if is_order(sentence.group()):
            return f"{text[: sentence.start()]}{WITHHELD}"
    return text


def is_order(sentence: str) -> bool:
    return any(sign.search(sentence) for sign in SIGNS)
