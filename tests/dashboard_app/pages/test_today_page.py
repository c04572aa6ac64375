"""The day at the workshop."""

from uuid import UUID

from dash import no_update
from sqlalchemy import select, update

from dashboard_app.pages import PAGES, follow_ups, not_found, places, test_calls, today
from db.database import Database
from db.models import CallFact, FollowUp
from db.queries.users import Member
from tests.dashboard_app.pages.conftest import finish_call, place_call
from tests.dashboard_app.pages.listing import behind
from tests.dashboard_app.pages.test_follow_ups_page import settle
from tests.dashboard_app.reading import links, parts, with_class, with_id, words


def test_quiet_day_says_so(reader: Member) -> None:
    said = words(today.layout())

    assert "Ahora mismo no hay nadie en línea." in said
    assert "Sin llamadas en este tiempo" in said
    assert "Nadie espera" in said


def test_running_call_is_on_the_strip_with_its_last_words(reader: Member, running_call: UUID) -> None:
    strip = today.show_who_is_on_the_line(1)

    assert links(strip) == [f"/analysis/{running_call}"]
    assert "Quería pedir cita para los frenos." in words(strip)


def test_tiles_count_calls_with_their_sample(reader: Member, finished_call: UUID) -> None:
    figures, tests, _waiting = today.show_the_day(1)

    assert [words(value) for value in with_class(figures, "tile-value")] == ["1", "100 %", "100 %", "–"]
    assert "1 de 1" in words(figures)
    assert "0 de 0" not in words(figures)  # who hung up at once neither stayed nor gave up
    assert tests == ""


def test_tiles_have_their_table(reader: Member, finished_call: UUID) -> None:
    figures, _tests, _waiting = today.show_the_day(1)
    rows = [[words(cell) for cell in row.children] for row in parts(figures) if type(row).__name__ == "Tr"]

    assert rows[1:] == [
        ["Llamadas", "1", "–", "–"],
        ["Atendidas", "100 %", "–", "1"],
        ["Con cita", "100 %", "–", "1"],
        ["Abandonadas", "–", "–", "0"],
    ]


def test_numbers_and_columns_of_the_day_lead_to_the_calls_they_count(
    database: Database, reader: Member, finished_call: UUID
) -> None:
    finish_call(database, place_call(database, 7, minutes_ago=0), outcome="abandoned")
    place_call(database, 8, minutes_ago=0)
    staff = place_call(database, 9, minutes_ago=0)
    with database.transaction() as session:
        session.execute(update(CallFact).values(is_early=False))
        session.execute(update(CallFact).where(CallFact.conversation_id == staff).values(is_staff=True))

    figures, _tests, _waiting = today.show_the_day(1)
    calls, *shares = with_class(figures, "tile")

    assert words(with_class(calls, "tile-value")) == "3"
    assert behind(links(calls)[0]) == 3
    for share in shares:
        counted = words(with_class(share, "tile-note")).split(" de ")[0]
        assert [behind(link) for link in links(share)] == [int(counted)], words(share)
    for period in ("hour", "day"):
        drawn = with_class(today.show_volume(period, None), "chart-part")
        assert [behind(part.href) for part in drawn] == [1, 1, 1]


def test_what_a_figure_of_the_day_counts_is_explained(reader: Member, finished_call: UUID) -> None:
    meanings = with_class(today.show_the_day(1)[0], "tile-meaning")

    assert len(meanings) == 4
    assert "entrantes ya terminadas" in words(meanings[1])


def test_test_calls_are_said_not_counted(database: Database, reader: Member) -> None:
    finish_call(database, place_call(database, 4, minutes_ago=0, is_test=True))

    figures, tests, _waiting = today.show_the_day(1)

    assert words(with_class(figures, "tile-value")[0]) == "0"
    assert "1 llamada de prueba no se cuenta" in words(tests)
    assert links(tests)[0].startswith("/calls?tests=only")


def test_unserved_caller_waits_until_he_rings_again(database: Database, reader: Member) -> None:
    first = place_call(database, 5, minutes_ago=60)
    finish_call(database, first, outcome="abandoned")
    settle(database, reader)
    assert links(today.show_the_day(1)[2]) == [f"/analysis/{first}"]

    finish_call(database, place_call(database, 6, minutes_ago=10))
    settle(database, reader)

    assert links(today.show_the_day(1)[2]) == []


def test_who_hides_the_number_waits_whoever_else_rings(database: Database, reader: Member) -> None:
    first = place_call(database, 5, minutes_ago=60, phone="anonymous")
    finish_call(database, first, outcome="abandoned")
    finish_call(database, place_call(database, 6, minutes_ago=10, phone="anonymous"))
    settle(database, reader)

    assert links(today.show_the_day(1)[2]) == [f"/analysis/{first}"]


def test_who_was_rung_and_did_not_answer_still_waits(database: Database, reader: Member) -> None:
    first = place_call(database, 5, minutes_ago=60)
    finish_call(database, first, outcome="abandoned")
    rung = place_call(database, 6, minutes_ago=10)
    with database.transaction() as session:
        session.execute(
            update(CallFact)
            .where(CallFact.conversation_id == rung)
            .values(direction="outbound", is_answered=False)
        )
    settle(database, reader)

    assert links(today.show_the_day(1)[2]) == [f"/analysis/{first}"]


def test_volume_by_hour_and_by_day(reader: Member, finished_call: UUID) -> None:
    for period in ("hour", "day"):
        graph = with_class(today.show_volume(period, None), "legend")
        assert "Cita reservada" in words(graph)


def test_test_page_offers_a_call_to_those_who_may(reader: Member) -> None:
    assert with_id(test_calls.layout(), test_calls.PLACE) is not None


def test_test_page_offers_none_to_analysts(analyst: Member) -> None:
    page = test_calls.layout()

    assert with_id(page, test_calls.PLACE) is None
    assert "Su perfil puede ver llamadas" in words(page)


def test_placed_call_is_watched(reader: Member, running_call: UUID) -> None:
    feed, watched, _recent = test_calls.watch({"conversation_id": str(running_call)})

    assert feed.id == {"type": "live", "topic": f"conversations/{running_call}"}
    assert "Quería pedir cita" in words(watched)
    assert "Quería pedir cita" in words(test_calls.show_again(1, {"conversation_id": str(running_call)})[0])


def test_nothing_placed_nothing_watched(reader: Member) -> None:
    assert test_calls.watch(None) == (no_update,) * 3
    assert test_calls.show_again(1, None)[0] is no_update


def test_number_is_asked_for_where_a_telephone_rings(reader: Member) -> None:
    hides = {kind: test_calls.ask_for_what_it_takes(kind)[0] for kind in ("phone", "simulated", "browser")}

    assert hides == {"phone": False, "simulated": True, "browser": True}


def test_only_administrators_are_led_to_the_jobs() -> None:
    assert "/jobs/" in [place.path for place in places("admin")]
    assert "/jobs/" not in [place.path for place in places("staff")]


def test_every_page_has_a_title(reader: Member) -> None:
    assert all(page.title().endswith(" · AutoBox") for page in PAGES)
    assert links(not_found.layout()) == ["/today"]


def test_whoever_was_rung_back_waits_no_longer(database: Database, reader: Member) -> None:
    """Also the caller whom nobody answered, and with the way to all of them where they are more."""
    waiting = [place_call(database, n, phone=f"+3460000000{n}", minutes_ago=60 + n) for n in range(8)]
    for call in waiting:
        finish_call(database, call, outcome="abandoned")
    settle(database, reader)
    with database.reading() as session:
        urgent_first = select(FollowUp.id, FollowUp.conversation_id).order_by(FollowUp.rank, FollowUp.due_at)
        first = session.execute(urgent_first.limit(1)).one()

    *shown, all_of_them = links(today.show_the_day(1)[2])
    assert shown[0] == f"/analysis/{first.conversation_id}"
    assert (len(shown), all_of_them) == (6, "/follow-ups")
    assert "8" in words(today.show_the_day(1)[2])

    follow_ups.taken("done", str(first.id), None, "open")

    assert f"/analysis/{first.conversation_id}" not in links(today.show_the_day(1)[2])
