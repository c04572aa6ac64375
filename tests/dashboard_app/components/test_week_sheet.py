"""Lines of the sheet of the week."""

from datetime import UTC, datetime

from dashboard_app.weekly.sheet import call_line


def test_a_wish_that_is_a_question_ends_with_its_mark() -> None:
    call = {
        "id": "1",
        "caller_name": "Ana",
        "started_at": datetime(2026, 11, 23, 7, tzinfo=UTC),
        "duration_seconds": 30,
        "proof": None,
        "said": None,
        "intent": "repair_status",
        "stage": "problem",
    }

    assert call_line("abandoned", call).text == "¿Cómo va mi coche? Colgó al explicar el problema."
