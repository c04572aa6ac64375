"""Everyday words that identify a language, folded; including Majorcan Catalan and American Spanish forms."""

from functools import cache

_ES = """el los las un una unos unas y o pero porque que en con por para de del al lo le les me te se nos os mi tu su mis sus
es esta estan estoy esto este eso ese esa hay hola buenas buenos dias tardes noches gracias si vale venga bueno pues muy mas menos
tengo tiene tienen tenia quiero queria quisiera puedo puede puedes podria cuando donde como cuanto cual quien hoy manana ayer ahora
coche taller hora cita lunes martes miercoles jueves viernes sabado semana mes ano perfecto claro nada algo alguien ya no ni yo usted
ustedes vosotros ellos soy eres somos estaba estabas fue era han he ha hemos hace hacer hacen decir dice dime mire mira oye oiga
perdon perdona disculpe adios hasta luego senor senora hijo mujer marido luego despues antes siempre nunca otra otro aqui ahi alli
desde sin sobre tambien entonces entonces asi solo dos tres cuatro cinco seis siete ocho nueve cero uno cuesta vale precio
arranca matricula se quedo llamo llamaba llamar cambiar revisar ruedas frenos aceite ruido luz golpe matricula hache jota equis"""
_CA = """el els la les es sa ses so un una uns unes i o pero perque que en amb per de del dels des al als lo li em me et te se ens us vos
mon ma meva meu seva seu teva teu nostre vostre es esta estan estic aixo aquest aquesta aquell hi ha hola bon bona bones dia tarda vespre
gracies merces si val ido doncs molt mes menys tenc tinc te tenen tenia vull volia voldria puc pot pots podria quan on com quant quin
quina qui avui dema ahir ara cotxe taller hora dilluns dimarts dimecres dijous divendres dissabte setmana mes any perfecte clar res
qualque qualcu algu ja no ni jo voste vosaltres ells som ets sou estava era han he hem fa fer feis feu dir diu digau mirau mira
escolta escolti perdo perdona disculpi disculpau adeu fins despres abans sempre mai altre altra aqui alla sense sobre tambe llavors
aixi nomes dos dues tres quatre cinc sis set vuit nou zero u costa val preu arranca matricula telefonava telefon truc trucava canviar
rodes frens oli renou llum cop bo bono tot tota tots cap dins fora horabaixa mati dematí demati migdia jo vaig va vam varen hac amb"""
_EN = """the a an and or but because that in on with by for of to from at it its is are was were be been am i you he she we they my your
his her our their me him us them this that these those there here hello hi hey good morning afternoon evening thanks thank please yes
yeah no not do does did don doesn have has had got get would could should can will what when where how much who which why today tomorrow
yesterday now car garage workshop appointment monday tuesday wednesday thursday friday saturday week month year perfect fine okay nothing
something someone just like really quite very more less one two three four five six seven eight nine zero oh so well right sorry
goodbye bye mr mrs english speak calling ring about need want light tyre brakes oil noise if then up out off over back as some any
lovely great know think bit im ive ill its id"""
_DE = """der die das den dem des ein eine einen einem einer und oder aber weil dass in im am an auf mit von vom zu zum zur fur aus bei bis
es ist sind war waren bin hab habe haben hat hatte hatten ich du er sie wir ihr mein meine meinen meinem dein ihre ihren unser unsere
mich mir dich ihm uns ihnen dieser dieses diese da hier hallo guten tag morgen abend danke bitte ja nein nicht kein keine keinen noch
was wann wo wie viel wer welche warum heute gestern jetzt auto wagen werkstatt termin montag dienstag mittwoch donnerstag freitag
samstag woche monat jahr gut nichts etwas jemand nur sehr mehr weniger eins zwei drei vier funf sechs sieben acht neun null also so
schon mal dann denn doch auch wenn ob uber unter nach vor kann konnen konnte mochte will wollte muss mussen wird werden wurde
entschuldigung wiederhoren tschuss herr frau deutsch sprechen euro uhr gern gerne brauche geht gleich"""

_SOURCES = {"es": _ES, "ca": _CA, "en": _EN, "de": _DE}


def _weights() -> dict[str, tuple[tuple[str, float], ...]]:
    holders: dict[str, list[str]] = {}
    for language, text in _SOURCES.items():
        for word in set(text.split()):
            holders.setdefault(word, []).append(language)
    return {word: _shared(tuple(held)) for word, held in holders.items()}


@cache
def _shared(held: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """The same object for all words that indicate the same: a dozen that stay close to the processor, instead of hundreds."""
    return tuple((language, 1.0 / len(held) ** 2) for language in held)


WORD_WEIGHTS = _weights()
"""Each word with the languages it indicates; a word shared by several languages counts little for each."""
