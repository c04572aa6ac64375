"""All pages, in navigation order. A page wires queries, components and callbacks; only pages query the database."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard_app.access.rules import KEEPERS, THINKERS
from dashboard_app.components.shell import Place
from dashboard_app.i18n import N_
from dashboard_app.pages import (
    abandonment,
    alerts,
    board,
    boards,
    calibration,
    call,
    calls,
    costs,
    experiments,
    explore,
    follow_ups,
    live,
    monday,
    monitoring,
    not_found,
    panel,
    roi,
    settings,
    test_calls,
    today,
    topics,
)
from db.models.organization import ROLES


@dataclass(frozen=True, slots=True)
class Page:
    module: str
    name: str
    layout: Callable[..., Any]
    title: Callable[..., str]
    path: str | None = None
    path_template: str | None = None
    symbol: str | None = None  # navigation icon; None for pages without a navigation entry
    roles: frozenset[str] = frozenset(ROLES)  # roles that see the page in their navigation
    is_frequent: bool = True
    group: str = ""  # heading in the navigation


NO_PAGE = "not_found_404"  # Dash's name of what it shows for any other path
FIGURES, OPERATION = N_("Figures"), N_("Operation")
PAGES = (
    Page("panel", N_("Panel"), panel.layout, panel.title, path="/", symbol="graph-up"),
    Page("today", N_("Today"), today.layout, today.title, path="/today", symbol="sunrise"),
    Page("live", N_("Live"), live.layout, live.title, path="/live", symbol="broadcast"),
    Page("calls", N_("Calls"), calls.layout, calls.title, path="/calls", symbol="telephone"),
    Page("call", N_("Call"), call.layout, call.title, path_template="/analysis/<conversation_id>"),
    Page(
        "follow_ups",
        N_("Follow-ups"),
        follow_ups.layout,
        follow_ups.title,
        path="/follow-ups",
        symbol="clipboard-check",
    ),
    Page(
        "alerts",
        N_("Alerts"),
        alerts.layout,
        alerts.title,
        path=alerts.PATH,
        symbol="bell",
        is_frequent=False,
    ),
    Page(
        "monday",
        N_("Weekly sheet"),
        monday.layout,
        monday.title,
        path="/monday",
        symbol="calendar-check",
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "explore",
        N_("Explore"),
        explore.layout,
        explore.title,
        path=explore.PATH,
        symbol="compass",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "boards",
        N_("Boards"),
        boards.layout,
        boards.title,
        path=boards.PATH,
        symbol="columns-gap",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "topics",
        N_("Topics"),
        topics.layout,
        topics.title,
        path=topics.PATH,
        symbol="chat-quote",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "experiments",
        N_("Experiments"),
        experiments.layout,
        experiments.title,
        path=experiments.PATH,
        symbol="signpost-split",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page("board", N_("Board"), board.layout, board.title, path_template="/boards/<board_id>"),
    Page(
        "abandonment",
        N_("Abandonment"),
        abandonment.layout,
        abandonment.title,
        path="/abandonment",
        symbol="telephone-x",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "costs",
        N_("Costs"),
        costs.layout,
        costs.title,
        path=costs.PATH,
        symbol="receipt",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "roi",
        N_("Return"),
        roi.layout,
        roi.title,
        path="/roi",
        symbol="currency-euro",
        roles=THINKERS,
        is_frequent=False,
        group=FIGURES,
    ),
    Page(
        "test_calls",
        N_("Test calls"),
        test_calls.layout,
        test_calls.title,
        path="/test-calls",
        symbol="headset",
        is_frequent=False,
        group=OPERATION,
    ),
    Page(
        "calibration",
        N_("Calibration"),
        calibration.layout,
        calibration.title,
        path="/calibration",
        symbol="bullseye",
        roles=THINKERS,
        is_frequent=False,
        group=OPERATION,
    ),
    Page(
        "monitoring",
        N_("Supervision"),
        monitoring.layout,
        monitoring.title,
        path="/monitoring",
        symbol="shield-check",
        roles=KEEPERS,
        is_frequent=False,
        group=OPERATION,
    ),
    Page(
        "settings",
        N_("Settings"),
        settings.layout,
        settings.title,
        path="/settings",
        symbol="gear",
        roles=KEEPERS,
        is_frequent=False,
        group=OPERATION,
    ),
    Page(NO_PAGE, N_("Not found"), not_found.layout, not_found.title, path="/404"),
)
VARIABLE = re.compile(r"<\w+>")
ADDRESSES = [
    re.compile(VARIABLE.sub(".+", page.path_template or page.path or "").strip("/")) for page in PAGES
]
ADMIN_PLACES = (Place("/jobs/", N_("Jobs"), "list-task", is_page=False, group=OPERATION),)


def is_page(path: str) -> bool:
    """Whether Dash finds a page for it, which may still have nothing to show: a call that there is not, or the one for unknown addresses."""
    return any(address.fullmatch(path.strip("/")) for address in ADDRESSES)


def places(role: str) -> list[Place]:
    """Navigation entries available to `role`."""
    listed = [
        Place(page.path, page.name, page.symbol, is_frequent=page.is_frequent, group=page.group)
        for page in PAGES
        if page.path and page.symbol and role in page.roles
    ]
    return [*listed, *(ADMIN_PLACES if role == "admin" else ())]
