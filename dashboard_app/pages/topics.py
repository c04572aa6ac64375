"""Topics: what callers have begun to speak of, and what those speak of who did not get what they wanted."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dash import html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.cards import card
from dashboard_app.components.states import button_link, nothing_here
from dashboard_app.components.topic_table import ShownTopic, topic_table
from dashboard_app.panel.addresses import calls_address
from dashboard_app.viewer import current_viewer, reading
from db.queries.metrics.parts import UNMET
from db.queries.topics import CountedTopics, newest_topics

PATH = "/topics"


def title() -> str:
    return str(_("Topics")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    with reading() as session:
        found = newest_topics(session, current_viewer().organization_id)
    words = html.P(_("What callers speak of, found in their own words and without a list."))
    head = html.Div(html.Div([html.H1(_("Topics")), words]), className="page-head")
    return html.Div([head, html.Div(body(found), className="stack")])


def body(found: CountedTopics | None) -> list[Any]:
    if found is None:
        return [card(_("Topics"), not_counted_yet())]
    if not found.content["languages"]:
        return [card(_("Topics"), too_few())]
    recent, earlier = period(found.content["recent"]), period(found.content["earlier"])
    return [
        card(
            _("On the rise"),
            rising(found),
            note=_("%(recent)s against %(earlier)s", recent=recent, earlier=earlier),
        ),
        card(
            _("Of callers who did not get what they wanted"),
            unmet(found),
            note=period({"from": found.content["earlier"]["from"], "to": found.content["recent"]["to"]}),
        ),
        card(_("How to read this"), explanation(found)),
    ]


def rising(found: CountedTopics) -> Any:
    days = found.content["recent"]
    shown = topics(found.content["rising"], {"from": days["from"], "to": days["to"]})
    if not shown:
        return nothing_here(
            _("Nothing stands out"),
            _("Callers speak of the same things as in the weeks before."),
            symbol="check-circle",
            small=True,
        )
    return topic_table("topics-rising", shown, now=_("these weeks"), otherwise=_("before"))


def unmet(found: CountedTopics) -> Any:
    days = {"from": found.content["earlier"]["from"], "to": found.content["recent"]["to"]}
    shown = topics(found.content["unmet"], {**days, "outcome": ",".join(UNMET)})
    if not shown:
        return nothing_here(
            _("Nothing stands out"),
            _("Callers who did not get what they wanted speak of the same things as the others."),
            symbol="check-circle",
            small=True,
        )
    return topic_table("topics-unmet", shown, now=_("of these callers"), otherwise=_("of the others"))


def topics(found: Iterable[Mapping[str, Any]], filters: Mapping[str, str]) -> list[ShownTopic]:
    """The list counts the same calls: of customers, in the language, and mentioning the phrase."""
    return [
        ShownTopic(
            **topic,
            href=calls_address(
                filters,
                language=topic["language"],
                is_test="false",
                is_staff="false",
                q=f'"{topic["phrase"]}"',
            ),
        )
        for topic in found
    ]


def explanation(found: CountedTopics) -> list[Any]:
    languages = ", ".join(texts.say(texts.LANGUAGES, language) for language in found.content["languages"])
    return [
        html.P(
            _(
                "Words and phrases are compared by how many callers say them, at least five of them, each counted once. Shown is what "
                "is said half as often again at least and is hardly chance: of all that is shown, one in twenty is expected to be."
            )
        ),
        html.P(
            _(
                "Shares are of callers who say it. The calls beside a topic are those in which either side mentions it. Tests and calls of "
                "the staff do not count, nor do languages with fewer than twenty calls. Read: %(languages)s.",
                languages=languages,
            )
        ),
        html.P(
            _("Counted once a day, on %(when)s the last time.", when=formats.brief_moment(found.counted_at)),
            className="faint",
        ),
    ]


def not_counted_yet() -> Any:
    return nothing_here(
        _("Not counted yet"),
        _("The words of callers are counted once a day. The first count comes within an hour."),
        symbol="hourglass-split",
    )


def too_few() -> Any:
    return nothing_here(
        _("Too few calls so far"),
        _(
            "From twenty calls in a language within four weeks, this page shows what callers begin to speak of."
        ),
        way_on=button_link(_("See the calls"), "/calls"),
    )


def period(days: Mapping[str, str]) -> str:
    return str(_("%(first)s to %(last)s", first=day(days["from"]), last=day(days["to"])))


def day(value: str) -> str:
    return formats.short_date(date.fromisoformat(value))
