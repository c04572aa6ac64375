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
from dashboard_app.preferences.describing import ChangedSetting, describe_change
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
    "alert_chat": N_("Alerts in a chat"),
    "experiment": N_("Experiments"),
    "own_rule": N_("Alert rules of your own"),
}
MAX_CHARACTERS = 160


def people_table(
    people: Sequence[Person], reader: str, now: datetime, *, may_change: bool, may_invite: bool = False
) -> html.Div:
    head = (_("E-mail"), _("Role"), _("Last here"))
    top = html.Thead(html.Tr([*(html.Th(words, scope="col") for words in head), html.Td()]))
    rows = [
        person_row(person, reader, now, may_change=may_change, may_invite=may_invite) for person in people
    ]
    table = html.Table([top, html.Tbody(rows)], className="rate-table is-text people")
    return html.Div(table, className="table-place", tabIndex="0")


def person_row(person: Person, reader: str, now: datetime, *, may_change: bool, may_invite: bool) -> html.Tr:
    seen = formats.day(person.signed_in_at, now) if person.signed_in_at else str(_("never"))
    name: list[Any] = [
        person.email,
        *([" ", html.Span(state, className="badge-soft")] if (state := state_of(person)) else []),
    ]
    changes = may_change and str(person.id) != reader
    role: Any = texts.say(texts.ROLES, person.role)
    if changes and person.is_active:
        role = role_choice(person)
    return html.Tr(
        [
            html.Th(name, scope="row"),
            html.Td(role),
            html.Td(seen),
            html.Td(steps(person, may_invite=may_invite) if changes else None, className="people-steps"),
        ],
        className="" if person.is_active else "is-few",
    )


def state_of(person: Person) -> str:
    if not person.is_active:
        return str(_("gone"))
    return "" if person.has_password else str(_("no password yet"))


def role_choice(person: Person) -> html.Div:
    element = {"type": ROLE, "user": str(person.id)}
    words = html.Label(
        _("Role of %(email)s", email=person.email), htmlFor=element_id(element), className="only-read-out"
    )
    box = dbc.Select(id=element, options=texts.choices(texts.ROLES), value=person.role, size="sm")
    return html.Div([words, box])


def steps(person: Person, *, may_invite: bool) -> list[Any]:
    found = [
        step(person, "leave", _("Remove")) if person.is_active else step(person, "return", _("Let in again"))
    ]
    if person.has_token:
        found.insert(0, step(person, "token", _("Take the token away")))
    if may_invite and person.is_active and not person.has_password:
        found.insert(0, step(person, "invite", _("Send the invitation again")))
    return found


def step(person: Person, name: str, words: str) -> html.Button:
    return html.Button(
        words,
        id={"type": STEP, "step": name, "user": str(person.id)},
        n_clicks=0,
        className="btn btn-light btn-sm",
        **attributes(aria_label=f"{words}: {person.email}"),
    )


def changes_list(changes: Sequence[Mapping[str, Any]], profile: Profile, now: datetime) -> html.Ul:
    return html.Ul([html.Li(change(one, profile, now)) for one in changes], className="state-rows changes")


def change(entry: Mapping[str, Any], profile: Profile, now: datetime) -> html.Div:
    by_itself = entry["subject"] == "webhook" and (entry["after"] or {}).get("disabled_why") not in (
        None,
        "person",
    )
    author = entry["email"] or str(_("by itself") if by_itself else _("somebody who is gone"))
    when = f"{formats.day(entry['changed_at'], now)} {formats.clock(entry['changed_at'])}"
    return html.Div(
        [
            html.B(texts.say(SUBJECTS, entry["subject"])),
            html.Span(f" · {author} · {when}", className="faint"),
            *map(difference, differences(entry, profile)),
        ]
    )


def differences(entry: Mapping[str, Any], profile: Profile) -> list[ChangedSetting]:
    """Changes made before their form had the field are shown as stored."""
    before, after = entry["before"] or {}, entry["after"] or {}
    try:
        return describe_change(entry["subject"], before, after, profile)
    except (ValueError, TypeError, AttributeError, KeyError):
        return [ChangedSetting("", brief(before), brief(after))]


def difference(one: ChangedSetting) -> html.P:
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
    return text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
