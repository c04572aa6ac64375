"""What a page's first sections will ask, told to the browser with the page: `assets/early/asking.js` asks it while scripts still run.

Word for word what Dash's renderer sends, or the answer is not taken.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dash import dcc

ID = "first-questions"
Given = tuple[str, Any]  # of an input, or of a state: `id.property` and its value


def first_questions(questions: Iterable[Mapping[str, Any]]) -> dcc.Store:
    return dcc.Store(id=ID, data=list(questions))


def question(output: str, inputs: Sequence[Given]) -> dict[str, Any]:
    """A callback with one output that is asked because its page has come. A value that is None is left out, as nothing has set it."""
    return {
        "output": output,
        "outputs": named(output),
        "inputs": [named(name) | ({} if value is None else {"value": value}) for name, value in inputs],
        "changedPropIds": [],
        "parsedChangedPropsIds": [],
    }


def named(name: str) -> dict[str, Any]:
    part, _, prop = name.rpartition(".")
    return {"id": part, "property": prop}
