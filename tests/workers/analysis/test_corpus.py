"""The labelled calls, read with a model of intents that has not seen them: the bars hold with room to spare."""

import pytest

from tests.workers.analysis.bench import (
    BATCHES,
    CORPUS,
    cross_validated_pairs,
    load_calls,
    main,
    pairs_of,
    parts_of,
)
from tests.workers.analysis.scores import MEASURES, interval, weighted_kappa

OWN = CORPUS.with_name("own_calls.jsonl")


@pytest.fixture(scope="module")
def pairs():
    others = [call for file in BATCHES for call in load_calls(file)]
    return cross_validated_pairs([*parts_of(load_calls() + load_calls(OWN), 2), others])[:145]


@pytest.mark.parametrize("name", [name for name, (_, bar) in MEASURES.items() if bar is not None])
def test_scores_reach_their_bars(pairs, name):
    measure, bar = MEASURES[name]
    assert measure(pairs) >= bar


def test_intervals_hold_the_score():
    pairs = pairs_of(load_calls(OWN))
    low, high = interval(weighted_kappa, pairs, rounds=50)
    assert low <= weighted_kappa(pairs) <= high


def test_bench_prints_scores_and_misses(capsys):
    main(["--corpus", str(OWN), "--first", "4", "--errors", "services"])
    printed = capsys.readouterr().out
    assert "plate exact" in printed
    assert "calls/s/core" in printed
