"""Which day is meant where a month, a year or a week ends, and on the day itself."""

from datetime import datetime

import pytest

from tests.workers.conduct.test_day_words import MADRID, shown
from workers.conduct.dates import resolve

OTHER_DAYS = {
    ("2026-01-31", "el 30"): "03-30",
    ("2026-01-31", "el 31"): "01-31",
    ("2026-02-10", "el treinta"): "03-30",
    ("2028-02-10", "el 29 de febrero"): "02-29",
    ("2026-02-10", "el 29 de febrero"): "nothing",
    ("2026-12-31", "mañana"): "01-01",
    ("2026-12-31", "a principios de mes"): "01-01..01-09=8",
    ("2026-12-31", "después de Reyes"): "from 01-07",
    ("2026-12-31", "la primera semana de enero"): "01-04..01-09=6",
    ("2026-11-29", "esta semana"): "11-30..12-05=6",
    ("2026-11-29", "la semana que viene"): "11-30..12-05=6",
    ("2026-11-29", "el domingo"): "12-06",
    ("2026-11-28", "el fin de semana"): "11-28 11-29",
    ("2026-11-28", "next weekend"): "12-05 12-06",
    ("2026-01-06", "después de Reyes"): "from 01-07",
    ("2026-01-08", "antes de Reyes"): "until 01-05",
    ("2026-01-31", "in a month"): "02-28",
    ("2026-03-30", "in zwei Wochen"): "04-13",
    ("2026-03-31", "vor Ostern"): "until 04-04",
    ("2026-11-30", "a finales de mes"): "11-30",
    ("2026-07-01", "después de las fiestas"): "nothing",
    ("2026-11-25", "hoy miércoles"): "11-25",
    ("2026-11-25", "este miércoles"): "12-02",
    ("2026-12-07", "el puente"): "12-07 12-08",
    ("2026-12-09", "el puente de diciembre"): "12-04..12-08=5",
}


@pytest.mark.parametrize(("today", "text", "meant"), [(*said, meant) for said, meant in OTHER_DAYS.items()])
def test_what_is_meant_on_another_day(today: str, text: str, meant: str) -> None:
    now = datetime.fromisoformat(f"{today}T10:00").replace(tzinfo=MADRID)

    assert shown(resolve(text, now)) == meant
