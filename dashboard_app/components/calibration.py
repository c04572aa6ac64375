"""Agreement between people and analyses: one row per criterion, version and model, with its confusion matrix."""

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.ai_result import VERDICTS
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.prompt_names import prompt_version
from dashboard_app.components.series_table import save_button
from dashboard_app.i18n import N_
from db.queries.agreement import Pairs
from db.queries.calibration import MIN_REVIEWS, RELIABLE_FROM, Calibration

CLASS_NAMES: Mapping[str, Mapping[str, str]] = {
    "intent": texts.INTENTS,
    "outcome": texts.OUTCOMES,
    "urgency": texts.URGENCIES,
    "sentiment": texts.SENTIMENTS,
}
SUBJECTS = {
    "intent": N_("Intent"),
    "outcome": N_("Outcome"),
    "urgency": N_("Urgency"),
    "sentiment": N_("Mood"),
    "sentences": N_("Summary"),
    "follow_ups": N_("To do"),
    "unresolved_needs": N_("Unresolved"),
    "coaching": N_("To improve"),
    "upsell": N_("To offer"),
}
JUDGED = {"right": N_("Right"), "wrong": N_("Wrong")}


def agreement_table(rows: Sequence[Calibration]) -> Component:
    """Verdicts and classes; each row expands to its confusion matrix."""
    return html.Div([one_row(row) for row in rows], className="agreement-list")


def one_row(row: Calibration) -> html.Details:
    found = row.agreement
    head = html.Summary(
        [
            html.Span([html.B(subject(row.judged.subject)), standing(row)], className="agreement-name"),
            html.Span(
                f"{prompt_version(row.judged.version)} · {author(row.judged.model)}", className="faint"
            ),
            scale(row),
            html.Span(kappa_words(row), className="agreement-kappa numbers"),
            html.Span(_("%(count)s marks", count=formats.number(found.n)), className="faint numbers"),
        ]
    )
    return html.Details([head, matrix(row)], className="agreement")


def subject(name: str) -> str:
    if name.startswith("criterion:"):
        return texts.say(texts.CRITERIA, name.removeprefix("criterion:"))
    return texts.say(SUBJECTS, name)


def author(model: str) -> str:
    return _("rules") if model == "rules" else model


def standing(row: Calibration) -> html.Span:
    if not row.has_enough:
        return badge(_("too few marks"), "", "hourglass-split")
    if row.is_unreliable:
        return badge(_("unreliable"), "is-bad", "exclamation-triangle")
    return badge(_("reliable"), "is-good", "check-lg")


def kappa_words(row: Calibration) -> str:
    found = row.agreement
    if found.low is None or found.high is None or found.kappa is None:
        share = formats.percent(found.observed)
        return str(_("agreement %(share)s, one value only", share=share))
    return f"κ {two(found.kappa)} ({two(found.low)} – {two(found.high)})"


def two(value: float) -> str:
    return formats.decimal(value)


def scale(row: Calibration) -> html.Span:
    """Kappa and its interval on a scale from 0 to 1, with the limit marked."""
    found = row.agreement
    limit = html.I(className="scale-limit", style={"left": f"{RELIABLE_FROM * 100:.0f}%"})
    if found.kappa is None or found.low is None or found.high is None:
        return html.Span(limit, className="agreement-scale", **attributes(aria_hidden="true"))
    low, high, kappa = (min(max(value, 0), 1) * 100 for value in (found.low, found.high, found.kappa))
    span = html.I(className="scale-span", style={"left": f"{low:.1f}%", "width": f"{high - low:.1f}%"})
    dot = html.I(className="scale-dot", style={"left": f"{kappa:.1f}%"})
    return html.Span([limit, span, dot], className="agreement-scale", **attributes(aria_hidden="true"))


def matrix(row: Calibration) -> html.Div:
    """Rows are the analysis' values, columns the reviewers'; agreement lies on the diagonal."""
    values = values_of(row.pairs)
    names = [name_of(row.judged.subject, value) for value in values]
    head = html.Thead(
        html.Tr(
            [html.Th(_("Said ↓ / people →"), scope="col"), *(html.Th(name, scope="col") for name in names)]
        )
    )
    body = html.Tbody(
        [
            html.Tr(
                [
                    html.Th(name, scope="row"),
                    *(cell(row.pairs.get((said, judged), 0), is_agreed=said == judged) for judged in values),
                ]
            )
            for said, name in zip(values, names, strict=True)
        ]
    )
    table = html.Table([head, body], className="confusion")
    share = formats.percent(row.agreement.observed)
    said = html.P(_("Same value: %(share)s", share=share))
    return html.Div([html.Div(table, className="scrolls"), said, save_button("agreement")])


def cell(count: int, *, is_agreed: bool) -> html.Td:
    look = "is-none" if count == 0 else "is-agreed" if is_agreed else "is-confused"
    return html.Td(formats.number(count), className=look)


def values_of(pairs: Pairs) -> list[str]:
    """Verdicts in their own order, other values alphabetically."""
    found = {value for pair in pairs for value in pair}
    return sorted(found, key=lambda value: (list(VERDICTS).index(value) if value in VERDICTS else 9, value))


def name_of(about: str, value: str) -> str:
    if value in VERDICTS:
        return str(_(VERDICTS[value][0]))
    return texts.say(dict(CLASS_NAMES.get(about, JUDGED)), value)


def claims_table(rows: Sequence[Calibration]) -> Component:
    """Claims have no alternative value to confuse them with, so only the share of right ones is shown."""
    head = [_("Claims"), _("Version"), _("Right"), _("Marks")]
    body = [
        html.Tr(
            [
                html.Th(subject(row.judged.subject), scope="row"),
                html.Td(
                    f"{prompt_version(row.judged.version)} · {author(row.judged.model)}", className="faint"
                ),
                html.Td(formats.percent(row.agreement.observed), className="numbers"),
                html.Td(formats.number(row.agreement.n), className="numbers"),
            ]
        )
        for row in rows
    ]
    columns = html.Thead(html.Tr([html.Th(name, scope="col") for name in head]))
    table = html.Table([columns, html.Tbody(body)], className="plain-table")
    return html.Div([html.Div(table, className="scrolls"), save_button("claims")])


def explanation() -> html.Div:
    parts: list[Any] = [
        html.P(
            _(
                "Kappa (κ) says how far people and analysis agree beyond chance: 1 is always, 0 is no better than a "
                "coin. With %(few)s marks or more and a kappa under %(limit)s a criterion is unreliable: its verdicts "
                "raise no alerts. The range in brackets holds the true value in 95 of 100 cases.",
                few=MIN_REVIEWS,
                limit=formats.decimal(RELIABLE_FROM),
            )
        ),
        html.P(
            _(
                "Marks tell the truth when the calls are not picked for their mistakes: take them from the list of calls "
                "to review. Test calls do not count; of several marks on one statement the newest does."
            )
        ),
    ]
    return html.Div(parts, className="prose")
