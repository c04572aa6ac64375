"""Two prices of the same thing in one call, and all that looks like it and is none."""

import pytest

from tests.workers.analysis.conversations import after_greeting

OIL = ("u: hola, ¿cuánto vale el cambio de aceite?", "a: El cambio de aceite son 89 €.")

CONTRADICTIONS = {
    "asked again": ((*OIL, "u: ¿cuánto has dicho?", "a: El cambio de aceite son 120 euros."), ("89", "120")),
    "in words": (("u: ¿qué cuesta el cambio de aceite?", "a: Son ochenta y nueve euros.", "u: vale, pues resérvame", "a: ¿Qué día le va bien?",
                  "u: el jueves a las nueve", "a: Queda apuntado el jueves a las nueve: cambio de aceite, ciento veinte euros."), ("89", "120")),
    "the caller doubts": ((*OIL, "u: perdona, ¿no eran 89?", "a: No, son 120 euros."), ("89", "120")),
    "after name and plate": ((*OIL, "u: vale, pues dame hora", "a: ¿Me dice la matrícula y su nombre?", "u: 4817 JVS, Toni Vadell",
                              "a: Muy bien, señor Vadell. El cambio de aceite le costará 120 euros."), ("89", "120")),
    "Catalan": (("u: bon dia, quant val canviar sa bateria?", "a: Canviar la bateria són cent vint euros.", "u: d'acord, i quan podria ser?",
                 "a: Demà a les deu. La bateria són cent cinquanta euros."), ("120", "150")),
    "English": (("u: hi, how much is an oil change?", "a: An oil change is eighty-nine euros.", "u: sorry, how much was that?",
                 "a: The oil change is one hundred and twenty euros."), ("89", "120")),
    "German": (("u: guten Tag, was kostet ein Ölwechsel?", "a: Ein Ölwechsel kostet 89 Euro.", "u: wie viel war das?", "a: Der Ölwechsel kostet 120 Euro."),
               ("89", "120")),
    "in one turn": (("u: ¿cuánto vale el cambio de aceite?", "a: El cambio de aceite son 89 euros. Se tarda una hora. El cambio de aceite son 120 euros."), ("89", "120")),
    "in one turn, English": (("u: how much is an oil change?", "a: The oil change is 89 euros. It takes an hour. The oil change is 120 euros."), ("89", "120")),
    "in one turn, Catalan": (("u: quant val canviar sa bateria?", "a: Sa bateria són 120 euros. Dura una hora. Sa bateria són 150 euros."), ("120", "150")),
    "in one turn, German": (("u: was kostet ein Ölwechsel?", "a: Der Ölwechsel kostet 89 Euro. Der Ölwechsel kostet 120 Euro."), ("89", "120")),
}  # fmt: skip
NONE = {
    "in one turn, two things": ("u: ¿cuánto vale?", "a: El cambio de aceite son 89 euros. Las pastillas son 120 euros."),
    "in one turn, taken back": ("u: ¿cuánto vale?", "a: El cambio de aceite son 89 euros. Perdón, el cambio de aceite son 120 euros."),
    "in one turn, in front and behind": ("u: ¿cuánto valen los frenos?", "a: Los frenos delanteros son 89 euros. Los frenos traseros son 120 euros."),
    "in one turn, with more": ("u: ¿cuánto vale?", "a: El cambio de aceite son 89 euros. El cambio de aceite y además el filtro son 120 euros."),
    "the same again": (*OIL, "u: ¿cuánto?", "a: 89 euros."),
    "cents": (*OIL, "u: ¿exacto?", "a: Exactamente 89,50 €."),
    "another job": (*OIL, "u: ¿y los frenos?", "a: Las pastillas son 120 euros."),
    "another job unnamed": (*OIL, "u: ¿y cambiar las pastillas?", "a: Son 120 euros."),
    "a thing that no template names": (*OIL, "u: ¿y ponerme un portabicis?", "a: Son 120 euros."),
    "a total with more": (*OIL, "u: pues cambiadme también el filtro", "a: Entonces son 120 euros."),
    "a total": (*OIL, "u: ¿y con todo?", "a: En total son 120 euros."),
    "a range": ("u: ¿cuánto vale el cambio de aceite?", "a: Entre 80 y 100 euros.", "u: ¿seguro?", "a: El cambio de aceite son 120 euros."),
    "a range in words": ("u: ¿cuánto vale?", "a: De ochenta a cien euros.", "u: ¿seguro?", "a: Son ciento veinte euros."),
    "an estimate": ("u: ¿cuánto vale el cambio de aceite?", "a: Unos 89 euros.", "u: ¿seguro?", "a: El cambio de aceite son 120 euros."),
    "tax comes on top": (*OIL[:1], "a: Son 89 euros más IVA.", "u: ¿con iva cuánto es?", "a: Con IVA son 108 euros."),
    "another variant": (*OIL, "u: ¿y con aceite sintético?", "a: Con sintético son 120 euros."),
    "another car": (*OIL, "u: es un Audi Q7, eh", "a: Para ese, 120 euros."),
    "the deposit": (*OIL, "u: ¿hay que dejar señal?", "a: Veinte euros."),
    "each and together": ("u: ¿cuánto valen los neumáticos?", "a: Son 60 euros cada uno.", "u: ¿y los cuatro?", "a: Los neumáticos son 240 euros."),
    "denied": (*OIL, "u: ¿120 euros?", "a: No, no son 120 euros, son 89."),
    "reduced": (*OIL, "u: qué caro", "a: Con el descuento, el cambio de aceite son 75 euros."),
    "the caller's amount": (*OIL, "u: en otro sitio me piden 120 euros", "a: Aquí son 89 euros."),
}  # fmt: skip


@pytest.mark.parametrize(("lines", "values"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_prices_that_contradict_each_other(lines: tuple[str, ...], values: tuple[str, str]) -> None:
    found = [one for one in after_greeting(*lines).contradictions if one.entity == "price"]

    assert [one.values for one in found] == [values]
    for proof in found[0].evidence:
        assert lines[proof.turn - 1][3:][proof.start : proof.end] == proof.quote
    assert found[0].turns == tuple(dict.fromkeys(proof.turn for proof in found[0].evidence))


@pytest.mark.parametrize("lines", NONE.values(), ids=NONE)
def test_prices_that_do_not(lines: tuple[str, ...]) -> None:
    assert [one for one in after_greeting(*lines).contradictions if one.entity == "price"] == []


BOOKED = {
    "two days": ("a: Queda apuntado el jueves a las nueve. Le esperamos el viernes a las nueve.", ("el jueves a las nueve", "el viernes a las nueve")),
    "two hours": ("a: Queda apuntado el jueves a las nueve. Le esperamos el jueves a las once.", ("el jueves a las nueve", "el jueves a las once")),
    "Catalan": ("a: Queda apuntat dijous a les nou. Us esperam divendres.", ("dijous a les nou", "divendres")),
    "English": ("a: You are booked in for Thursday at nine. We will see you on Friday.", ("Thursday at nine", "on Friday")),
    "German": ("a: Ich habe Sie am Donnerstag eingetragen. Wir erwarten Sie am Freitag.", ("am Donnerstag", "am Freitag")),
    "the same day": ("a: Queda apuntado el jueves a las nueve. Le esperamos el jueves.", None),
    "put right": ("a: Queda apuntado el jueves. Perdón, queda apuntado el viernes.", None),
    "ready on another day": ("a: Queda apuntado el jueves. Estará listo el viernes.", None),
    "only offered": ("a: Queda apuntado el jueves. Si quiere, le apunto el viernes.", None),
}  # fmt: skip


@pytest.mark.parametrize(("line", "values"), BOOKED.values(), ids=BOOKED)
def test_one_turn_that_books_two_times(line: str, values: tuple[str, str] | None) -> None:
    found = [
        one
        for one in after_greeting("u: quiero hora para los frenos", line).contradictions
        if one.entity == "appointment"
    ]

    assert [one.values for one in found] == ([values] if values else [])
    for proof in (proof for one in found for proof in one.evidence):
        assert (proof.turn, line[3:][proof.start : proof.end]) == (2, proof.quote)
