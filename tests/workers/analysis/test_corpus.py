"""The labelled calls, read by models that have not seen them: the scores hold. A sample, for speed; ``make bench-analysis`` reads all."""

from functools import cache

import pytest

from tests.workers.analysis.bench import main, pairs_by, pairs_of
from tests.workers.analysis.calls import BATCHES, CORPUS, load_calls
from tests.workers.analysis.scores import MEASURES, interval, weighted_kappa
from workers.analysis.decision_training import decision_examples, train_decisions
from workers.analysis.examples import examples_of_calls, examples_of_endings, examples_of_requests
from workers.analysis.training import train
from workers.sectors import load_sector

# Hundreds of calls are read here. Counting which lines they take doubles the time, and shows none that smaller tests do not show.
pytestmark = pytest.mark.no_cover

OWN = CORPUS.with_name("own_calls.jsonl")
FLOORS = {
    "intent accuracy": 0.85,
    "services micro-F1": 0.88,
    "urgency weighted kappa": 0.80,
    "outcome accuracy": 0.80,
    "abandoned F1": 0.80,
    "plate exact": 0.95,
    "phone exact": 0.95,
    "caller language": 0.97,
    "secondary intents micro-F1": 0.5,
    "sentiment accuracy": 0.8,
}
"""What half of the given calls must reach where the models learned from a part of all other calls and requests."""


@cache
def pairs_of_unseen_calls():
    sector = load_sector("workshop")
    others = [call for file in BATCHES for call in load_calls(file)]
    examples = [
        *examples_of_requests(sector, every=10),
        *examples_of_endings(sector, every=2),
        *examples_of_calls(sector, others[::6]),
    ]
    decisions = train_decisions([decision_examples(sector, others[1::4])])
    return pairs_by(train(sector, examples), load_calls()[::2], decisions)


@pytest.mark.parametrize("name", FLOORS)
def test_scores_of_unseen_calls_hold(name):
    measure, _ = MEASURES[name]
    assert measure(pairs_of_unseen_calls()) >= FLOORS[name]


def test_intervals_hold_the_score():
    pairs = pairs_of(load_calls(OWN))
    low, high = interval(weighted_kappa, pairs, rounds=50)
    assert low <= weighted_kappa(pairs) <= high


def test_bench_prints_scores_and_misses(capsys):
    main(["--corpus", str(OWN), "--first", "4", "--timed", "40", "--errors", "services"])
    printed = capsys.readouterr().out
    assert "plate exact" in printed
    assert "calls/s/core" in printed
