"""A metric at a glance: value, change against the same weekdays before, sample size, and definition."""

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.metric_texts import MetricText, text_of
from db.queries.metrics.definitions import Metric
from db.queries.metrics.figures import Figure, Value

HARDLY = 0.005  # smallest relative change that does not round to zero


def metric_tile(metric: Metric, found: Figure, before: Figure | None, *, href: str | None) -> Component:
    text = text_of(metric)
    notes: list[Component | str] = [
        html.Span(change(metric, found, before), className="tile-change"),
        standing(metric, found),
    ]
    link = href if found.n else None
    return figure_tile(
        text.title, said(metric, found.value), explanation(text), notes, href=link, is_few=found.is_few
    )


def figure_tile(
    title: str,
    value: str,
    meaning: Component,
    notes: Sequence[Component | str],
    *,
    href: str | None,
    is_few: bool,
) -> html.Div:
    """`href` links to the calls behind the value; `notes` are lines below it."""
    big = html.Span(value, className="tile-value numbers")
    parts = [
        html.Div([html.Span(title), meaning], className="tile-name"),
        dcc.Link(big, href=href, className="tile-link") if href else big,
        *(html.Div(note, className="tile-note") for note in notes if note),
    ]
    return html.Div(parts, className="tile is-few" if is_few else "tile")


def said(metric: Metric, value: Value | None) -> str:
    if value is None:
        return formats.NOTHING
    match metric.unit:
        case "calls":
            return formats.number(float(value))
        case "ratio" | "percent":
            return formats.percent(float(value))
        case "seconds":
            return formats.seconds(float(value))
        case "EUR":
            return formats.money(formats.amount(value))


def exactly(metric: Metric, value: Value | None) -> str:
    """Like `said`, but with fractions of a cent, for comparing values that lie close together."""
    if metric.unit == "EUR" and value is not None:
        return formats.exact_money(formats.amount(value))
    return said(metric, value)


def explanation(text: MetricText) -> html.Details:
    """Opened by mouse, touch or keyboard, without hovering."""
    words = [html.P(text.definition), html.P(text.exclusions), html.P(text.freshness)]
    about = attributes(aria_label=_("What does %(name)s mean?", name=text.title))
    return html.Details(
        [html.Summary("?", **about), html.Div(words, className="tile-meaning")], className="tile-help"
    )


def standing(metric: Metric, found: Figure) -> str:
    """Sample size and interval."""
    if metric.unit == "calls":
        return ""
    if not found.n:
        return str(_("no calls to tell from"))
    if metric.kind == "rate" and found.numerator is not None:
        sample = str(
            _("%(part)s of %(whole)s", part=formats.number(found.numerator), whole=formats.number(found.n))
        )
    else:
        sample = formats.calls(found.n)
    interval = ""
    if found.interval is not None:
        low, high = (exactly(metric, end) for end in found.interval)
        interval = f" · {formats.interval(low, high)}"
    if not found.unknown_lines:
        return sample + interval
    unknown = _("%(count)s costs unknown", count=formats.number(found.unknown_lines))
    return f"{sample}{interval} · {unknown}"


def change(metric: Metric, found: Figure, before: Figure | None) -> html.Span | str:
    """In points for shares, in percent otherwise; coloured only if the difference is statistically clear."""
    if before is None or before.value is None or found.value is None:
        return str(_("nothing to compare with"))
    now, then = float(found.value), float(before.value)
    if metric.unit == "ratio":
        difference, words = now - then, points(round(100 * (now - then)))
    elif then:
        difference, words = (
            (now - then) / then,
            formats.change(round(100 * (now - then) / then)) + formats.percent_sign(),
        )
    else:
        return str(_("none before"))
    if abs(difference) < HARDLY:
        return str(_("as before"))
    is_better = (difference > 0) == (metric.better == "higher")
    look = ("is-better" if is_better else "is-worse") if metric.better and is_sure(found, before) else ""
    return html.Span([words, " ", html.Span(_("vs before"), className="faint")], className=look)


def points(difference: int) -> str:
    said = formats.change(difference)
    one = abs(difference) == 1
    return str(_("%(points)s point", points=said) if one else _("%(points)s points", points=said))


def is_sure(found: Figure, before: Figure) -> bool:
    """Whether the intervals are disjoint; never sure without intervals."""
    if found.interval is None or before.interval is None:
        return False
    return found.interval[0] > before.interval[1] or found.interval[1] < before.interval[0]
