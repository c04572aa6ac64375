"""Topics of callers, each with how often it is mentioned in either group of calls."""

from collections.abc import Sequence
from dataclasses import dataclass

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.series_table import save_button


@dataclass(frozen=True, slots=True)
class ShownTopic:
    """`share` and `other_share` of the callers of either group say it; `href` leads to the `calls` that mention it."""

    phrase: str
    language: str
    also: Sequence[str]
    service: str | None
    share: float
    other_share: float
    calls: int
    href: str


def topic_table(name: str, topics: Sequence[ShownTopic], *, now: str, otherwise: str) -> Component:
    """`now` and `otherwise` name the two groups, as heads of their columns."""
    columns = (_("What they say"), _("Calls"), now, otherwise, _("Mostly about"))
    top = html.Thead(html.Tr([html.Th(words, scope="col") for words in columns]))
    most = max(max(topic.share, topic.other_share) for topic in topics) or 1
    table = html.Table(
        [top, html.Tbody([row(topic, most) for topic in topics])], className="rate-table topic-table"
    )
    return html.Div(
        [html.Div(table, className="table-place", tabIndex="0"), save_button(name)], className="rates"
    )


def row(topic: ShownTopic, most: float) -> html.Tr:
    phrase = [html.B(formats.quoted(topic.phrase)), also(topic.also)]
    service = texts.say(texts.SERVICES, topic.service) if topic.service else None
    return html.Tr(
        [
            html.Th([part for part in phrase if part is not None], scope="row", lang=topic.language),
            html.Td(dcc.Link(formats.number(topic.calls), href=topic.href)),
            html.Td(share(topic.share, most, "")),
            html.Td(share(topic.other_share, most, "is-other")),
            html.Td(
                service or html.Span(_("no service of the list"), className="faint"), className="is-sentence"
            ),
        ]
    )


def also(phrases: Sequence[str]) -> html.Span | None:
    return html.Span(", ".join(phrases), className="faint topic-also") if phrases else None


def share(value: float, most: float, look: str) -> list[Component]:
    bar = html.I(style={"width": f"{100 * value / most:.1f}%"}, className=look)
    return [html.B(formats.percent(value)), html.Span(bar, className="rate-bar")]
