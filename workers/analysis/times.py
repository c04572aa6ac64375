"""When the caller wants it: the caller's own words, after any change of mind in the same breath."""

from workers.analysis.findings import EntityFinding, Evidence
from workers.analysis.identifiers import asked_last
from workers.analysis.reading import Reading
from workers.analysis.text import COMMA, NONE, Words, words_of
from workers.sectors.schema import EntitySpec

_LEADS = words_of(
    "el la los las lo es sa s del al por para pel pels per a de dia despues antes abans despres "
    "hasta partir sobre this next on the before after by at am der dem den nächste nachste nachsten "
    "nachster kommenden vor nach gegen ab um para d' proximo proxima siguiente after around first aber "
)
_INSIDE = _LEADS | words_of(
    "mañana manana tarde noche mediodia hora primera ultima semana mes que viene ve dema demati "
    "mati horabaixa vespre migdia tarda o i y or and oder und morning afternoon evening week month "
    "vormittag nachmittag abend morgen mittag frueh fruh woche monat lunes martes miercoles jueves "
    "viernes sabado domingo dilluns dimarts dimecres dijous divendres dissabte monday tuesday "
    "wednesday thursday friday saturday montag dienstag mittwoch donnerstag freitag samstag hoy "
    "avui today tomorrow heute pasado passat uno una dos tres cuatro quatre cinco cinc seis sis "
    "siete set ocho vuit nueve nou diez deu once onze doce dotze media mitja cuarto quart one two "
    "three four five six seven eight nine ten eleven twelve uhr acht neun zehn elf zwolf halb en "
    "punto any day cualquier dia esta este aquesta aquest principios finales mediados finals "
    "principi anfang ende mitte quincena enero febrero marzo abril mayo junio julio agosto "
    "septiembre octubre noviembre diciembre capvespre mediodia migdia dinar comer first thing after around "
    "past temprano pronto prest tempranito not nicht "
)
_NO_END = words_of(
    "que o y i or und and a de del el la los las en por es para per on the by at this d um am der dem den "
)


def find_requested_time(reading: Reading, spec: EntitySpec) -> EntityFinding | None:
    """Prefer the answer to the agent's question for a day; else the first day the caller names in asking."""
    spoken = reading.user_turns()
    for wanted in (True, False):
        for turn in reversed(spoken) if wanted else spoken:
            if (asked_last(reading, turn, spec.name) or asked_day(reading, turn)) is not wanted:
                continue
            span = _last_span(reading, turn)
            if span is not None and (wanted or _wished(reading, turn)):
                proof: Evidence = reading.span(turn, *span)
                return EntityFinding(proof.quote, proof.quote, "captured", 0.7 if wanted else 0.5, (proof,))
    return None


def asked_day(reading: Reading, turn: int) -> bool:
    return turn > 0 and not reading.is_user(turn - 1) and reading.says(turn - 1, "agent:day_question")


def _wished(reading: Reading, turn: int) -> bool:
    return turn <= 1 or reading.wishes(turn, "booking", "change")


def _last_span(reading: Reading, turn: int) -> tuple[int, int] | None:
    """«el miércoles… no, perdón, el jueves por la tarde» means the last one said; «lunes o martes» is one wish."""
    words = reading.words[turn]
    hits = sorted(
        (*reading.in_turn(turn, "both:day"), *reading.in_turn(turn, "both:hour")), key=lambda hit: hit.first
    )
    spans: list[tuple[int, int]] = []
    for hit in hits:
        first, last = _grown(words, hit.first, hit.last)
        if spans and first <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(last, spans[-1][1]))
        elif not _refused(words, last):
            spans.append((first, last))
    if not spans:
        return None
    corrected = any(hit.first > spans[0][0] for hit in reading.in_turn(turn, "caller:correction"))
    return spans[-1] if corrected else spans[0]


def _refused(words: Words, last: int) -> bool:
    return (
        last < len(words) and words.words[last] in ("no", "nicht", "not") and words.breaks[last - 1] == NONE
    )


def _grown(words: Words, first: int, last: int) -> tuple[int, int]:
    while first > 0 and words.breaks[first - 1] == NONE and words.words[first - 1] in _LEADS:
        first -= 1
    while (
        last < len(words)
        and words.words[last] in _INSIDE
        and (words.breaks[last - 1] < COMMA or _goes_on(words, last))
    ):
        last += 1
    while last - 1 > first and words.words[last - 1] in _NO_END:
        last -= 1
    return first, last


def _goes_on(words: Words, at: int) -> bool:
    """«el lunes o el martes, a primera hora»: what follows the pause speaks of nothing but time."""
    if words.breaks[at - 1] > COMMA or words.words[at] not in _LEADS:
        return False
    end = at
    while end < len(words) and words.words[end] in _INSIDE:
        end += 1
        if words.breaks[end - 1] >= COMMA:
            return True
    return end == len(words)
