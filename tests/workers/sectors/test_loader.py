import shutil

import pytest

from workers.sectors import SectorError, load_sector
from workers.sectors.loader import TEMPLATES, read_sector


@pytest.fixture
def template(tmp_path):
    return shutil.copytree(TEMPLATES / "workshop", tmp_path / "workshop")


def test_the_workshop_is_complete():
    sector = load_sector("workshop")
    assert (len(sector.intents), len(sector.services)) == (14, 24)
    assert sector.intent_of_kind("price") == "price_quote"
    assert sector.intent_of_kind("nothing") is None
    assert load_sector("workshop") is sector


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        pytest.param(
            "intents.toml", 'kind = "booking"', 'kind = "bocking"', "book_appointment.kind", id="unknown-kind"
        ),
        pytest.param(
            "intents.toml",
            'services_only = ["tyres"',
            'services_only = ["tires"',
            "parts_enquiry",
            id="unknown-service",
        ),
        pytest.param(
            "services.toml",
            'part_of = "full_service"',
            'part_of = "full"',
            "oil_change.part_of",
            id="unknown-whole",
        ),
        pytest.param("urgency.toml", 'level = "critical"', 'level = "huge"', "level", id="unknown-level"),
        pytest.param("entities.toml", 'kind = "phone"', 'kind = "fax"', "phone.kind", id="unknown-entity"),
        pytest.param(
            "sector.toml", 'default_language = "es"', "default_language = 7", "default_language", id="no-text"
        ),
        pytest.param(
            "sector.toml", 'no_intent = "none"', 'no_intent = "nil"', "no_intent", id="unknown-intent"
        ),
        pytest.param("sector.toml", "[titles]", "[titles", "mend the TOML", id="broken-toml"),
        pytest.param(
            "urgency.toml", 'es = ["me sale', 'es = [1, "me sale', "list of phrases", id="no-phrases"
        ),
    ],
)
def test_faults_are_named_with_their_file(template, file, old, new, message):
    text = (template / file).read_text(encoding="utf-8")
    changed = text.replace(old, new, 1) if old in text else text.replace("es = [", "es = [1, ", 1)
    (template / file).write_text(changed, encoding="utf-8")
    with pytest.raises(SectorError, match=message) as caught:
        read_sector(template)
    assert file in str(caught.value)


def test_missing_files_and_templates_are_named(template):
    (template / "services.toml").unlink()
    with pytest.raises(SectorError, match=r"services\.toml"):
        read_sector(template)
    with pytest.raises(SectorError, match="workshop"):
        load_sector("bakery")
    with pytest.raises(SectorError, match="letters"):
        load_sector("../etc")


def test_a_template_needs_no_gazetteer(template):
    (template / "vehicles.toml").unlink()
    assert read_sector(template).gazetteer == {}
