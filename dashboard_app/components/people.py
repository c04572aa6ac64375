"""Members and the change log, for administrators."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.setting_form import element_id
from dashboard_app.i18n import N_
from dashboard_app.preferences.telling import Told, told
from db.queries.organizations import Profile
from db.queries.users import Person

STEP, ROLE = "people-step", "people-role"  # id types
SUBJECTS = {
    "organization": N_("Business"),
    "staff_numbers": N_("Staff"),
    "weekly_report": N_("Weekly sheet"),
    "opening_hours": N_("Opening hours"),
    "telephone": N_("Telephone"),
    "recording": N_("Recordings"),
    "ai_budget": N_("Budget for AI"),
    "ai_sampling": N_("Automatic AI analysis"),
    "mask_pii": N_("Personal data"),
    "roi": N_("Return"),
    "member": N_("People"),
    "token": N_("API token"),
    "password": N_("Password"),
    "webhook": N_("Webhooks"),
}
LONGEST = 160


def people_table(people: Sequence[Person], reader: str, now: datetime, *, may_change: bool) -> html.Div:
    head = (_("E-mail"), _("Role"), _("Last here"), "")
    top = html.Thead(html.Tr([html.Th(words, scope="col") for words in head]))
    rows = [person_row(one, reader, now, may_change=may_change) for one in people]
    table = html.Table([top, html.Tbody(rows)], className="rate-table is-text people")
    return html.Div(table, className="table-place", tabIndex="0")


def person_row(one: Person, reader: str, now: datetime, *, may_change: bool) -> html.Tr:
    seen = formats.day(one.signed_in_at, now) if one.signed_in_at else str(_("never"))
    name: list[Any] = [
        one.email,
        *([html.Span(_("gone"), className="badge-soft")] if not one.is_active else []),
    ]
    changes = may_change and str(one.id) != reader
    role: Any = texts.say(texts.ROLES, one.role)
    if changes and one.is_active:
        role = role_choice(one)
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(role),
            html.Td(seen),
            html.Td(steps(one) if changes else None, className="people-steps"),
        ],
        className="" if one.is_active else "is-few",
    )


def role_choice(one: Person) -> html.Div:
    element = {"type": ROLE, "user": str(one.id)}
    words = html.Label(
        _("Role of %(email)s", email=one.email), htmlFor=element_id(element), className="only-read-out"
    )
    box = dbc.Select(id=element, options=texts.choices(texts.ROLES), value=one.role, size="sm")
    return html.Div([words, box])


def steps(one: Person) -> list[Any]:
    found = [step(one, "leave", _("Remove")) if one.is_active else step(one, "return", _("Let in again"))]
    return [step(one, "token", _("Take the token away")), *found] if one.has_token else found


def step(one: Person, name: str, words: str) -> html.Button:
    return html.Button(
        words,
        id={"type": STEP, "step": name, "user": str(one.id)},
        n_clicks=0,
        className="btn btn-light btn-sm",
        **attributes(aria_label=f"{words}: {one.email}"),
    )


def changes_list(changes: Sequence[Mapping[str, Any]], profile: Profile, now: datetime) -> html.Ul:
    return html.Ul([html.Li(change(one, profile, now)) for one in changes], className="state-rows changes")


def change(one: Mapping[str, Any], profile: Profile, now: datetime) -> html.Div:
    by_itself = one["subject"] == "webhook" and (one["after"] or {}).get("disabled_why") not in (
        None,
        "person",
    )
    who = one["email"] or str(_("by itself") if by_itself else _("somebody who is gone"))
    when = f"{formats.day(one['changed_at'], now)} {formats.clock(one['changed_at'])}"
    return html.Div(
        [
            html.B(texts.say(SUBJECTS, one["subject"])),
            html.Span(f" · {who} · {when}", className="faint"),
            *map(difference, differences(one, profile)),
        ]
    )


def differences(one: Mapping[str, Any], profile: Profile) -> list[Told]:
    """Changes made before their form had the field are shown as stored."""
    before, after = one["before"] or {}, one["after"] or {}
    try:
        return told(one["subject"], before, after, profile)
    except (ValueError, TypeError, AttributeError, KeyError):
        return [Told("", brief(before), brief(after))]


def difference(one: Told) -> html.P:
    label = html.Span(f"{one.label}: ", className="faint") if one.label else None
    before: list[Any] = [html.Del(cut(one.before)), " → "] if one.before else []
    return html.P([label, *before, html.Ins(cut(one.after))])


def brief(value: Any) -> str:
    """The stored value on one line."""
    inside = value.get("value", value) if isinstance(value, dict) else value
    if inside in (None, {}, []):
        return formats.NOTHING
    if isinstance(inside, dict):
        text = ", ".join(f"{name}: {brief(part)}" for name, part in inside.items())
    elif isinstance(inside, list):
        text = ", ".join(str(part) for part in inside)
    else:
        text = str(inside)
    return text


def cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
