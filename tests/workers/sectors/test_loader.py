import shutil

import pytest

from workers.sectors import SectorError, load_sector, read_sector, template_names, use_folder
from workers.sectors.folders import TEMPLATES


@pytest.fixture
def template(tmp_path):
    return shutil.copytree(TEMPLATES / "workshop", tmp_path / "workshop")


@pytest.fixture
def own_folder(tmp_path):
    use_folder(tmp_path)
    yield tmp_path
    use_folder(None)


def test_the_workshop_is_complete():
    sector = load_sector("workshop")
    assert (len(sector.intents), len(sector.services)) == (14, 24)
    assert sector.intent_of_kind("price") == "price_quote"
    assert sector.intent_of_kind("nothing") is None
    assert load_sector("workshop") is sector


def test_a_sector_says_what_it_calls_things():
    sector = load_sector("workshop")
    assert sector.label("services", "brakes", "de") == "Bremsen"
    assert sector.label("services", "brakes", "fr") == sector.label("services", "brakes", "es")
    assert sector.label("services", "haircut", "es") is None


CASES = {
    "unknown-kind": ("intents.toml", 'kind = "booking"', 'kind = "bocking"', "book_appointment.kind"),
    "unknown-service": ("intents.toml", 'only = ["tyres"', 'only = ["tires"', "parts_enquiry.services_only"),
    "unknown-whole": ("services.toml", 'part_of = "full_service"', 'part_of = "full"', "oil_change.part_of"),
    "unknown-level": ("urgency.toml", 'level = "critical"', 'level = "huge"', "smoke_or_fire.level"),
    "unknown-entity": ("entities.toml", 'kind = "phone"', 'kind = "fax"', "phone.kind"),
    "misspelt-key": (
        "entities.toml",
        'said = ["telefono"',
        'regoin = "ES"\nsaid = ["telefono"',
        "phone.regoin means nothing",
    ),
    "no-text": ("sector.toml", 'default_language = "es"', "default_language = 7", "default_language"),
    "unknown-intent": ("sector.toml", 'no_intent = "none"', 'no_intent = "nil"', "no_intent"),
    "broken-toml": ("sector.toml", "[titles]", "[titles", "mend the TOML"),
    "no-phrases": ("services.toml", 'hint.es = ["aceite"]', "hint.es = [1]", "oil_change.hint.es"),
    "no-number": ("sector.toml", "gross_margin = 0.45", 'gross_margin = "high"', "write a number"),
    "unproved-step": ("sector.toml", 'step = "booked"', 'step = "paid"', "nothing proves the step «paid»"),
    "missing-text": ("texts.toml", "[services.brakes]", "[services.breaks]", "services.brakes has no text"),
    "unknown-text": ("texts.toml", "[services.brakes]", "[services.breaks]", "services.breaks names nothing"),
    "untranslated": ("texts.toml", 'de = "Bremsen"', 'de = " "', "services.brakes.de is missing"),
    "more-than-all": ("sector.toml", "gross_margin = 0.45", "gross_margin = 45", "a number, from 0 to 1"),
    "step-twice": ("sector.toml", 'step = "booked"', 'step = "wish_stated"', "'wish_stated' once more"),
    "no-country": (
        "entities.toml",
        'said = ["telefono"',
        'region = "Spain"\nsaid = ["telefono"',
        "phone.region is 'Spain'",
    ),
    "unknown-kpi-value": ("sector.toml", '["critical", "high"]', '["critical", "hi"]', "urgency has 'hi'"),
}


@pytest.mark.parametrize(("file", "old", "new", "message"), CASES.values(), ids=CASES)
def test_faults_are_named_with_their_file_and_line(template, file, old, new, message):
    text = (template / file).read_text(encoding="utf-8")
    assert old in text
    (template / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SectorError) as caught:
        read_sector(template)
    fault = next(fault for fault in caught.value.faults if message in str(fault))
    assert (fault.file.name, fault.remedy != "") == (file, True)
    assert fault.line == (1 if "has no text" in message else text[: text.index(old)].count("\n") + 1)
    assert f"{file}:{fault.line}: " in str(fault)


def test_every_fault_is_told_at_once(template):
    (template / "entities.toml").write_text(
        '[phone]\nkind = "fax"\n[plate]\nkind = "sign"\n', encoding="utf-8"
    )
    with pytest.raises(SectorError) as caught:
        read_sector(template)
    told = [(fault.file.name, fault.line) for fault in caught.value.faults]
    assert ("entities.toml", 2) in told
    assert ("entities.toml", 4) in told


def test_what_is_no_utf8_is_told_with_its_line(template):
    (template / "services.toml").write_bytes("[brakes]\nes = ['señal']\n".encode("latin-1"))
    with pytest.raises(SectorError) as caught:
        read_sector(template)
    assert [(one.file.name, one.line) for one in caught.value.faults] == [("services.toml", 2)]


def test_the_mark_before_a_text_of_other_editors_is_read_over(template):
    for file in template.glob("*.toml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_sector(template).services) == 24


@pytest.mark.parametrize("file", ["sector.toml", "intents.toml", "services.toml", "texts.toml"])
def test_a_file_that_is_no_toml_is_all_that_is_told(template, file):
    """What could not be read seems to be missing; that it is would be a false alarm."""
    with (template / file).open("a", encoding="utf-8") as broken:
        broken.write("\noh = [\n")
    with pytest.raises(SectorError) as caught:
        read_sector(template)
    [fault] = caught.value.faults
    assert fault.file.name == file
    assert "this is no TOML" in str(fault)


def test_missing_files_and_templates_are_named(template):
    (template / "services.toml").unlink()
    with pytest.raises(SectorError, match=r"services\.toml:1: the file is missing"):
        read_sector(template)
    with pytest.raises(SectorError, match="workshop"):
        load_sector("bakery")
    with pytest.raises(SectorError, match="small letters"):
        load_sector("../etc")


def test_a_template_needs_no_gazetteer(template):
    (template / "vehicles.toml").unlink()
    assert read_sector(template).gazetteer == {}


def test_templates_of_ones_own_are_found_beside_ours(template, own_folder):
    template.rename(own_folder / "bakery")
    assert "bakery" in template_names()
    assert "workshop" in template_names()
    assert load_sector("bakery").folder == str(own_folder / "bakery")
