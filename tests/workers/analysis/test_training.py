from dataclasses import replace

import numpy as np

from workers.analysis import training
from workers.analysis.model import WEIGHTS_FILE, model_of
from workers.analysis.text import split_words
from workers.sectors import load_sector

EXAMPLES = [
    ("quiero pedir hora", "book_appointment"),
    ("cuánto cuesta", "price_quote"),
    ("es ist kaputt", "complaint"),
] * 3


def test_training_is_reproducible_and_survives_the_disk(tmp_path):
    sector = load_sector("workshop")
    first, second = (training.train(sector, EXAMPLES) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    training.save(first, tmp_path / WEIGHTS_FILE)
    loaded = model_of(replace(sector, folder=str(tmp_path)))
    likely = loaded.probabilities(loaded.logits(split_words("cuánto me cuesta").words))
    assert max(likely, key=likely.get) == "price_quote"


def test_a_template_without_weights_is_read_by_its_phrases(tmp_path):
    assert model_of(replace(load_sector("workshop"), folder=str(tmp_path))) is None


def test_openings_cover_every_intent():
    sector = load_sector("workshop")
    assert {intent for _, intent in training.read_openings(sector)} == set(sector.intents)


def test_the_command_trains_a_template_in_place(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        training, "load_sector", lambda name: replace(load_sector(name), folder=str(tmp_path))
    )
    monkeypatch.setattr(training, "read_openings", lambda sector: EXAMPLES)
    calls = tmp_path / "calls.jsonl"
    calls.write_text(
        '{"transcript": [{"role": "user", "message": "hola"}], "labels": {"intent": "none"}}\n',
        encoding="utf-8",
    )
    training.main(["workshop", "--calls", str(calls)])
    assert capsys.readouterr().out.startswith("10 examples")
    assert (tmp_path / WEIGHTS_FILE).is_file()
