"""Instructions of AI analyses bear names that say something."""

import pytest

from dashboard_app.components.prompt_names import prompt_name, prompt_version


@pytest.mark.parametrize(
    ("version", "shown"),
    [
        ("workshop-call-analysis-2+b6135c3b", "Lectura completa 2"),
        ("dental-clinic-call-analysis-11+00e20ec9", "Lectura completa 11"),
        ("workshop-brief-1+29e20ec9", "Lectura breve 1"),
        ("our-own-3+29e20ec9", "our-own-3+29e20ec9"),
        ("p1", "p1"),
        (None, ""),
    ],
)
def test_a_version_is_told_by_its_name(version: str | None, shown: str) -> None:
    assert prompt_version(version) == shown


@pytest.mark.parametrize(
    ("name", "shown"), [("call_analysis", "Lectura completa"), ("upsell_hunt", "upsell hunt")]
)
def test_a_file_of_ones_own_keeps_its_name(name: str, shown: str) -> None:
    assert prompt_name(name) == shown
