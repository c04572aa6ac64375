"""Signs are looked up by what they are made of; the rows are those of the signs as training spells them."""

import pytest

from tests.workers.analysis.bench import load_calls
from tests.workers.analysis.conversations import GREETING, call
from workers.analysis.model import model_of
from workers.analysis.reading import read
from workers.analysis.signs import signs_of
from workers.analysis.transcript import transcript_from_call
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector

CALLS = [
    *(transcript_from_call(one) for one in load_calls()[::20]),
    call(GREETING, "u: un Seat Ibiza de 2014, los frenos del Ibiza, ¿y el aceite?", "a: ¿Qué Ibiza es? Dos mil catorce…"),
    call(),
]  # fmt: skip


@pytest.mark.parametrize("name", ["workshop", "restaurant"])
def test_rows_are_those_of_the_signs_spelt_out(name):
    sector = load_sector(name)
    model = model_of(sector)
    for transcript in CALLS:
        for block in signs_of(read(transcript, vocabulary_of(sector)), model.levelled):
            rows = memoryview(model.places.rows_of(block)).cast("i").tolist()
            assert rows == [model.rows[sign] for sign in block.signs() if sign in model.rows]
