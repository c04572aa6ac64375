"""An experiment: what it has found, both sides beside each other, and every other figure beneath."""

from typing import Any

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.badges import badge
from dashboard_app.components.experiment_words import (
    LOOKS,
    SYMBOLS,
    about_words,
    difference_words,
    end_words,
    paused_words,
    split_words,
    verdict_words,
)
from dashboard_app.components.icons import icon
from dashboard_app.components.metric_tile import exactly, explanation, figure_tile, said, standing
from dashboard_app.components.states import note
from dashboard_app.components.step_button import step_button
from dashboard_app.experiments import Result
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from dashboard_app.panel.addresses import calls_address
from db.experiments import Experiment, Outcome
from db.models.experiment import ENDED, OTHER, PAUSED, SIDES, USUAL
from db.queries.metrics.definitions import Metric

PRESSED = "experiment-pressed"  # the store; `index` is the experiment
OPENED, INSIDE = "experiment-opened", "experiment-inside"  # of past ones
STATE_LOOKS = {"running": "is-accent", "paused": "is-warn", "ended": ""}


def experiment_card(result: Result, *, may_change: bool) -> html.Section:
    """Of one that is not over."""
    experiment = result.experiment
    state = badge(texts.say(texts.EXPERIMENT_STATES, experiment.status), STATE_LOOKS[experiment.status])
    head = html.Div([html.H2([experiment.name, " ", state]), None], className="card-head")
    return html.Section([head, experiment_body(result, may_change=may_change)], className="card-box")


def experiment_body(result: Result, *, may_change: bool) -> html.Div:
    experiment = result.experiment
    found = [finding(result), main_figure(result), html.P(split_words(result), className=split_look(result))]
    summary = html.Summary(_("All other figures"), **attributes(data_same=f"others {experiment.id}"))
    details = html.Details(
        [summary, caution(), other_figures(result)],
        className="experiment-more",
        **attributes(data_stays=f"others {experiment.id}"),
    )
    body = [
        html.P(about_words(experiment)),
        note(paused_words(experiment), kind="is-warn", symbol="pause-circle")
        if experiment.status == PAUSED
        else None,
        *found,
        details,
        *ending(result, may_change=may_change),
    ]
    return html.Div(body, className="card-body-box experiment")


def past_experiment(experiment: Experiment, found: Outcome) -> html.Section:
    """Its figures are counted when somebody opens it."""
    summary = html.Summary(
        past_line(experiment, found), id={"type": OPENED, "experiment": str(experiment.id)}, n_clicks=0
    )
    place = html.Div(id={"type": INSIDE, "experiment": str(experiment.id)})
    return html.Section(
        html.Details([summary, place], className="experiment-past"),
        className="card-box",
    )


def past_line(experiment: Experiment, found: Outcome) -> list[Any]:
    ended = formats.short_date(formats.local(experiment.ended_at).date(), with_year=True)  # type: ignore[arg-type]
    return [
        html.B(experiment.name),
        html.Span(ended, className="faint"),
        html.Span(verdict_words(found)),
    ]


def finding(result: Result) -> html.Div:
    verdict = result.outcome.verdict
    parts = [icon(SYMBOLS.get(verdict, "info-circle")), html.Span(verdict_words(result.outcome))]
    return html.Div(parts, className=f"experiment-verdict {LOOKS.get(verdict, '')}".strip())


def main_figure(result: Result) -> html.Div:
    metric = result.experiment.figure
    plans = {USUAL: result.experiment.planned_usual, OTHER: result.experiment.planned_other}
    names = {USUAL: _("The usual agent"), OTHER: _("The other agent")}
    tiles = [side_tile(result, metric, side, str(names[side]), plans[side]) for side in SIDES]
    between = html.Div(
        [
            html.Div(_("Difference"), className="tile-name"),
            html.Span(
                difference_words(metric, result.difference(metric.name)),
                className="experiment-difference numbers",
            ),
            html.Div(aim(result), className="tile-note"),
        ],
        className="tile",
    )
    title = html.H3(
        [text_of(metric).title, " ", explanation(text_of(metric))], className="section-name experiment-figure"
    )
    return html.Div([title, html.Div([*tiles, between], className="experiment-sides")])


def aim(result: Result) -> str:
    points = formats.number(round(100 * result.experiment.smallest_difference, 1))
    return str(_("Worth knowing from %(points)s points on", points=points))


def side_tile(result: Result, metric: Metric, side: str, name: str, planned: int) -> html.Div:
    figure = result.figures[side][metric.name]
    share = min(1.0, figure.n / planned)
    counted = _(
        "%(n)s of %(planned)s planned calls", n=formats.number(figure.n), planned=formats.number(planned)
    )
    bar = html.Div(
        html.Div(style={"width": f"{100 * share:.1f}%"}),
        className=f"experiment-bar is-{side}",
        **attributes(aria_hidden="true"),
    )
    notes: list[Any] = [standing(metric, figure), counted, bar]
    is_listed = figure.n and metric == metrics_of_reader().get(metric.name)
    link = calls_of(result, side, metric.name, "denominator") if is_listed else None
    return figure_tile(name, said(metric, figure.value), html.Span(), notes, href=link, is_few=figure.is_few)


def calls_of(result: Result, side: str, metric: str, part: str) -> str:
    return calls_address(
        {"experiment": str(result.experiment.id), "side": side, "metric": metric, "part": part}
    )


def split_look(result: Result) -> str:
    return "experiment-skewed" if result.is_skewed else "faint"


def caution() -> html.P:
    words = _(
        "Of about thirty figures, one or two differ clearly by chance alone. What you find here is an idea for the next experiment, not a result."
    )
    return html.P(words, className="faint")


def other_figures(result: Result) -> html.Div:
    names = ("", _("The usual agent"), _("The other agent"), _("Difference"))
    head = html.Thead(html.Tr([html.Th(name, scope="col") for name in names]))
    rows = [row(metric, result) for metric in result.others]
    return html.Div(
        html.Table([head, html.Tbody(rows)], className="cost-table version-table experiment-table"),
        className="table-place",
        tabIndex="0",
        **attributes(role="region", aria_label=str(_("All other figures"))),
    )


def row(metric: Metric, result: Result) -> html.Tr:
    words = "" if metric.kind == "count" else difference_words(metric, result.difference(metric.name))
    return html.Tr(
        [
            html.Th(text_of(metric).title, scope="row"),
            *(cell(metric, result, side) for side in SIDES),
            html.Td(words, className="amount"),
        ]
    )


def cell(metric: Metric, result: Result, side: str) -> html.Td:
    figure = result.figures[side][metric.name]
    shown: list[Any] = [exactly(metric, figure.value)]
    if metric.kind != "count":
        shown.append(html.Span(f" ({formats.number(figure.n)})", className="faint"))
    part = "denominator" if "denominator" in metric.parts else "numerator"
    link = dcc.Link(shown, href=calls_of(result, side, metric.name, part)) if figure.n else shown
    return html.Td(link, className="amount is-few" if figure.is_few else "amount")


def ending(result: Result, *, may_change: bool) -> list[Any]:
    """How it ended and what to do with that; else how it can be ended."""
    experiment = result.experiment
    if experiment.status == ENDED:
        return [html.P(end_words(experiment), className="faint"), after_it()]
    if not may_change:
        return []
    buttons = [step(experiment.id, "ask", str(_("End it…")))]
    if experiment.status == PAUSED:
        buttons.insert(0, step(experiment.id, "resume", str(_("Go on")), look="btn-primary"))
    return [html.Div(buttons, className="form-line")]


def after_it() -> html.P:
    words = _(
        "All callers have the usual agent. To let the other one answer everybody, set ELEVENLABS_AGENT_ID (or the number's agent) to its id, or copy its settings to the usual agent at ElevenLabs."
    )
    return html.P(words, className="faint")


def ask_to_end(experiment_id: object) -> html.Div:
    words = _("End the experiment? All callers then have the usual agent, and it cannot be taken up again.")
    buttons = [
        step(experiment_id, "end", str(_("End it")), look="btn-outline-danger btn-sm"),
        step(experiment_id, "close", str(_("Cancel"))),
    ]
    return html.Div(
        [html.P(words), html.Div(buttons, className="form-line")],
        className="own-rule-panel",
        **attributes(data_asks=f"end {experiment_id}"),
    )


def step(experiment: object, what: str, words: str, *, look: str = "btn-light btn-sm") -> html.Button:
    return step_button(PRESSED, what, str(experiment), words, look=look)
