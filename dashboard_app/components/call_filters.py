"""Filters above the list of calls. Native controls: fast, and well supported on phones."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.filters import LONGEST_DAY
from dashboard_app.reader_sector import sector_of_reader

ANY = "any"  # an empty value would be displayed as no selection


def field(name: str, page: str = "calls") -> dict[str, str]:
    """The id of a filter's control."""
    return {"type": f"{page}-filter", "name": name}


def filter_bar(filters: Mapping[str, str], tags: Sequence[str] = ()) -> html.Div:
    """On phones only the search is visible; a button reveals the rest."""
    toggle = html.Button(
        [icon("sliders"), " ", _("Filters")],
        type="button",
        className="btn btn-light only-phone",
        **attributes(data_toggles="is-open", aria_expanded="true" if filters.keys() - {"q"} else "false"),
    )
    first = labelled("q", _("Search"), search_box(filters.get("q", "")), is_wide=True)
    look = "filters is-open" if filters.keys() - {"q"} else "filters"
    return html.Div([first, toggle, *further(filters, tags)], className=look, role="search")


def further(filters: Mapping[str, str], tags: Sequence[str]) -> list[html.Div]:
    tests = [{"value": "all", "label": _("With tests")}, {"value": "only", "label": _("Only tests")}]
    checked = [{"value": "false", "label": _("Not reviewed")}, {"value": "true", "label": _("Reviewed")}]
    known = [{"value": one, "label": one} for one in listed_tags(tags, filters)]
    return [
        labelled("from", _("From"), day_box("from", filters)),
        labelled("to", _("To"), day_box("to", filters)),
        labelled("intent", _("Intent"), choice("intent", texts.choices(texts.INTENTS), filters)),
        labelled("status", _("State"), choice("status", texts.choices(texts.STATUSES), filters)),
        labelled("language", _("Language"), choice("language", texts.choices(texts.LANGUAGES), filters)),
        labelled("direction", _("Direction"), choice("direction", texts.choices(texts.DIRECTIONS), filters)),
        labelled("tag", _("Tag"), choice("tag", known, filters)),
        labelled("is_checked", _("Review"), choice("is_checked", checked, filters)),
        labelled("tests", _("Test calls"), choice("tests", tests, filters, nothing=_("Without tests"))),
    ]


def listed_tags(tags: Sequence[str], filters: Mapping[str, str]) -> list[str]:
    """Includes the tag in the URL even if no call has it any more."""
    return sorted({*tags, *([filters["tag"]] if "tag" in filters else [])})


def labelled(name: str, words: str, control: Any, *, is_wide: bool = False, page: str = "calls") -> html.Div:
    return html.Div(
        [html.Label(words, htmlFor=element_id(name, page)), control],
        className="filter is-wide" if is_wide else "filter",
    )


def element_id(name: str, page: str = "calls") -> str:
    """The element id as Dash serializes dict ids."""
    return f'{{"name":"{name}","type":"{page}-filter"}}'


def search_box(value: str) -> dbc.Input:
    return dbc.Input(
        id=field("q"),
        type="search",
        value=value,
        debounce=0.15,
        placeholder=search_hint(),
        maxLength=80,
    )


def search_hint() -> str:
    """Plates are mentioned only in sectors that record them."""
    sector = sector_of_reader()
    has_plates = sector is None or any(spec.kind == "vehicle_plate" for spec in sector.entities.values())
    return str(_("Number, name, plate or words") if has_plates else _("Number, name or words"))


def day_box(name: str, filters: Mapping[str, str], page: str = "calls") -> dbc.Input:
    """Empty for a time, which `hidden_filters` tells: a control of days cannot show it."""
    value = filters.get(name, "")
    shown = value if len(value) <= LONGEST_DAY else ""
    return dbc.Input(id=field(name, page), type="date", value=shown, debounce=0.35)


def choice(
    name: str,
    options: list[dict[str, str]],
    filters: Mapping[str, str],
    *,
    nothing: str | None = None,
    page: str = "calls",
) -> dbc.Select:
    anything = {"value": ANY, "label": nothing or _("All")}
    return dbc.Select(id=field(name, page), options=[anything, *options], value=filters.get(name, ANY))
