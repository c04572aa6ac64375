"""Which of the times that a caller names is asked for, and in which words. Spanish, Catalan, German, English."""

from random import Random

import pytest

from tests.workers.analysis.conversations import after_greeting
from workers.analysis.text import split_words
from workers.analysis.time_phrases import ATOM, CORE_LETTERS, atoms_in, time_phrases
from workers.analysis.time_words import OTHER, WORDS

PHRASES = {
    "day and hour": ("el jueves a las nueve y media", ["el jueves a las nueve y media"]),
    "day and part": ("dimarts a la tarda", ["dimarts a la tarda"]),
    "one of two": ("el martes o el miércoles por la tarde", ["el martes o el miércoles por la tarde"]),
    "week, then day": ("la semana que viene, el lunes o el martes", ["la semana que viene, el lunes o el martes"]),
    "day, then edge": ("divendres, a primera hora", ["divendres, a primera hora"]),
    "day, then bound": ("el lunes por la tarde, a partir de las cuatro", ["el lunes por la tarde, a partir de las cuatro"]),
    "that comes": ("dimarts o dimecres que ve, es dematí", ["dimarts o dimecres que ve, es dematí"]),
    "German week and day": ("Nächste Woche Mittwoch", ["Nächste Woche Mittwoch"]),
    "German bound": ("bitte nicht vor zehn", ["nicht vor zehn"]),
    "German until an hour": ("bis siebzehn Uhr", ["bis siebzehn Uhr"]),
    "German compound": ("Donnerstagnachmittag wäre gut", ["Donnerstagnachmittag"]),
    "German month": ("Ende des Monats genügt", ["Ende des Monats"]),
    "first thing": ("first thing Monday", ["first thing Monday"]),
    "before a date": ("before the eighteenth", ["before the eighteenth"]),
    "English week": ("any morning next week", ["any morning next week"]),
    "the week after": ("the week after", ["the week after"]),
    "as soon as can be": ("cuanto antes", ["cuanto antes"]),
    "today still": ("heute noch", ["heute noch"]),
    "this very day": ("hoy mismo", ["hoy mismo"]),
    "without fail": ("el lunes sin falta", ["el lunes sin falta"]),
    "day of the month": ("antes del quince", ["antes del quince"]),
    "number alone": ("el veintiocho", ["el veintiocho"]),
    "in so long": ("en veinte minutos", ["en veinte minutos"]),
    "part of a month": ("a principios de octubre", ["a principios de octubre"]),
    "the target of a move": ("pásala al jueves", ["jueves"]),
    "German day in a long turn": ("nächsten Donnerstag wäre mir recht weil da meine Frau ohnehin in die Stadt hinein fährt", ["nächsten Donnerstag"]),
    "a day of a week": ("un día de la semana que viene", ["un día de la semana que viene"]),
    "the week of a day": ("la semana del nueve", ["la semana del nueve"]),
    "the week after next": ("the week after next", ["the week after next"]),
    "week of a month": ("erste Novemberwoche", ["erste Novemberwoche"]),
    "weekday of a month": ("el último lunes del mes", ["el último lunes del mes"]),
    "in eight": ("d'avui en vuit", ["d'avui en vuit"]),
    "from here": ("d'aquí a dues setmanes", ["d'aquí a dues setmanes"]),
    "a week on Friday": ("a week on Friday", ["a week on Friday"]),
    "two Fridays on": ("dentro de dos viernes", ["dentro de dos viernes"]),
    "after the holidays": ("després de ses festes", ["després de ses festes"]),
    "before Holy Week": ("antes de Semana Santa", ["antes de Semana Santa"]),
    "a day without rain": ("un dia que no plogui", ["un dia que no plogui"]),
    "both": ("los dos de atrás", []),
    "one of them": ("from one of those places", []),
    "seconds": ("nach zwei Sekunden ist Ruhe", []),
    "price first": ("dime primero cuánto", []),
    "taking long": ("¿se tarda mucho?", []),
    "cheaper is no month": ("quiero la més barata", []),
    "a price is no hour": ("por dos mil euros", []),
    "what has passed is no day": ("¿qué ha pasado?", []),
    "late is no evening": ("llego muy tarde", []),
}  # fmt: skip


@pytest.mark.parametrize(("said", "phrases"), PHRASES.values(), ids=PHRASES)
def test_words_of_time(said: str, phrases: list[str]) -> None:
    words = split_words(said)

    assert [words.original(phrase.first, phrase.last) for phrase in time_phrases(words)] == phrases


ASK = "a: ¿Qué día le va bien?"
REQUESTED = {
    "answer": (("u: quiero cita", ASK, "u: el jueves por la tarde"), "el jueves por la tarde"),
    "answer after a refused day": (("u: quiero cita", ASK, "u: mañana no puedo, el jueves tampoco, el viernes por la mañana"), "el viernes por la mañana"),
    "correction": (("u: quiero cita", ASK, "u: el miércoles, que libro. no, el miércoles es mi cumpleaños. el jueves"), "el jueves"),
    "German correction": (("u: Termin bitte", "a: Wann passt es Ihnen?", "u: Donnerstag. ach nein, Donnerstag kommt der Gärtner. Freitag Vormittag"), "Freitag Vormittag"),
    "hours of work are no request": (("u: quiero cita", ASK, "u: yo salgo del hotel a las tres, entonces después de las tres y media"), "después de las tres y media"),
    "the move's target": (("u: tengo cita el martes y la quiero pasar al jueves",), "jueves"),
    "the move's target, Catalan": (("u: tenc hora dimarts, voldria passar-la a dijous",), "dijous"),
    "the move's target, English": (("u: can I move my booking for tomorrow to Monday or Tuesday",), "Monday or Tuesday"),
    "German move": (("u: Ich habe am Freitag einen Termin, geht auch Montag?",), "Montag"),
    "a pledge of old": (("u: quiero cambiar la cita, os tenía que dejar el coche pasado mañana, ¿puede ser la semana siguiente?",), "la semana siguiente"),
    "unasked": (("u: quiero cambiar el aceite, ¿me lo podéis mirar esta semana?",), "esta semana"),
    "needed by": (("u: necesito cita urgente, para mañana como muy tarde",), "para mañana como muy tarde"),
    "one of the offered": (("u: quiero cita", "a: Tengo el miércoles a las nueve o el jueves a las cinco.", "u: el jueves a las cinco"), "el jueves a las cinco"),
    "own request before what was taken": (("u: ¿para esta semana tenéis algo? necesito cita", "a: Tengo el viernes a las cuatro.", "u: el viernes a las cuatro"), "para esta semana"),
    "as soon as can be": (("u: quiero cita, que me lo arregléis cuanto antes",), "cuanto antes"),
    "bound of the caller": (("u: I'd like an appointment for an oil change, any time really, but not before ten please",), "any time"),
    "all but a day": (("u: quiero cita", ASK, "u: la semana que viene, menos el jueves"), "la semana que viene, menos el jueves"),
    "any day but one": (("u: I want an appointment", "a: Which day suits you?", "u: any day but Friday"), "any day but Friday"),
    "if not": (("u: vull hora per canviar l'oli", "a: Quin dia us va bé?", "u: si pot ser dimarts, i si no dijous"), "dimarts, i si no dijous"),
    "German otherwise": (("u: Termin bitte", "a: Wann passt es Ihnen?", "u: lieber Dienstag, sonst Donnerstag"), "Dienstag, sonst Donnerstag"),
    "if nothing before": (("u: I want an appointment", "a: Which day suits you?", "u: if you have nothing before Friday then Monday"), "if you have nothing before Friday then Monday"),
    "if it cannot be": (("u: quiero cita", ASK, "u: si el lunes no puede ser, el martes"), "si el lunes no puede ser, el martes"),
    "at a push": (("u: I want an appointment", "a: Which day suits you?", "u: Thursday, or Friday at a push"), "Thursday, or Friday at a push"),
    "one of three": (("u: quiero cita", ASK, "u: jueves, viernes o lunes"), "jueves, viernes o lunes"),
    "so then": (("u: quiero cita", ASK, "u: vuelvo el jueves por la noche así que el viernes sería ideal"), "el viernes"),
    "would be, not was": (("u: Termin bitte", "a: Wann passt es Ihnen?", "u: Mitte nächster Woche wär schön"), "Mitte nächster Woche"),
    "let it be": (("u: necesito cita y que sea el viernes",), "el viernes"),
    "when to be called": (("u: ¿está listo mi coche?", "a: Le llamará el mecánico. ¿A qué número?", "u: al seis uno seis cero dos cuarenta y siete noventa y tres, antes de la una"), "antes de la una"),
    "what is long past": (("u: quiero poner una queja, el lunes le cargasteis el gas y no enfría",), None),
    "how long it has lasted": (("u: llevo toda la mañana llamando, quiero cita para los frenos",), None),
    "the year that has passed": (("u: no es el aceite, ese lo cambié el año pasado",), None),
    "a greeting that asks no day": (("a: AutoBox, buenos días, ¿en qué puedo ayudarle?", "u: es por los frenos, los cambié el lunes", "a: ¿Cuándo le va bien?", "u: el jueves"), "el jueves"),
    "a greeting": (("u: guten Morgen, ich möchte mich beschweren",), None),
    "good-bye": (("u: quiero cita", "a: ¿El coche?", "u: un Ibiza", "a: Gracias.", "u: hasta el jueves"), None),
    "when it runs out": (("u: quiero pasar la ITV", "a: ¿Cuándo caduca?", "u: el día doce"), None),
    "an errand of the caller's": (("u: la batería está muerta y a las cinco tengo que recoger al niño",), None),
    "coming to fetch it": (("u: ¿está listo mi coche?", "a: Sí, está listo.", "u: pues mañana me paso a recogerlo"), None),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "requested"), REQUESTED.values(), ids=REQUESTED)
def test_the_time_that_is_asked_for(lines: tuple[str, ...], requested: str | None) -> None:
    found = after_greeting(*lines).entities.get("requested_time")

    assert (found.value if found else None) == requested
    if found:
        proof = found.evidence[0]
        assert lines[proof.turn - 1][3:][proof.start : proof.end] == requested


@pytest.mark.parametrize("seed", range(4))
def test_stretches_read_apart_say_what_the_whole_says(seed):
    """Times are read a stretch at a time; the grammar over all letters is the measure of it."""
    draw = Random(seed)
    for _ in range(500):
        letters = "".join(draw.choices([*WORDS, *OTHER * 20, *"fkldn" * 4], k=12)) + draw.choice(
            [",", ".", ""]
        )
        whole = [(*found.span(), found.lastgroup) for found in ATOM.finditer(letters)]
        assert list(atoms_in(letters)) == whole, letters
        mute = "".join(letter for letter in letters if letter not in CORE_LETTERS)
        assert ATOM.search(mute) is None, mute
