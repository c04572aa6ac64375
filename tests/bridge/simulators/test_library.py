import shutil
from pathlib import Path

import pytest

from bridge.simulators.library import (
    DIALOGUES,
    ScriptError,
    default_script,
    load_script,
    read_script,
    script_names,
)
from bridge.simulators.script import AgentTurn, CallerTurn
from bridge.simulators.template_check import faults_of_dialogues
from workers.sectors import load_sector, read_sector, template_folder, template_names
from workers.sectors.folders import TEMPLATES

HEAD = 'title = "T"\nlanguage = "es"\n'


@pytest.mark.parametrize("name", script_names())
def test_a_script_of_the_library_is_valid_and_begins_with_the_agent(name: str) -> None:
    script = load_script(name)

    assert script.name == name
    assert name.startswith(script.language)
    assert not script.turns or isinstance(script.turns[0], AgentTurn)


def test_the_library_speaks_four_languages() -> None:
    assert {load_script(name).language for name in script_names()} == {"es", "ca", "en", "de"}


@pytest.mark.parametrize("language", ["es", "ca", "en", "de"])
@pytest.mark.parametrize(
    "trouble", ["complaint", "silent", "noisy-line", "barge-in", "hang-up", "agent-down"]
)
def test_each_trouble_is_had_in_each_language(language: str, trouble: str) -> None:
    script = load_script(f"{language}-{trouble}")
    turns = [turn for turn in script.turns if isinstance(turn, CallerTurn)]

    has = {
        "complaint": script.caller.pitch < 45 and script.forward.outcome == "answered",
        "silent": bool(turns) and all(turn.silence_seconds for turn in turns),
        "noisy-line": script.caller.noise > 100,
        "barge-in": any(turn.barge_in_seconds for turn in turns),
        "hang-up": bool(turns) and turns[-1].hang_up,
        "agent-down": script.outage.http_status == 503,
    }
    assert has[trouble]


@pytest.mark.parametrize("sector", template_names())
def test_each_sector_has_two_dialogues_of_its_own_in_each_language(sector: str) -> None:
    own = [read_script(path) for path in (template_folder(sector) / DIALOGUES).glob("*.toml")]

    assert all([one.language for one in own].count(language) >= 2 for language in ("es", "ca", "en", "de"))
    assert {one.name for one in own} <= set(script_names(sector))
    assert load_script(default_script(sector)).language == "es"


def test_a_sector_is_offered_no_other_sectors_dialogues() -> None:
    assert "es-oil-change" in script_names("workshop")
    assert "es-oil-change" not in script_names("restaurant")
    assert "es-microphone" in script_names("restaurant")
    assert "es-restaurant-table" in script_names("restaurant")


def test_a_script_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(ScriptError, match=r"no-such-script.*es-oil-change.*es-restaurant-table"):
        load_script("no-such-script")


@pytest.mark.parametrize("sector", template_names())
def test_the_dialogues_of_a_template_are_sound_and_a_name_means_one_in_all_sectors(sector: str) -> None:
    assert list(faults_of_dialogues(load_sector(sector))) == []


def test_wrong_dialogues_of_a_template_are_told_with_their_lines(tmp_path: Path) -> None:
    folder = tmp_path / "tavern"
    shutil.copytree(TEMPLATES / "restaurant", folder)
    (folder / DIALOGUES / "es-tavern.toml").write_text(
        HEAD + '[[turns]]\nagent = "A"\n[[turns]]\ncaller = "B"\ndtmf = "x"\n', "utf-8"
    )
    (folder / DIALOGUES / "tavern.toml").write_text(HEAD + '[[turns]]\nagent = "A"\n', "utf-8")
    (folder / DIALOGUES / "es-torn.toml").write_text('title = "T"\nlanguage =\n', "utf-8")

    faults = {fault.file.name: (fault.line, fault.what) for fault in faults_of_dialogues(read_sector(folder))}

    assert faults["es-tavern.toml"][0] == 7
    assert "dtmf" in faults["es-tavern.toml"][1]
    assert faults["tavern.toml"] == (2, "it is spoken in 'es'")
    assert faults["es-torn.toml"][0] == 2
    assert faults["es-restaurant-group.toml"] == (1, "restaurant has a dialogue of this name")


def test_a_sector_that_cannot_be_used_has_the_shared_dialogues() -> None:
    assert default_script("no-such-sector") in script_names("no-such-sector")
    assert "es-microphone" in script_names("no-such-sector")


def test_every_caller_has_a_number_of_their_own() -> None:
    numbers = [
        number for name in script_names() if (number := load_script(name).caller.number) != "anonymous"
    ]

    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        pytest.param("title = ", "is not TOML", id="not-toml"),
        pytest.param('title = "T"\n[[turns]]\nagent = "Hola."\n', "language", id="no-language"),
        pytest.param(HEAD, "without turns", id="no-turns"),
        pytest.param(HEAD + '[[turns]]\nagent = "A"\n[[turns]]\nagent = "B"\n', "same side", id="agent-twice"),
        pytest.param(HEAD + '[[turns]]\nagent = ""\n', "needs a text", id="agent-does-nothing"),
        pytest.param(HEAD + '[[turns]]\ncaller = ""\n', "needs a text", id="caller-does-nothing"),
        pytest.param(HEAD + '[[turns]]\nbarge_in_seconds = 2\nhang_up = true\n', "barges in", id="barge-in-mute"),
        pytest.param(HEAD + '[[turns]]\nagent = "A"\ntext_after_tool = "B"\n', "needs a tool", id="no-tool"),
        pytest.param(HEAD + '[[turns]]\ncaller = "A"\nvoice = "x"\n', "Extra inputs", id="unknown-field"),
        pytest.param(HEAD + '[[turns]]\ndtmf = "12x"\n', "pattern", id="no-such-key"),
        pytest.param(HEAD + '[outage]\nhttp_status = 418\n', "http_status", id="unlikely-status"),
    ],
)  # fmt: skip
def test_a_wrong_script_says_what_is_wrong(tmp_path: Path, content: str, complaint: str) -> None:
    (tmp_path / "wrong.toml").write_text(content, encoding="utf-8")

    with pytest.raises(ScriptError, match=complaint):
        read_script(tmp_path / "wrong.toml")


@pytest.mark.parametrize("name", ["nothing", "../settings", ""])
def test_an_unknown_script_is_named_with_those_there_are(name: str) -> None:
    with pytest.raises(ScriptError, match="es-oil-change"):
        load_script(name)
