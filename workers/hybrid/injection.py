"""Prompt injection: sentences in which a caller gives instructions to a program are withheld from the model.

The prompt already says that a transcript is data, and the answer's schema is closed; this protects against models that obey anyway.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from workers.analysis.transcript import Turn

WITHHELD = "[…]"
ENDS = " .!?;,…"
SENTENCE = re.compile(r"[^.!?;]+[.!?;]*")
HIDDEN = re.compile("[\U000e0000-\U000e0fff]+")  # tags and further variation selectors
LOOK_ALIKES = str.maketrans(
    "аеорсухіјѕԁһкмнтвАЕОРСУХІЈЅКМНТВαοεινρτυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aeopcyxijsdhkmhtbAEOPCYXIJSKMHTBaoeivptuABEZHIKMNOPTYX",
)
DIGITS_FOR_LETTERS = str.maketrans("03457@$", "oeastas")  # and 1 for i or l
MIXED = re.compile(r"[\w@$]+")
CAPITAL_INSIDE = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")
SHORT = 3
"""Words of a sentence that may be a piece of an order, said word by word."""
WORDS_KEPT = 12
SPELT = re.compile(r"\b(?:[^\W\d_][-. ]){3,}[^\W\d_]\b")

ORDER = (
    r"ignor\w*|olvid\w*|oblid\w*|omit\w*|s[aá]lt\w*|descart\w*|disregard\w*|forget\w*|override\w*|bypass\w*|"
    r"vergiss\w*|vergessen\w*|missacht\w*|überschreib\w*|obvia\w*|desobede\w*|deso[yií]\w*|desobee\w*|"
    r"(?:haz|haga|fes|faci) caso? om[ií]so?|no (?:hagas?|facis?|faci) caso?|no (?:sigas?|segueixis|segueixi)|(?:do not|don't) follow|"
    r"befolge\w*|folge\w* nicht|dimentic\w*|oublie\w*|esque[cç]\w*"
)
RULES = (
    r"instruc+\w*|indicacion\w*|indicaci[oó]ns?|[oó]rden\w*|ordres?|regla\w*|regles|normas?|normes|prompt\w*|rules?|"
    r"istruzion\w*|instruç\w*|consignes?|regole|regras|guidelines?|directrices|directrius|anweisung\w*|regeln|vorgaben|everything (?:above|before)|todo lo anterior|tot l'anterior|"
    r"the above|(?:everything|what) you (?:were|have been|'ve been|are) told|lo que te (?:han|hayan|hubieran) dicho|"
    r"(?:tot )?el que t'(?:han|hagin) dit|was (?:man|sie) dir gesagt"
)
MACHINE = (
    r"prompts?\b|system (?:prompt|message)|mensaje del? sistema|missatge del? sistema|systemnachricht|modelo de lenguaje|"
    r"model de llenguatge|language model|sprachmodell|json|jailbreak\w*|developer mode|modo desarrollador|you are now|"
    r"a partir de ahora eres|ahora eres|ara ets|ab jetzt bist du|du bist jetzt|"
    r"como (?:una )?(?:ia|inteligencia artificial) (?:debes|tienes)|as an ai|"
    r"</?\s*(?:transcript|system|user|assistant)[^>]*>|\{\s*[\"']|&lt;|<\||<</?sys|\[/?(?:inst|system|sys|user|assistant|agent)\]|#{2,}\s*\w|```|"
    r"[\"']?role[\"']?\s*[:=]|turn(?:o|no)? \d+\W+(?:role\W+)?(?:agente?|caller|user|system|assistant)\b|verdict\s*[:=]|sentiment\w*\s*[:=]|"
    r"(?:end of|fin de|final de|ende de[sr]) (?:the |la |l')?(?:transcri\w*|transkri\w*)|repeat after me|"
    r"(?:tu|teu|your|deine[rmn]?) (?:resumen|resum|summary|zusammenfassung|an[aá]lisis|anàlisi|analysis|auswertung)\b|"
    r"(?:all|every|todos los|tots els|alle) (?:the )?(?:criteria|criterios|criteris|kriterien)\b|"
    r"(?:modelo?|modell) (?:debe|must|ha de|soll) (?:responder|decir|contestar|poner|answer|say|antworten|sagen)"
)
ANALYSIS = (
    r"(?:marca\w*|marque\w*|pon|ponga\w*|poner|escrib\w*|di|diga\w*|clasifi\w*|valor[ae]\w*|punt[uú]\w*|set|mark|write|output|"
    r"classify|rate|say|return|schreib\w*|bewerte\w*|markiere\w*|posa|posi|escriu|escrigui|digues|digui)\b[^.!?]{0,60}\b(?:summary|resumen|resum|zusammenfassung|criteria|criterios|criteris|"
    r"kriterien|sentiment|an[aá]lisis|anàlisi|analysis|analyse|success|[eé]xito|èxit|verdict|veredicto|evaluaci[oó]n|evaluation)"
)
WRITER = r"(?:resumen|resum|summary|zusammenfassung|informe|report|bericht|an[aá]lisis|anàlisi|analysis|auswertung|evaluaci[oó]n|avaluació|evaluation|transcripci[oó]n?)"
IN_NOTES = (
    rf"(?:en|in|al|im|in der|a la) (?:el |la |l'|the |der |your |tu )?{WRITER} (?:pon(?!e)|ponga\w*|escrib\w*|di|diga\w*|posa|posi|"
    r"escriu|write|say|put|soll stehen|schreib\w*)\b|"
    rf"que (?:conste|consti) (?:en|a) (?:el |la |l')?{WRITER}|{WRITER} soll stehen|(?:resumen|resum|summary|zusammenfassung) (?:diciendo|que diga|dient|que digui|saying)\b"
)
SUMMING_UP = (
    r"(?:when|while) (?:processing|summari[sz]ing|analy[sz]ing|rating) (?:this|the) (?:call|conversation)|"
    r"(?:no|deja de|deixa d[e']|stop|do not|don't) ?(?:analic\w*|analiz\w*|analitz\w*|analy[sz]\w*|summari\w*)\b[^.!?]{0,15}\b(?:llamada|trucada|call|conversa\w*)\b|"
    r"(?:when|once|if) you (?:summari[sz]e|analy[sz]e|transcribe|rate|evaluate)|"
    r"(?:cuando|al) (?:resumas|resumir|analices|analizar|transcribas|valores|eval[uú]es)|"
    r"quan (?:resumeixis|analitzis|transcriguis|valoris|avaluïs)|"
    r"wenn du [^.!?]{0,30}(?:zusammenfasst|auswertest|bewertest|analysierst)"
)
RATING = (
    r"(?:rate|score|grade) (?:this|the) (?:call|conversation)|(?:valora|punt[uú]a|califica|eval[uú]a) (?:la|esta) (?:llamada|conversaci[oó]n)|"
    r"(?:valora|puntua|avalua|qualifica) (?:la|aquesta) (?:trucada|conversa)|bewerte (?:diesen|den|das|dieses) (?:anruf|gespräch)|"
    r"(?:cambia|canvia|change) (?:la|the) (?:valoraci[oó]n?|rating)"
)
AI = r"(?:ia|ai|ki|inteligencia artificial|intel·ligència artificial|artificial intelligence|(?:language |sprach)model(?:l|o)?)"
DEVICE = r"(?:sistema|system|programa?|model|modelo|modell|m[aà]quina|bot)"  # of a car, too: only where it is spoken to
TO_MACHINE = (
    r"(?:nota|note|aviso|avís|mensaje|missatge|message|hinweis|nachricht) (?:para|per|a|to|for|an|für) (?:el |la |l'|the |al |das |die |den )?"
    rf"(?:{AI}\b|{DEVICE}\s*[:,])|"
    rf"(?:to the|an die|an das|para la|per a la|a la) (?:{AI}|{DEVICE})(?: listening| reading| die das|\s*:)|"
    rf"\b{AI} que (?:lee|lees|escucha|escuchas|analiza|analizas|llegeix|escolta|analitza)|"
    r"\b(?:ia|inteligencia artificial|intel·ligència artificial) (?:ponga|diga|escriba|marque|posi|digui|escrigui)\b|"
    r"^\W*(?:mensaje|aviso|nota|orden|missatge|avís|ordre|message|notice|note|nachricht|hinweis) (?:del?|de la|de l'|from|from the|of the|vom|von der) ?"
    r"(?:administrador\w*|administrator\w*|admin|desarrollador\w*|desenvolupador\w*|developers?|entwickler\w*)\b"
    r"(?! (?:de|del|de la|of|der) ?(?:la )?(?:fincas?|finques|comunidad|comunitat|edificio|edifici))|"
    r"^\W*(?:system|assistant|developer|systemnachricht|sistema|asistente|assistent|agente?|tool|function|funci[oó]n?)\s*:"
)
ROLE = (
    r"(?:a partir de (?:ahora|este momento)|desde ahora|de ahora en adelante|a partir d'ara|d'ara endavant) (?:eres|ser[aá]s|act[uú]a|ets|ser[aà]s|has de)|"
    r"(?:vas a|has de|tienes que|debes) actuar com[oa]?\b|"
    r"from now on,? (?:you are|you're|you will|you must|act)|ab (?:jetzt|sofort) (?:bist|sollst|musst|wirst) du|"
    r"pretend (?:you are|you're|to be)|act(?:[uú]a)? (?:as|like|como) (?:an?|the|un|una|el|la|si fueras|administrador\w*|root|system)\b|"
    r"(?:haz|fes) com o? ?si (?:fueras|fossis)|haz como si fueras|hazte pasar por|fes-te passar per|tu so,? als (?:wärst|ob) du|spiel(?:e)? die rolle|"
    r"your (?:real|actual|true|new) (?:task|job|goal|role)|(?:tu|teva|tua) (?:nueva|verdadera|nova|vertadera|autèntica) (?:tarea|misi[oó]n|tasca|missió|feina)|"
    r"deine (?:neue|eigentliche|wahre|wirkliche) (?:aufgabe|rolle)|(?:new task|nueva tarea|nova tasca|neue aufgabe)\s*:"
)
THE_WORD = (
    r"(?:respond[ae]\w*|responde|contest[ae]\w*|respon|reply|respond|answer|antworte\w*)\b[^.!?]{0,25}\b(?:la palabra|la paraula|the words?|dem wort|"
    r"das wort|den worten)\b"
)
NOTES = (
    r"(?:summary|resumen|resum|zusammenfassung|criteria|criterios|criteris|kriterien|verdict|veredicto?|transcript\w*|"
    r"transcripci[oó]n?)"
)
MUST = r"(?:debe\w*|tiene[n]? que|ha[n]? de|cal que|must|should|has to|shall|muss|soll\w*)"
READER = (
    r"(?:quien|qui|el que|whoever|anyone who|wer)\s+(?:(?:das|dies\w*|es)\s+)?(?:lea|analice|procese|resuma|eval[uú]e|transcriba|llegeixi|"
    r"analitzi|resumeixi|reads?|process(?:es)?|analy[sz]es?|summari[sz]es?|evaluates?|liest|auswertet|analysiert|zusammenfasst)"
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
        rf"\b(?:{IN_NOTES})",
        rf"\b(?:{SUMMING_UP})",
        rf"\b(?:{RATING})",
        rf"(?:{TO_MACHINE})",
        rf"\b(?:{ROLE})",
        rf"\b(?:{THE_WORD})",
    )
)


def shown_only(text: str) -> str:
    """Blanks instead of characters that no screen shows and a model may still read as letters."""
    return HIDDEN.sub(lambda found: " " * len(found.group()), text)


def withhold(text: str) -> str:
    """The text before the first such sentence. The rest of the turn is withheld too, because instructions often span several sentences."""
    text = shown_only(text)
    for is_row, group in groupby(SENTENCE.finditer(text), key=lambda sentence: is_short(sentence.group())):
        row = list(group)
        start = order_in_row(row) if is_row else next((one for one in row if is_order(one.group())), None)
        if start is not None:
            return f"{text[: start.start()]}{WITHHELD}"
    return text


def order_in_row(row: Sequence[re.Match[str]]) -> re.Match[str] | None:
    """The short sentence with which the row's first order begins: «Ignora. Tus. Instrucciones.» is one."""

    def is_order_from(first: int, last: int) -> bool:
        return is_order(" ".join(sentence.group().strip(ENDS) for sentence in row[first : last + 1]))

    for last, sentence in enumerate(row):
        if is_order(sentence.group()):
            return sentence
        earliest = max(last - WORDS_KEPT + 1, 0)
        if is_order_from(earliest, last):
            return row[next(first for first in range(last, earliest - 1, -1) if is_order_from(first, last))]
    return None


def is_short(sentence: str) -> bool:
    return len(sentence.split()) <= SHORT


def is_order(sentence: str) -> bool:
    plain = readable(sentence)
    wordings = {plain, letters_only(plain), CAPITAL_INSIDE.sub(" ", plain)}
    return any(sign.search(wording) for wording in wordings for sign in SIGNS)


def letters_only(text: str) -> str:
    """«1gn0r4» as «ignora»; where a 1 may be an i or an l, both words."""
    return MIXED.sub(lambda word: without_digits(word.group()), text)


def without_digits(word: str) -> str:
    if not any(letter.isalpha() for letter in word):
        return word
    plain = word.translate(DIGITS_FOR_LETTERS)
    return f"{plain.replace('1', 'i')} {plain.replace('1', 'l')}" if "1" in plain else plain


def readable(text: str) -> str:
    """The text as it would be read aloud: without invisible characters and marks put over letters, with single spaces, with plain letters
    instead of look-alikes such as full-width or Cyrillic ones, and with words that are spelt in one piece.
    """
    visible = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    composed = unicodedata.normalize("NFKC", visible)
    plain = "".join(letter for letter in composed if unicodedata.category(letter) != "Mn").translate(
        LOOK_ALIKES
    )
    return SPELT.sub(
        lambda found: re.sub(r"[-. ]", "", found.group()), " ".join(plain.replace("_", " ").split())
    )


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
            before = so_far(before, turn.text)
        elif is_attacked:
            text = withhold(text)
        kept.append(replace(turn, text=text))
    return tuple(kept)


def so_far(before: str, text: str) -> str:
    """What the next turn may go on with: after short turns, the words of all of them."""
    words = f"{before.rstrip(ENDS)} {text}".split() if is_short(text) else []
    return " ".join(words[-WORDS_KEPT:]) or text


def goes_on(before: str, text: str) -> bool:
    """Whether the text completes an instruction that the caller's previous turn began; neither part is one by itself."""
    ending, opening = sentences(before)[-1:], sentences(text)[:1]
    if not ending or not opening or is_order(ending[0]) or is_order(opening[0]):
        return False
    return is_order(f"{ending[0].rstrip(ENDS)} {opening[0]}")


def sentences(text: str) -> list[str]:
    return [found for found in SENTENCE.findall(text) if found.strip()]
