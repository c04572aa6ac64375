"""The role each word can play in a time expression, as one letter: the alphabet of the grammar in `time_phrases.py`."""

from workers.analysis import numerals
from workers.analysis.memoization import MemoDict
from workers.analysis.text import words_of

OTHER = "_"
_GERMAN_DAYS = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag")
_GERMAN_PARTS = ("vormittag", "nachmittag", "mittag", "abend", "fruh", "morgen", "s")
_FROM_TEN, _HIGHEST = 10, 59

WORDS = {
    # days
    "d": "lunes martes miercoles jueves viernes sabado sabados domingo domingos dilluns dimarts dimecres dijous divendres dissabte "
    "dissabtes diumenge monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays "
    "saturdays mittwochs",
    "r": "hoy avui dema endema today tonight tomorrow heute ubermorgen uebermorgen",
    "m": "manana mananas morgen",
    "p": "pasado passat",
    "u": "dia dias dies day days tag tage tagen time times zeit rato estona moment momento date",
    "b": "enero gener january januar febrero febrer february februar marzo march marz abril april mayo maig mai junio juny june juni julio "
    "juliol july juli agosto agost august septiembre setiembre setembre september octubre october oktober noviembre novembre november "
    "diciembre desembre december dezember pascua pascuas pasqua easter ostern navidad nadal christmas weihnachten reyes verano estiu "
    "summer sommer otono tardor autumn herbst invierno hivern winter primavera spring fruhling fruhjahr pfingsten",
    # weeks and months; «mes» is «més», too
    "w": "semana semanas setmana setmanes week weeks woche wochen mes meses mesos month months monat monats monate monaten quincena "
    "quinzena fortnight weekend finde wochenende",
    # parts of the day, and events that people order their day by
    "a": "tarde tardes noche noches mediodia mati matins demati horabaixa horabaixes vespre vespres capvespre migdia tarda tardes mediodia "
    "morning mornings afternoon afternoons evening evenings night lunchtime noon midday vormittag vormittags nachmittag nachmittags "
    "abend abends mittag mittags fruh frueh morgens vespres madrugada mitjan",
    "j": "comer dinar cenar lunch breakfast work trabajo trabajar feina berenar mittagessen feierabend misa missa school cole",
    "E": "fiestas festes feiertagen feiertage holidays puente pont ferien feria fira fires santa",
    "h": "hora horas hores minutos minuts minutes minuten minuto hour hours stunde stunden",
    "H": "uhr clock pm",
    "O": "primero primera primer ultimo ultima segunda segundo darrera first last second",
    "o": "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
    "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth ersten zweiten dritten vierten funften sechsten "
    "siebten achten neunten zehnten elften zwolften dreizehnten vierzehnten funfzehnten sechzehnten siebzehnten achtzehnten neunzehnten "
    "zwanzigsten dreissigsten zweite dritte erste",
    "n": "una un u ein eine einer einem",
    "M": "media mitja half halb quarter cuarto quart quarts viertel pico",
    "t": "th st rd nd",
    # function words
    "g": "cualquier cualquiera qualsevol any some sometime irgendwann irgendein irgendeinen jeder jeden algun alguna qualque anytime",
    "e": "early late principios principio finales final mediados mitjan principis finals anfang ende mitte beginning end middle mid primeros "
    "ultimos primers fin",
    "k": "antes despues abans despres before after nach vor ab gegen sobre hacia cap devers around about by partir from circa aqui "
    "ungefahr",
    "F": "hasta fins bis until till",
    "L": "la las les ses sa",
    "l": "el los es s l els lo the this that next following der die das dem den diese dieser diesen dieses nachste nachsten "
    "nachster kommende kommenden kommender ubernachste ubernachsten ubernachster uebernachste folgende folgenden este esta estos estas aquest "
    "aquesta proximo proxima proper propera siguiente seguent otro otra altre altra another other danach drauf "
    "darauf aquell aquella ese esa aquells daquests aquests vinent",
    "@": "a al als",
    "A": "at um",
    "N": "en in within dentro",
    "i": "de del d des por para per pel pels on of am im an zum",
    "I": "fur auf for",
    "c": "o y i or and oder und",
    "q": "que qui",
    "v": "viene ve entra",
    "x": "mismo misma mateix mateixa noch punto so past falta exactly sharp latest spatestens nur only just puntual como com muy molt very mas menos menys sin sense",
    "y": "pronto prest aviat temprano tempranito tempranita",
    "Y": "earlier later fruher spater eher sooner",
    "f": "cuanto quanto cuando posible possible moglich asap moglichst schnell soon bald thing",
    "z": "no not nicht",
}  # fmt: skip
_CODES = {word: code for code, words in WORDS.items() for word in words.split()}
_GERMAN_MONTHS = (
    "januar",
    "februar",
    "marz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_COMPOUNDS = [day + part + end for day in _GERMAN_DAYS for part in ("", *_GERMAN_PARTS) for end in ("", "s")]
_COMPOUNDS += [month + week for month in _GERMAN_MONTHS for week in ("woche", "wochen")]
ANCHORS = frozenset(word for code in "drmpubwahoOeykYf" for word in words_of(WORDS[code])) | frozenset(
    _COMPOUNDS
)
"""Without one of these, or a number after a word like «a las», a turn says nothing about time."""


def _code_of(word: str) -> str:
    known = _CODES.get(word)
    if known is not None:
        return known
    if word.isdigit():
        return "n" if len(word) <= 2 else OTHER
    if word.startswith(_GERMAN_DAYS) and _is_german_day(word):
        return "d"
    if word.endswith(("woche", "wochen")):
        return "w"
    return "n" if _is_number(word) else OTHER


def _is_german_day(word: str) -> bool:
    return word in _GERMAN_DAYS or any(
        word.startswith(day) and word.removeprefix(day).startswith(_GERMAN_PARTS) for day in _GERMAN_DAYS
    )


def _is_number(word: str) -> bool:
    if word in numerals.UNITS or word in numerals.TEENS or word in numerals.COMPOUNDS:
        return True
    if word in numerals.TENS:
        return numerals.TENS[word] <= _HIGHEST
    value = numerals.german_number(word)
    return value is not None and _FROM_TEN <= value <= _HIGHEST


CODES = MemoDict(_code_of)
