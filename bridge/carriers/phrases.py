"""The few sentences that the carrier itself speaks, when there is no agent to speak: in the caller's language."""

from enum import StrEnum


class Phrase(StrEnum):
    NOBODY = "nobody"
    UNANSWERED = "unanswered"
    BUSY = "busy"


_PHRASES = {
    "es": {
        Phrase.NOBODY: "Lo sentimos, ahora mismo no podemos atenderle. Le llamaremos en cuanto podamos.",
        Phrase.UNANSWERED: "Lo sentimos, ahora mismo no hay nadie disponible. Le devolveremos la llamada en cuanto podamos.",
        Phrase.BUSY: "Lo sentimos, ahora mismo todas las líneas están ocupadas. Vuelva a llamar dentro de unos minutos, por favor.",
    },
    "ca": {
        Phrase.NOBODY: "Ho sentim, ara mateix no el podem atendre. El cridarem tan aviat com puguem.",
        Phrase.UNANSWERED: "Ho sentim, ara mateix no hi ha ningú disponible. Li tornarem la cridada tan aviat com puguem.",
        Phrase.BUSY: "Ho sentim, ara mateix totes les línies estan ocupades. Torni a cridar d'aquí a uns minuts, per favor.",
    },
    "en": {
        Phrase.NOBODY: "We are sorry, we cannot take your call right now. We will call you back as soon as we can.",
        Phrase.UNANSWERED: "We are sorry, nobody is available right now. We will call you back as soon as we can.",
        Phrase.BUSY: "We are sorry, all our lines are busy right now. Please call again in a few minutes.",
    },
    "de": {
        Phrase.NOBODY: "Es tut uns leid, wir können Ihren Anruf gerade nicht annehmen. Wir rufen Sie so bald wie möglich zurück.",
        Phrase.UNANSWERED: "Es tut uns leid, gerade ist niemand erreichbar. Wir rufen Sie so bald wie möglich zurück.",
        Phrase.BUSY: "Es tut uns leid, gerade sind alle Leitungen belegt. Bitte rufen Sie in ein paar Minuten wieder an.",
    },
}
_LOCALES = {"es": "es-ES", "ca": "ca-ES", "en": "en-GB", "de": "de-DE"}
_PREFIXES = {"+49": "de", "+43": "de", "+41": "de", "+44": "en", "+353": "en", "+1": "en"}


def phrase(what: Phrase, language: str) -> str:
    return _PHRASES[language][what]


def locale_of(language: str) -> str:
    return _LOCALES[language]


def language_of(number: str, default: str) -> str:
    """The best guess before anything was said: from the country of the caller's number."""
    for prefix, language in _PREFIXES.items():
        if number.startswith(prefix):
            return language
    return default
