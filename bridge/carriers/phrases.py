"""The few sentences spoken by the carrier itself when no agent can speak, in the caller's language."""

from enum import StrEnum


class Phrase(StrEnum):
    NOBODY = "nobody"
    UNANSWERED = "unanswered"
    BUSY = "busy"
    CLOSED = "closed"
    VOICEMAIL = "voicemail"
    THANKS = "thanks"
    PRESS_KEY = "press_key"
    SOMEBODY_WAITS = "somebody_waits"
    RECORDED = "recorded"


_PHRASES = {
    "es": {
        Phrase.NOBODY: "Lo sentimos, ahora mismo no podemos atenderle. Le llamaremos en cuanto podamos.",
        Phrase.UNANSWERED: "Lo sentimos, ahora mismo no hay nadie disponible. Le devolveremos la llamada en cuanto podamos.",
        Phrase.BUSY: "Lo sentimos, ahora mismo todas las líneas están ocupadas. Vuelva a llamar dentro de unos minutos, por favor.",
        Phrase.CLOSED: "Ahora mismo estamos cerrados. Le llamaremos en cuanto abramos.",
        Phrase.VOICEMAIL: "Ahora mismo no podemos atenderle. Deje su nombre, su número y lo que necesita después de la señal, y le llamaremos.",
        Phrase.THANKS: "Gracias. Hemos guardado su mensaje y le llamaremos.",
        Phrase.PRESS_KEY: "Para atender la llamada, pulse uno.",
        Phrase.SOMEBODY_WAITS: "Le paso una llamada: un cliente pide hablar con una persona.",
        Phrase.RECORDED: "Le informamos de que esta llamada se graba.",
    },
    "ca": {
        Phrase.NOBODY: "Ho sentim, ara mateix no el podem atendre. El cridarem tan aviat com puguem.",
        Phrase.UNANSWERED: "Ho sentim, ara mateix no hi ha ningú disponible. Li tornarem la cridada tan aviat com puguem.",
        Phrase.BUSY: "Ho sentim, ara mateix totes les línies estan ocupades. Torni a cridar d'aquí a uns minuts, per favor.",
        Phrase.CLOSED: "Ara mateix tenim tancat. El cridarem així que obriguem.",
        Phrase.VOICEMAIL: "Ara mateix no el podem atendre. Digui el seu nom, el seu número i què necessita després del senyal, i el cridarem.",
        Phrase.THANKS: "Gràcies. Hem guardat el seu missatge i el cridarem.",
        Phrase.PRESS_KEY: "Per atendre la cridada, premi u.",
        Phrase.SOMEBODY_WAITS: "Li pas una cridada: un client demana parlar amb una persona.",
        Phrase.RECORDED: "L'informam que aquesta telefonada es grava.",
    },
    "en": {
        Phrase.NOBODY: "We are sorry, we cannot take your call right now. We will call you back as soon as we can.",
        Phrase.UNANSWERED: "We are sorry, nobody is available right now. We will call you back as soon as we can.",
        Phrase.BUSY: "We are sorry, all our lines are busy right now. Please call again in a few minutes.",
        Phrase.CLOSED: "We are closed right now. We will call you back when we open.",
        Phrase.VOICEMAIL: "We cannot take your call right now. Please say your name, your number and what you need after the tone, and we will call you back.",
        Phrase.THANKS: "Thank you. We have kept your message and will call you back.",
        Phrase.PRESS_KEY: "To take the call, press one.",
        Phrase.SOMEBODY_WAITS: "A call for you: a customer is asking for a person.",
        Phrase.RECORDED: "This call is being recorded.",
    },
    "de": {
        Phrase.NOBODY: "Es tut uns leid, wir können Ihren Anruf gerade nicht annehmen. Wir rufen Sie so bald wie möglich zurück.",
        Phrase.UNANSWERED: "Es tut uns leid, gerade ist niemand erreichbar. Wir rufen Sie so bald wie möglich zurück.",
        Phrase.BUSY: "Es tut uns leid, gerade sind alle Leitungen belegt. Bitte rufen Sie in ein paar Minuten wieder an.",
        Phrase.CLOSED: "Wir haben gerade geschlossen. Wir rufen Sie zurück, sobald wir wieder da sind.",
        Phrase.VOICEMAIL: "Wir können Ihren Anruf gerade nicht annehmen. Sagen Sie nach dem Ton Ihren Namen, Ihre Nummer und Ihr Anliegen, wir rufen Sie zurück.",
        Phrase.THANKS: "Danke. Wir haben Ihre Nachricht und rufen Sie zurück.",
        Phrase.PRESS_KEY: "Um den Anruf anzunehmen, drücken Sie die Eins.",
        Phrase.SOMEBODY_WAITS: "Ein Anruf für Sie: Ein Kunde möchte mit einem Menschen sprechen.",
        Phrase.RECORDED: "Dieser Anruf wird aufgezeichnet.",
    },
}
_LOCALES = {"es": "es-ES", "ca": "ca-ES", "en": "en-GB", "de": "de-DE"}
_PREFIXES = {"+49": "de", "+43": "de", "+41": "de", "+44": "en", "+353": "en", "+1": "en"}


def phrase(what: Phrase, language: str) -> str:
    return _PHRASES[language][what]


def locale_of(language: str) -> str:
    return _LOCALES[language]


def language_of(number: str, default: str) -> str:
    """A guess from the country code of the caller's number, for use before anyone has spoken."""
    for prefix, language in _PREFIXES.items():
        if number.startswith(prefix):
            return language
    return default
