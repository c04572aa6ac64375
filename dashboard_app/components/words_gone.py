"""A call that was kept long enough: that its words are gone and since when, and what is still known of it."""

from collections.abc import Mapping
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.states import nothing_here

SYMBOL = "shield-check"


def words_gone(call: Mapping[str, Any]) -> Component:
    """In place of the transcript."""
    text = _(
        "What was said was erased on %(day)s, after its %(days)s days were over. The figures of the call stay.",
        day=formats.long_date(formats.local(call["words_erased_at"]).date()),
        days=formats.number(call["words_kept_days"]),
    )
    return nothing_here(_("The words of this call are gone"), text, symbol=SYMBOL)


def kept_figures(kept: Mapping[str, Any]) -> Component:
    rows = [(name, value) for name, value in kept_rows(kept) if value and value != formats.NOTHING]
    if not rows:
        return details_gone()
    return html.Dl(
        [part for name, value in rows for part in (html.Dt(name), html.Dd(value))], className="findings"
    )


def kept_rows(kept: Mapping[str, Any]) -> list[tuple[str, str]]:
    gap, talk = kept.get("heard_gap_ms"), kept.get("talk_percent")
    return [
        (_("Intent"), texts.say(texts.INTENTS, kept.get("intent"))),
        (_("Services"), ", ".join(texts.say(texts.SERVICES, one) for one in kept.get("services") or ())),
        (_("Outcome"), texts.say(texts.OUTCOMES, kept.get("outcome"))),
        (_("Urgency"), texts.say(texts.URGENCIES, kept.get("urgency"))),
        (_("Mood"), texts.say(texts.SENTIMENTS, kept.get("sentiment"))),
        (_("Usual wait"), "" if gap is None else formats.seconds(gap / 1000)),
        (_("The agent's share of the talking"), "" if talk is None else formats.percent(talk / 100)),
    ]


def details_gone() -> Component:
    text = _("It went with what was said.")
    return nothing_here(_("Erased"), text, symbol=SYMBOL, small=True)


def added_gone() -> Component:
    """In place of notes and tags."""
    text = _("What people wrote went with the words.")
    return nothing_here(_("Erased"), text, symbol=SYMBOL, small=True)


def others_unknown() -> Component:
    """In place of the calls of the same number."""
    text = _("Nobody can tell any more which other calls are the same person's.")
    return nothing_here(_("Erased number"), text, symbol=SYMBOL, small=True)
