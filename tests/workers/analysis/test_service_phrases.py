"""How callers of a workshop name a service, or the fault that needs it, in each language."""

import pytest

from tests.workers.analysis.conversations import GREETING, call
from workers.analysis.reading import read
from workers.analysis.services import score_services
from workers.analysis.vocabulary import vocabulary_of
from workers.sectors import load_sector

SECTOR = load_sector("workshop")
BOOKING = SECTOR.intents["book_appointment"]


def services_named(said):
    return score_services(read(call(GREETING, f"u: {said}"), vocabulary_of(SECTOR)), BOOKING).keys()


@pytest.mark.parametrize(
    ("said", "service"),
    [
        ("lo llevé a la itebe y me la tiraron", "itv"),
        ("la cadena suena en frío", "timing_belt"),
        ("suena hierro con hierro delante", "brakes"),
        ("la alarma salta sola por la noche", "electrical"),
        ("no funciona la toma de carga", "hybrid_ev"),
        ("se me ha ido la aguja al rojo", "cooling"),
        ("hay que cambiar la bobina de encendido", "engine"),
        ("sa presa de càrrega no fa contacte", "hybrid_ev"),
        ("surt calent i hauria de sortir fred", "air_conditioning"),
        ("vull canviar es discs de darrere", "brakes"),
        ("es volant no torna", "steering"),
        ("he clavat un clau a sa roda", "tyres"),
        ("s'agulla puja fins dalt de tot", "cooling"),
        ("I need the wet belt swapped", "timing_belt"),
        ("something is draining it overnight", "electrical"),
        ("the track rod ends are worn", "steering"),
        ("the heat shield is loose", "exhaust"),
        ("one of the daytime running lights is gone", "lights"),
        ("die Räder müssten gewuchtet werden", "tyres"),
        ("der Kat ist hin", "exhaust"),
        ("bitte einmal die Achse vermessen", "wheel_alignment"),
        ("hinten ist ein Federbruch", "suspension"),
        ("die Tür ist eingedrückt", "bodywork"),
        ("einmal Scheibentausch vorne", "glass"),
    ],
)
def test_services_are_found_by_the_words_of_callers(said, service):
    assert service in services_named(said)


@pytest.mark.parametrize("said", ["tengo la cita programada", "un móvil de China en dos días"])
def test_other_words_name_no_service(said):
    assert not services_named(said)
