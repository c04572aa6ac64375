"""Features are looked up by their components; the rows are those of the names that training uses."""

import pytest

from tests.workers.analysis.calls import load_calls
from tests.workers.analysis.conversations import GREETING, call
from workers.analysis.features import feature_blocks
from workers.analysis.model import model_of
from workers.analysis.reading import read
from workers.analysis.transcript import transcript_from_call
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector

CALLS = [
    *(transcript_from_call(one) for one in load_calls()[::20]),
    call(GREETING, "u: un Seat Ibiza de 2014, los frenos del Ibiza, ¿y el aceite?", "a: ¿Qué Ibiza es? Dos mil catorce…"),
    call(),
]  # fmt: skip


@pytest.mark.parametrize("name", ["workshop", "restaurant"])
def test_rows_are_those_of_the_features_spelt_out(name):
    sector = load_sector(name)
    model = model_of(sector)
    for transcript in CALLS:
        for block in feature_blocks(read(transcript, vocabulary_of(sector)), model.delexicalised):
            rows = memoryview(model.feature_index.rows_of(block)).cast("i").tolist()
            assert rows == [model.rows[feature] for feature in block.names() if feature in model.rows]
