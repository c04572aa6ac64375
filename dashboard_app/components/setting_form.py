"""A settings form: its fields, a button if the reader may change them, and a place for the result."""

from typing import Any

import dash_bootstrap_components as dbc
from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app.components.cards import card
from dashboard_app.preferences.fields import Field, Form

FIELD, SAVE, TOLD = "setting", "setting-save", "setting-told"  # id types


def setting_form(form: Form, fields: list[Field], *, may_change: bool, news: str = "") -> html.Section:
    """`news`: what stands above the fields, of now."""
    boxes = [field_box(form.name, field, may_change=may_change) for field in fields]
    button = html.Button(
        _("Save"),
        id={"type": SAVE, "form": form.name},
        n_clicks=0,
        className="btn btn-primary",
        hidden=not may_change,
    )
    told = html.Div(id={"type": TOLD, "form": form.name}, role="status")
    return card(
        str(_(form.title)),
        [
            html.P(_(form.about), className="faint"),
            html.P(news) if news else None,
            html.Div(boxes, className=f"setting-fields of-{form.name}"),
            button,
            told,
        ],
    )


def field_box(form: str, field: Field, *, may_change: bool) -> html.Div:
    element = {"type": FIELD, "form": form, "name": field.name}
    about = html.P(field.about) if field.about else None
    control = CONTROLS[field.kind](field, element, not may_change)
    if field.kind in {"switch", "ticks"}:
        heading = html.Div(field.label, className="setting-label") if field.kind == "ticks" else None
        return html.Div([heading, control, about], className="setting-field")
    label = html.Label(field.label, htmlFor=element_id(element), className="setting-label")
    return html.Div([label, control, about], className="setting-field")


def element_id(element: dict[str, str]) -> str:
    """The element id as Dash serializes dict ids."""
    inside = ",".join(f'"{name}":"{element[name]}"' for name in sorted(element))
    return "{" + inside + "}"


def text_box(field: Field, element: Any, is_fixed: bool) -> dbc.Input:
    return dbc.Input(id=element, type="text", value=field.value, disabled=is_fixed)


def number_box(field: Field, element: Any, is_fixed: bool) -> dbc.Input:
    return dbc.Input(
        id=element,
        type="number",
        value=field.value,
        min=field.least,
        max=field.most,
        step="any",
        disabled=is_fixed,
    )


def choice_box(field: Field, element: Any, is_fixed: bool) -> dbc.Select:
    return dbc.Select(id=element, options=list(field.options), value=field.value, disabled=is_fixed)


def lines_box(field: Field, element: Any, is_fixed: bool) -> dcc.Textarea:
    return dcc.Textarea(
        id=element, value=field.value, rows=3, className="form-control", disabled=is_fixed, maxLength=4000
    )


def switch_box(field: Field, element: Any, is_fixed: bool) -> dbc.Switch:
    return dbc.Switch(id=element, value=bool(field.value), label=field.label, disabled=is_fixed)


def ticks_box(field: Field, element: Any, is_fixed: bool) -> dbc.Checklist:
    listed = [{**option, "disabled": is_fixed} for option in field.options]
    return dbc.Checklist(listed, field.value, id=element, className="ticks")


CONTROLS = {
    "text": text_box,
    "number": number_box,
    "choice": choice_box,
    "lines": lines_box,
    "switch": switch_box,
    "ticks": ticks_box,
}
