"""The templates beside the first, with the weights that come with them, on calls of another hand."""

import pytest

from tests.workers.analysis.bench import pairs_of
from tests.workers.analysis.bench_sectors import CALLS, NAMES, SECOND_AUTHOR, UNREAD, calls_of, main
from tests.workers.analysis.scores import accuracy, micro_f1, weighted_kappa
from workers.analysis.model import model_of
from workers.sectors import load_sector


@pytest.mark.parametrize("name", NAMES)
def test_a_template_comes_with_the_weights_that_its_calls_give(name):
    """They were trained on these calls: anything much lower is a mix-up of weights and phrases, not bad luck."""
    sector = load_sector(name)
    pairs = pairs_of(calls_of(name), sector)
    assert accuracy("intent")(pairs) > 0.95
    assert accuracy("outcome")(pairs) > 0.9
    assert weighted_kappa(pairs) > 0.85
    assert micro_f1("services")(pairs) > 0.8
    assert set(model_of(sector).classes) == {"intent", "outcome", "urgency"}


@pytest.mark.parametrize("folder", [CALLS, SECOND_AUTHOR, UNREAD], ids=["first", "second", "unread"])
def test_labels_are_those_of_the_template(folder):
    for name in NAMES:
        sector = load_sector(name)
        for call in calls_of(name, folder):
            assert call["labels"]["intent"] in sector.intents, call["id"]
            assert set(call["labels"]["services"]) <= set(sector.services), call["id"]
            assert set(call["labels"]["entities"]) <= set(sector.entities), call["id"]


def test_the_bench_measures_the_calls_that_nothing_learns_from(capsys):
    main(["--sector", "restaurant", "--unread"])
    assert "restaurant, as it is: 15 calls" in capsys.readouterr().out


def test_the_bench_names_misses(capsys):
    main(["--sector", "restaurant", "--as-is", "--errors", "sentiment"])
    printed = capsys.readouterr().out
    assert "restaurant, as it is: 72 calls" in printed
    assert "-- sentiment" in printed
