"""Whether quoted words were said in that turn."""

import pytest

from workers.hybrid.citations import Proof
from workers.llm.schema import Citation, Judgement, Need

HEARD = {
    1: "Buenos días, ¿en qué puedo ayudarle?",
    2: "Quiero… cambiar el aceite de mi Seat León, el [PLATE_1].",
    3: "Sí.",
    4: "Voy a decirlo.[…]",
}


@pytest.mark.parametrize(
    ("turn", "quote", "is_true"),
    [
        pytest.param(2, "cambiar el aceite", True, id="as it was said"),
        pytest.param(2, "CAMBIAR EL ACEITE de mi seat leon", True, id="other case and accents"),
        pytest.param(2, "«Quiero cambiar el aceite»", True, id="other punctuation"),
        pytest.param(2, "Quiero ... de mi Seat", True, id="with an omission"),
        pytest.param(2, "Seat … Quiero cambiar", False, id="an omission in the wrong order"),
        pytest.param(2, "León, el [PLATE_1]", True, id="with a token"),
        pytest.param(2, "León, el [PLATE_2]", False, id="another token"),
        pytest.param(1, "cambiar el aceite", False, id="said in another turn"),
        pytest.param(9, "cambiar el aceite", False, id="no such turn"),
        pytest.param(2, "cambiar los frenos", False, id="never said"),
        pytest.param(2, "biar el acei", False, id="parts of words"),
        pytest.param(2, "aceite", False, id="one word of many"),
        pytest.param(3, "Sí", True, id="one word of one"),
        pytest.param(2, "…", False, id="nothing"),
        pytest.param(4, "[…]", False, id="what was withheld"),
    ],
)
def test_a_citation_is_true_where_its_words_were_said(turn: int, quote: str, is_true: bool) -> None:
    assert Proof(HEARD).is_true(Citation(turn=turn, quote=quote)) is is_true


def claim(*quotes: str) -> Need:
    return Need(text="x", citations=[Citation(turn=2, quote=quote) for quote in quotes])


def test_a_claim_keeps_its_true_citations_only() -> None:
    proof = Proof(HEARD)
    kept = proof.proven("coaching", [claim("el aceite", "los frenos"), claim("los frenos"), claim()])

    assert [[citation.quote for citation in item.citations] for item in kept] == [["el aceite"]]
    assert proof.dropped == {"coaching": 2}


VERDICTS = {
    "unknown needs no proof": ("unknown", None, 1),
    "failure does": ("failure", None, 0),
    "failure by what the caller said": ("failure", 3, 1),
    "success by what the agent said": ("success", 1, 1),
    "no caller declares a success": ("success", 3, 0),
}


@pytest.mark.parametrize(("verdict", "turn", "kept"), VERDICTS.values(), ids=VERDICTS)
def test_what_a_verdict_is_proven_by(verdict: str, turn: int | None, kept: int) -> None:
    citations = [Citation(turn=turn, quote=HEARD[turn])] if turn else []
    judgement = Judgement(criterion="honest", verdict=verdict, rationale="", citations=citations)  # type: ignore[arg-type]

    assert len(Proof(HEARD, frozenset({1})).proven("criteria", [judgement])) == kept
