"""What templates share: words and texts by kind."""

import shutil

import pytest

from workers.sectors import SectorError, load_sector, read_sector
from workers.sectors.folders import TEMPLATES


@pytest.fixture
def clinic(tmp_path):
    return shutil.copytree(TEMPLATES / "dental-clinic", tmp_path / "dental-clinic")


def test_words_of_a_kind_are_shared_and_added_to():
    intents = load_sector("dental-clinic").intents
    assert "anul* [la|mi] visita" in intents["cancel_visit"].strong
    assert any(phrase.startswith("anul* [la|mi|una") for phrase in intents["cancel_visit"].strong)


def test_only_the_first_intent_of_a_kind_gets_what_is_shared(clinic):
    with (clinic / "intents.toml").open("a", encoding="utf-8") as file:
        file.write('[second_opinion]\nkind = "booking"\nurgency = "low"\nstrong.es = ["segunda opinion"]\n')
    with (clinic / "texts.toml").open("a", encoding="utf-8") as file:
        file.write('[intents.second_opinion]\nes = "a"\nca = "a"\nen = "a"\nde = "a"\n')
    assert read_sector(clinic).intents["second_opinion"].strong == ("segunda opinion",)


def test_a_rule_of_ones_own_replaces_the_shared_one(clinic):
    before = {rule.name: rule for rule in read_sector(clinic).urgency_rules}
    assert before["flexible"].intents == ("book_visit", "change_visit")
    with (clinic / "urgency.toml").open("a", encoding="utf-8") as file:
        file.write('[flexible]\nlevel = "low"\nes = ["cuando sea"]\n')
    after = {rule.name: rule for rule in read_sector(clinic).urgency_rules}
    assert after["flexible"].phrases == ("cuando sea",)


def test_texts_of_a_kind_name_what_has_no_text_of_its_own():
    clinic = load_sector("dental-clinic")
    assert clinic.label("intents", "book_visit", "es") == "Pedir cita"
    assert clinic.label("entities", "caller_name", "de") == "Name"
    assert clinic.label("intents", "dental_emergency", "ca") == "Urgència dental"


def test_an_unknown_ground_is_named(clinic):
    head = clinic / "sector.toml"
    head.write_text(head.read_text(encoding="utf-8").replace('"appointments"', '"shops"'), encoding="utf-8")
    with pytest.raises(SectorError, match="write one of appointments"):
        read_sector(clinic)
