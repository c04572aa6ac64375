"""Prompt files and their versions."""

from pathlib import Path

import pytest

from workers.prompts import PromptError, load_prompt

GOOD = '+++\nversion = "v1"\nmax_output_tokens = 100\n[criteria]\nhonest = "So."\n+++\nRead calls.'


def write(folder: Path, content: str) -> Path:
    path = folder / "shop" / "prompts" / "call_analysis.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return folder


def test_a_version_changes_with_the_text(tmp_path: Path) -> None:
    one = load_prompt("shop", folder=write(tmp_path / "1", GOOD))
    two = load_prompt("shop", folder=write(tmp_path / "2", f"{GOOD} Well."))

    assert (one.instructions, one.max_output_tokens, one.criteria) == ("Read calls.", 100, {"honest": "So."})
    assert one.version.startswith("v1+")
    assert one.version != two.version


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("Read calls.", id="no settings"),
        pytest.param("+++\nversion = \n+++\nRead calls.", id="broken settings"),
        pytest.param('+++\nversion = "v1"\n+++\nRead calls.', id="missing settings"),
        pytest.param(GOOD.removesuffix("Read calls."), id="no text"),
    ],
)
def test_a_file_that_is_no_prompt_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(PromptError, match=r"call_analysis\.md"):
        load_prompt("shop", folder=write(tmp_path, content))
