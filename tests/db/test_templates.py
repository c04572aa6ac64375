"""That a question to the copy is the same text, whether it is written or taken from what was written before."""

from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy import Select, and_

from db.columns.layout import CALLS, KINDS, SUMMED, as_text, since
from db.columns.templates import MAX_TEXTS, PERIOD_MARK, Templates
from db.queries.metrics.copied import counting

ORGANIZATION = UUID(int=7)


def question(language: str) -> Select[tuple[int]]:
    conditions = (SUMMED.organization_id == ORGANIZATION, SUMMED.language == language)
    return counting(conditions, {}, {"booked": KINDS.c.outcome == "appointment_booked"}, {})


def period(month: int) -> tuple[object, ...]:
    return (since(datetime(2026, month, 1, tzinfo=UTC)), CALLS.c.day.not_in([date(2026, month, 3)]))


def test_only_the_period_differs() -> None:
    templates, made = Templates(), []

    def make() -> Select[tuple[int]]:
        made.append(1)
        return question("es")

    texts = [templates.text("es", period(month), make) for month in (1, 2, 1)]
    assert texts[0] == texts[2] == as_text(question("es")).replace(PERIOD_MARK, as_text(and_(*period(1))))
    assert "'2026-02-01 00:00:00'" in texts[1]
    assert len(made) == 1


def test_without_a_period_all_are_asked() -> None:
    assert "WHERE true" in Templates().text("es", (), lambda: question("es")).splitlines()[-1]


def test_other_questions_have_other_texts() -> None:
    templates = Templates()
    spanish = templates.text("es", (), lambda: question("es"))
    german = templates.text("de", (), lambda: question("de"))
    assert "'es'" in spanish
    assert "'de'" in german


def test_what_was_not_asked_for_long_is_written_again() -> None:
    templates, made = Templates(), []

    def make() -> Select[tuple[int]]:
        made.append(1)
        return question("es")

    for shape in [*range(MAX_TEXTS + 1), MAX_TEXTS, 0]:
        templates.text(shape, (), make)
    assert len(made) == MAX_TEXTS + 2


def test_a_value_cannot_take_the_place_of_the_period() -> None:
    text = Templates().text("x", period(1), lambda: question("period_ ' OR true --"))
    assert "'period_ '' OR true --'" in text
