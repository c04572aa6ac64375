"""The buttons for a live call: who sees which, and that every refusal of the server has its words."""

import json
import re
from pathlib import Path

import pytest

from dashboard_app.components.take_over import REFUSALS, take_over
from dashboard_app.pages import call
from db.queries.users import Member
from tests.dashboard_app.reading import with_class, words

ID = "6f0d3a52-6c1b-5d0e-9f1c-a07b0c0ffee0"


@pytest.mark.parametrize(
    ("status", "channel", "may_act", "acts"),
    [
        ("ringing", None, True, 2),
        ("in_progress", None, True, 2),
        ("in_progress", "browser", True, 1),
        ("forwarded", None, True, 1),
        ("completed", None, True, 0),
        ("failed", None, True, 0),
        ("in_progress", None, False, 0),
    ],
)
def test_who_may_do_what(reader: Member, status: str, channel: str | None, may_act: bool, acts: int) -> None:
    box = take_over({"id": ID, "status": status, "facts": {"channel": channel}}, may_act=may_act)

    assert len(with_class(box, "take-over-act")) == acts
    assert all(question.hidden for question in with_class(box, "take-over-question"))


def test_every_refusal_has_its_words(reader: Member) -> None:
    box = take_over({"id": ID, "status": "in_progress", "facts": {}}, may_act=True)
    source = Path("bridge/routes/takeover.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'problem\(\d+, "(\w+)"', source)) - {"not_found"}

    told = json.loads(getattr(box, "data-refusals"))
    assert codes <= set(told) == set(REFUSALS)
    assert told["not_live"] == "La llamada ha terminado."


def test_a_running_call_can_be_taken_over(reader: Member, running_call: object) -> None:
    assert "Pasar a una persona" in words(call.layout(str(running_call)))


def test_a_finished_call_cannot(reader: Member, finished_call: object) -> None:
    assert "Pasar a una persona" not in words(call.layout(str(finished_call)))


def test_an_analyst_only_looks(analyst: Member, running_call: object) -> None:
    assert "Pasar a una persona" not in words(call.layout(str(running_call)))
