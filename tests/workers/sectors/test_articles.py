"""Catalan of the islands and of the mainland: «sa taula» and «la taula» are the same phrase of a template."""

import pytest

from tests.workers.analysis.conversations import call
from workers.analysis import analyse
from workers.sectors import load_sector
from workers.sectors.articles import with_both_articles


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sa taula", "sa|la taula"),
        ("amb es|la dentista", "amb es|el|els|la|sa dentista"),
        ("canvi* [la] visita", "canvi* [la|sa] visita"),
        ("[un poc es|es] tall", "[un poc es|es] tall"),
        ("quin horari", "quin horari"),
    ],
)
def test_a_phrase_with_one_article_stands_for_both(written, read):
    assert with_both_articles(written) == read


@pytest.mark.parametrize("said", ["davall sa parra", "davall la parra"])
def test_callers_of_both_are_understood(said):
    found = analyse(call("a: Digui.", f"u: bon dia, una taula per a dos {said}"), load_sector("restaurant"))
    assert [service.value for service in found.services] == ["terrace"]


def test_a_molar_is_no_complaint():
    """«Queixal» begins like «queixa»."""
    found = analyse(
        call(
            "a: Bon dia, digui.", "u: bon dia m'he de llevar un queixal", "a: Dilluns a les quatre?", "u: sí"
        ),
        load_sector("dental-clinic"),
    )
    assert found.intent.value == "book_visit"
