"""Filters of the panel, and of other pages of figures: a period in one click, further filters behind a button. All of it lives in the URL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.call_filters import choice, day_box, labelled
from dashboard_app.components.icons import icon
from dashboard_app.filters import our_numbers
from dashboard_app.periods import spans

PAGE = "panel"
CHOICES = frozenset({"agent", "called", "direction", "language", "intent", "service", "urgency", "outcome"})


@dataclass(frozen=True, slots=True)
class Lines:
    """Id and name of each agent, and the organization's numbers."""

    agents: Sequence[tuple[str, str]]
    numbers: Sequence[str]


def periods(today: date) -> dict[str, tuple[str, date, date]]:
    """Name, first and last day of each preset period."""
    names = {
        "today": _("Today"),
        "week": _("7 days"),
        "four_weeks": _("28 days"),
        "quarter": _("91 days"),
        "month": _("This month"),
        "last_month": _("Last month"),
    }
    return {name: (names[name], *span) for name, span in spans(today).items()}


def period_type(page: str = PAGE) -> str:
    """Id type of the buttons."""
    return f"{page}-period"


def panel_filters(filters: Mapping[str, str], today: date, lines: Lines, *, page: str = PAGE) -> html.Div:
    toggle = html.Button(
        [icon("sliders"), " ", _("More filters")],
        type="button",
        className="btn btn-light btn-sm",
        **attributes(data_toggles="is-open", aria_expanded="false"),
    )
    further = filters.keys() - {"from", "to"}
    row = html.Div(
        [period_buttons(filters, today, page), dates(filters, page), toggle], className="panel-period"
    )
    look = "panel-filters is-open" if further else "panel-filters"
    return html.Div(
        [row, html.Div(traits(filters, lines, page), className="filters panel-traits")],
        className=look,
        role="search",
    )


def period_buttons(filters: Mapping[str, str], today: date, page: str) -> html.Div:
    shown = []
    for name, (words, first, last) in periods(today).items():
        is_chosen = (filters.get("from"), filters.get("to")) == (first.isoformat(), last.isoformat())
        about = attributes(
            data_from=first.isoformat(), data_to=last.isoformat(), aria_pressed=str(is_chosen).lower()
        )
        shown.append(
            html.Button(
                words,
                type="button",
                className="period",
                id={"type": period_type(page), "name": name},
                n_clicks=0,
                **about,
            )
        )
    return html.Div(shown, className="switch periods", role="group", **attributes(aria_label=_("Period")))


def dates(filters: Mapping[str, str], page: str) -> html.Div:
    boxes = [
        labelled("from", _("From"), day_box("from", filters, page), page=page),
        labelled("to", _("To"), day_box("to", filters, page), page=page),
    ]
    return html.Div(boxes, className="panel-dates")


def traits(filters: Mapping[str, str], lines: Lines, page: str) -> list[html.Div]:
    tests = [{"value": "all", "label": _("With tests")}, {"value": "only", "label": _("Only tests")}]
    named = [{"value": identity, "label": name} for identity, name in lines.agents]
    chosen = our_numbers(filters.get("called", ""))
    numbers = sorted({*lines.numbers, *chosen})
    named_numbers = [{"value": one, "label": formats.phone(one)} for one in numbers]
    filters = {**filters, **({"called": ",".join(chosen)} if chosen else {})}
    listed = (
        ("agent", _("Agent"), named),
        *([("called", _("Number called"), named_numbers)] if len(numbers) > 1 or chosen else []),
        ("direction", _("Direction"), texts.choices(texts.DIRECTIONS)),
        ("language", _("Language"), texts.choices(texts.LANGUAGES)),
        ("intent", _("Intent"), texts.choices(texts.INTENTS)),
        ("service", _("Service"), texts.choices(texts.SERVICES)),
        ("urgency", _("Urgency"), texts.choices(texts.URGENCIES)),
        ("outcome", _("Outcome"), texts.choices(texts.OUTCOMES)),
    )
    shown = [
        labelled(name, words, choice(name, options, filters, page=page), page=page)
        for name, words, options in listed
    ]
    last = choice("tests", tests, filters, nothing=_("Without tests"), page=page)
    return [*shown, labelled("tests", _("Test calls"), last, page=page)]
