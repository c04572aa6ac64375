"""The organization's settings: forms, members, the reader's own API token, and the change log."""

from typing import Any

from dash import ALL, MATCH, Input, Output, State, callback, ctx, html, no_update
from flask import current_app
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.access.members import member
from dashboard_app.access.rules import THINKERS
from dashboard_app.components.attributes import attributes
from dashboard_app.components.cards import card
from dashboard_app.components.erasures import erasure_list
from dashboard_app.components.people import changes_list
from dashboard_app.components.setting_form import FIELD, SAVE, TOLD, setting_form
from dashboard_app.components.settings_parts import Part, settings_part, ways_to
from dashboard_app.components.states import note, nothing_here
from dashboard_app.i18n import N_, language_of_page
from dashboard_app.pages import erasing
from dashboard_app.pages.erasing import erasing_now
from dashboard_app.pages.settings_alert_chat import TOLD as CHAT_TOLD
from dashboard_app.pages.settings_alert_chat import alert_chat_card
from dashboard_app.pages.settings_own_rules import TOLD as RULES_TOLD
from dashboard_app.pages.settings_own_rules import own_rules_card
from dashboard_app.pages.settings_password import password_card
from dashboard_app.pages.settings_people import own_token_card, people_card
from dashboard_app.pages.settings_webhooks import TOLD as WEBHOOKS_TOLD
from dashboard_app.pages.settings_webhooks import webhooks_card
from dashboard_app.preferences.describing import FORMS
from dashboard_app.preferences.fields import Form, FormError
from dashboard_app.preferences.keeping import keep
from dashboard_app.preferences.retention import how_many_now
from dashboard_app.reader_sector import sector_of_reader
from dashboard_app.settings import DashboardSettings
from dashboard_app.viewer import current_viewer, database, reading
from db.models import Erasure
from db.queries.erasures import erasures
from db.queries.frames import records
from db.queries.organizations import Profile, profile_of
from db.queries.setting_changes import setting_changes
from workers.settings import WorkerSettings

CHANGES, ERASED = "settings-changes", "settings-erased"
SHOWN, SHOWN_OLD = 20, 3
UNSAVED = N_("There are changes that are not saved. Leave without saving them?")


def title() -> str:
    return str(_("Settings")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    if not may_look():
        return own_settings()
    profile, may_change = own_profile(), is_admin()
    words = (
        _("What you save counts from the next call on. Every change is kept below.")
        if may_change
        else _("Only administrators change these.")
    )
    head = html.Div(html.Div([html.H1(_("Settings")), html.P(words)]), className="page-head")
    parts = parts_of(profile, may_change=may_change)
    leaving = attributes(data_unsaved=_(UNSAVED))
    stack = html.Div([ways_to(parts), *map(settings_part, parts)], className="stack")
    return html.Div([head, stack], **leaving)  # asked by `assets/06_unsaved.js`


def own_settings() -> html.Div:
    """For who works with calls only: nothing of the organization's."""
    head = html.Div(html.H1(_("Your account")), className="page-head")
    cards = html.Div([own_token_card(), password_card()], className="settings-cards")
    return html.Div([head, cards], **attributes(data_unsaved=_(UNSAVED)))


def parts_of(profile: Profile, *, may_change: bool) -> list[Part]:
    """What the reader may see, in the order of the page."""

    def forms(*names: str) -> list[html.Section]:
        return [
            setting_form(
                FORMS[name],
                fields_of(FORMS[name], profile),
                may_change=may_change,
                news=how_many_now(profile) if name == "retention" and may_change else "",
            )
            for name in names
        ]

    people = [people_card()] if may_change else []
    shown = [
        Part("business", _("The business"), [*forms("organization", "staff", "hours"), fixed_card(profile)]),
        Part("calls", _("Calls"), forms("telephone", "recording", "retention")),
        Part(
            "reports",
            _("Reports and alerts"),
            [*forms("reports", "alerts"), *([alert_chat_card()] if may_change else [])],
            [own_rules_card(may_change=may_change)],
        ),
        Part("ai", _("AI analysis"), forms("budget", "sampling", "privacy")),
        Part("people", _("People and access"), [own_token_card(), password_card()], people),
    ]
    if may_change:
        shown.append(Part("programs", _("Other programs"), [], [webhooks_card()]))
        shown.append(Part("record", _("Record"), [], [changes_card(), erased_card()]))
    return shown


def own_profile() -> Profile:
    with reading() as session:
        return profile_of(session, member().organization_id)


def may_look() -> bool:
    """Whether the organization's settings are shown; changing them is for administrators."""
    return member().role in THINKERS


def is_admin() -> bool:
    return member().role == "admin"


def fields_of(form: Form, profile: Profile) -> Any:
    """Falls back to the defaults if a stored setting cannot be parsed, for example after a manual edit."""
    try:
        return form.fields(profile)
    except (ValueError, TypeError, AttributeError):
        return form.fields(with_defaults(profile))


def with_defaults(profile: Profile) -> Profile:
    return Profile(
        profile.id, profile.slug, profile.name, profile.sector, profile.timezone, profile.language, {}
    )


def fixed_card(profile: Profile) -> html.Section:
    """Server-side settings, shown so that nobody looks for them here in vain."""
    settings: DashboardSettings = current_app.extensions["dashboard_settings"]
    bridge = current_app.extensions.get("bridge")
    sector = sector_of_reader()
    mobile = getattr(getattr(bridge, "settings", None), "mobile_number", "") or str(_("none"))
    rows = [
        (_("Time zone"), profile.timezone, ""),
        (_("Sector"), sector.titles[language_of_page()] if sector else profile.sector, ""),
        (_("Address"), settings.public_url, "PUBLIC_URL"),
        (_("Mobile that calls are passed to"), mobile, "MOBILE_NUMBER"),
        *highest_budgets(current_app.extensions["worker_settings"]),
    ]
    listed = [
        html.Div([html.Dt(name), html.Dd([value, html.Code(variable) if variable else None])])
        for name, value, variable in rows
    ]
    about = html.P(_("Set where the server is configured; it reads them when it starts."), className="faint")
    return card(_("Set on the server"), [about, html.Dl(listed, className="fixed-settings")])


def highest_budgets(workers: WorkerSettings) -> list[tuple[str, str, str]]:
    """Only the limits set in the server's configuration; the organization sets its own above."""
    found = []
    if workers.is_daily_budget_set:
        name = _("Budget for AI analyses, a day, at most")
        found.append((str(name), formats.money(workers.daily_budget_eur), "AI_DAILY_BUDGET_EUR"))
    if workers.monthly_budget_eur is not None:
        name = _("Budget for AI analyses, a month, at most")
        found.append((str(name), formats.money(workers.monthly_budget_eur), "AI_MONTHLY_BUDGET_EUR"))
    return found


def changes_card() -> html.Section:
    return card(_("What was changed"), html.Div(changes(), id=CHANGES))


def changes() -> Any:
    with reading() as session:
        found = records(setting_changes(session, organization_id=member().organization_id, limit=SHOWN))
    if not found:
        return nothing_here(
            _("Nothing was changed yet"),
            _("Who changes what, and from what to what, is kept here."),
            symbol="clock-history",
            small=True,
        )
    return changes_list(found, own_profile(), current_viewer().now)


def erased_card() -> html.Section:
    return card(_("Data that was erased"), [erasing_now(), html.Div(erasures_of_house(), id=ERASED)])


def erasures_of_house() -> Any:
    """Those that people asked for, and the newest of those that the clock orders each day."""
    owner = member().organization_id
    with reading() as session:
        asked, by_clock = (
            records(erasures(session, organization_id=owner, limit=limit, more=(condition,)))
            for limit, condition in ((SHOWN, Erasure.scope != "old"), (SHOWN_OLD, Erasure.scope == "old"))
        )
    found = sorted([*asked, *by_clock], key=lambda one: one["erased_at"], reverse=True)
    earlier = [one for one in found if one["state"] == "done" and one["touched_at"] < erasing.since()]
    if not found:
        return nothing_here(
            _("Nothing was erased yet"),
            _("When, by whom and how much is kept here; not whose it was."),
            symbol="shield-check",
            small=True,
        )
    return erasure_list(earlier, current_viewer().now)


@callback(
    Output({"type": TOLD, "form": MATCH}, "children"),
    Input({"type": SAVE, "form": MATCH}, "n_clicks"),
    State({"type": FIELD, "form": MATCH, "name": ALL}, "value"),
    State({"type": FIELD, "form": MATCH, "name": ALL}, "id"),
    prevent_initial_call=True,
)
def save(clicks: int, values: list[Any], ids: list[dict[str, str]]) -> Any:
    pressed = ctx.triggered_id
    if not clicks or pressed is None:
        return no_update
    return saved(pressed["form"], {one["name"]: value for one, value in zip(ids, values, strict=True)})


def saved(name: str, typed: dict[str, Any]) -> Any:
    """The message to show."""
    if not is_admin() or name not in FORMS:
        return note(_("Only administrators change these."), kind="is-bad", symbol="exclamation-triangle")
    try:
        changes_made = FORMS[name].read(typed, own_profile())
    except FormError as error:
        return note(str(error), kind="is-warn", symbol="exclamation-triangle")
    is_new = keep(database(), member(), changes_made)
    return note(_("Saved.") if is_new else _("Nothing to save: it is so already."), symbol="check-circle")


@callback(
    Output(CHANGES, "children"),
    Input({"type": TOLD, "form": ALL}, "children"),
    Input(WEBHOOKS_TOLD, "children"),
    Input(RULES_TOLD, "children"),
    Input(CHAT_TOLD, "children"),
    prevent_initial_call=True,
)
def show_changes(*_told: object) -> Any:
    return changes() if is_admin() else no_update


@callback(Output(ERASED, "children"), Input(erasing.TICK, "disabled"), prevent_initial_call=True)
def show_erased(_is_over: object) -> Any:
    return erasures_of_house() if is_admin() else no_update
