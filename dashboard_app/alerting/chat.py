"""Alerts as messages to a chat: Slack's incoming webhooks, and those of Mattermost, Discord (`/slack`) and Google Chat, which take the same.

`text` alone is what all of them understand; bold, and no name that calls a whole channel: Slack wants three characters escaped, and
Google Chat shows what is escaped as it stands, so there a mark that nobody sees follows each `<`.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from dashboard_app import texts
from dashboard_app.alerting import wording
from dashboard_app.mail.language import Reader, in_language
from dashboard_app.settings import public_url
from db.actions.alert_chats import chat_of
from db.channel import Event
from db.models import Alert
from db.queries.organizations import Profile, profile_of

GOOGLE_CHAT = "https://chat.googleapis.com"
MAX_CHARACTERS = 2000  # what Discord takes at most


def written(session: Any, event: Event, env: Mapping[str, str]) -> str | None:
    """The message about an alert that opened or is over; None if there is no such alert any more."""
    alert = session.get(Alert, event.data.get("alert_id"))
    if alert is None or alert.organization_id != event.organization_id:
        return None
    profile, chat = profile_of(session, alert.organization_id), chat_of(session, alert.organization_id)
    is_over = event.event_type == "alert.resolved"
    with in_language(profile.language, Reader(profile.timezone, profile.sector)):
        return message(
            lines(shown(alert), profile, public_url(env), chat.url if chat else "", is_over=is_over)
        )


def of_test(house: str, base_url: str, chat: str) -> str:
    """`chat`: the beginning of its address."""
    said = _("A test from AutoBox: alerts of %(house)s are told here.", house=house)
    return message([escaped(str(said), chat), f"{base_url}/settings#reports"])


def message(parts: list[str]) -> str:
    return json.dumps({"text": "\n".join(parts)}, ensure_ascii=False)


def lines(
    alert: Mapping[str, Any], profile: Profile, base_url: str, chat: str, *, is_over: bool
) -> list[str]:
    title = wording.title(alert)
    severity = texts.say(wording.SEVERITIES, str(alert["severity"]))
    head = str(_("Over: %(title)s", title=title)) if is_over else f"{severity}: {title}"
    facts = [wording.resolution(alert), wording.figure_since(alert)] if is_over else wording.facts(alert)
    told = [escaped(one, chat) for one in (*facts, profile.name) if one]
    body = "\n".join([f"*{escaped(head, chat)}*", *told])
    return [body[: MAX_CHARACTERS - len(base_url) - 20], f"{base_url}/alerts"]


def escaped(text: str, chat: str) -> str:
    if chat == GOOGLE_CHAT:
        return text.replace("<", "<\N{WORD JOINER}")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def shown(alert: Alert) -> dict[str, Any]:
    names = ("rule", "subject", "severity", "opened_at", "resolved_at", "resolution", "evidence")
    return {name: getattr(alert, name) for name in names}
