"""The schema that models answer by, against the rules of strict mode."""

import pytest

from workers.llm.schema import answer_schema
from workers.simulators.refusals import ApiError
from workers.simulators.strict_schema import check_schema

WORDS = {"intent": ("a", "b"), "service": ("c",), "criterion": ("d",), "entity": ("e",)}


def test_strict_mode_takes_our_schema() -> None:
    check_schema(answer_schema(WORDS), "text.format.schema", "call_analysis")


def test_closed_lists_stand_where_we_have_them() -> None:
    models = answer_schema(WORDS)["$defs"]

    assert models["Intent"]["properties"]["value"]["enum"] == ["a", "b"]
    assert models["Upsell"]["properties"]["service"]["enum"] == ["c"]
    assert models["Judgement"]["properties"]["verdict"]["enum"] == ["success", "failure", "unknown"]


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        pytest.param({"type": "object", "properties": {}}, "additionalProperties", id="open"),
        pytest.param(
            {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
            "required",
            id="optional",
        ),
        pytest.param({"type": "array", "items": {"title": "A"}}, "'title' is not permitted", id="a keyword"),
        pytest.param({"anyOf": [{"type": "object"}]}, "additionalProperties", id="deep inside"),
    ],
)
def test_strict_mode_refuses_what_the_real_one_refuses(schema: dict[str, object], fault: str) -> None:
    with pytest.raises(ApiError, match=fault):
        check_schema(schema, "text.format.schema", "x")
