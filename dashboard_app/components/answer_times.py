"""How long the caller waited for each answer, broken down by cause. Time without a known cause is shown as unexplained, never dropped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.proof import object_of
from dashboard_app.components.series_table import save_button
from dashboard_app.components.states import nothing_here
from dashboard_app.i18n import N_

# In chronological order; keys are those of `turn_phases` in a call's facts.
PHASES = {
    "recognition_ms": N_("Understanding the words"),
    "model_ms": N_("Thinking"),
    "tool_ms": N_("Looking something up"),
    "speech_ms": N_("Beginning to speak"),
}
REST = N_("Unexplained")
TALLEST_MS = 2500  # minimum scale of the bars, so that quick answers look quick


@dataclass(frozen=True, slots=True)
class Answer:
    """`gap_ms` is None if the end of the caller's speech is unknown, and negative if the agent spoke over the caller."""

    position: int
    started_ms: int
    gap_ms: int | None
    phases: Mapping[str, int] = field(default_factory=dict)

    @property
    def rest_ms(self) -> int | None:
        """Time not covered by any phase. Phases may overlap, so their sum can exceed the gap."""
        return None if self.gap_ms is None else max(self.gap_ms - sum(self.phases.values()), 0)


def answers_of(
    turns: Sequence[Mapping[str, Any]],
    facts: Mapping[str, Any],
    gaps: Sequence[Mapping[str, Any]] = (),
) -> list[Answer]:
    """Agent turns that follow a caller turn. `gaps` are measured on the recording; without them, transcript times are used."""
    measured = {gap.get("position"): int(gap["gap_ms"]) for gap in gaps}
    known = phases_by_position(turns, facts.get("turn_phases"))
    found = []
    for before, turn in pairwise(turns):
        if before["role"] != "user" or turn["role"] != "agent" or turn.get("started_ms") is None:
            continue
        started, ended = int(turn["started_ms"]), before.get("ended_ms")
        gap = measured.get(turn["position"], started - int(ended) if ended is not None else None)
        phases = object_of(known.get(turn["position"]))
        kept = {name: int(phases[name]) for name in PHASES if isinstance(phases.get(name), int | float)}
        found.append(Answer(int(turn["position"]), started, gap, kept))
    return found


def phases_by_position(turns: Sequence[Mapping[str, Any]], phases: Any) -> dict[Any, Any]:
    """Empty if the provider counted a different number of agent turns than we did: they could not be matched."""
    places = [turn["position"] for turn in turns if turn["role"] == "agent"]
    if not isinstance(phases, list) or len(phases) != len(places):
        return {}
    return dict(zip(places, phases, strict=True))


def answer_times(answers: Sequence[Answer], *, is_measured: bool = False) -> Component:
    timed = [answer for answer in answers if answer.gap_ms is not None]
    if not timed:
        text = _("When the caller stopped speaking is not known for this call, so nothing can be said.")
        return nothing_here(_("Waiting times unknown"), text, symbol="hourglass", small=True)
    tallest = max(TALLEST_MS, *(answer.gap_ms or 0 for answer in timed))
    chart = html.Div([bar(answer, tallest) for answer in answers], className="answer-bars")
    source = _("measured on the recording") if is_measured else _("by the times of the transcript")
    return html.Div([summary(timed, source), chart, legend(timed), table(answers)], className="answer-times")


def summary(timed: Sequence[Answer], source: str) -> html.P:
    slowest = max(timed, key=lambda answer: answer.gap_ms or 0)
    middle = median(answer.gap_ms or 0 for answer in timed)
    return html.P(
        _(
            "Half of the answers came within %(median)s, the slowest after %(slowest)s (turn %(turn)s).",
            median=seconds(round(middle)),
            slowest=seconds(slowest.gap_ms),
            turn=slowest.position,
        )
        + f" · {source}",
        className="faint",
    )


def bar(answer: Answer, tallest_ms: int) -> html.Button:
    parts: list[Any] = []
    if answer.gap_ms is None:
        parts.append(html.Span(className="is-unknown", style={"height": "100%"}))
    else:
        parts.append(segment("rest", answer.rest_ms or 0, tallest_ms))
        parts += [segment(name, ms, tallest_ms) for name, ms in reversed(list(answer.phases.items()))]
    name = description(answer)
    return html.Button(
        parts,
        type="button",
        className="answer-bar",
        title=name,
        **attributes(aria_label=name, data_seek=str(answer.started_ms), data_turn=str(answer.position)),
    )


def segment(name: str, milliseconds: int, tallest_ms: int) -> html.Span:
    share = min(milliseconds / tallest_ms, 1)
    return html.Span(className=f"of-{name.removesuffix('_ms')}", style={"height": f"{share * 100:.1f}%"})


def description(answer: Answer) -> str:
    if answer.gap_ms is None:
        return str(_("Turn %(turn)s: waiting time unknown", turn=answer.position))
    if answer.gap_ms < 0:
        return str(_("Turn %(turn)s: the agent spoke over the caller", turn=answer.position))
    parts = [f"{_(PHASES[name])} {seconds(ms)}" for name, ms in answer.phases.items()]
    parts.append(f"{_(REST)} {seconds(answer.rest_ms)}")
    whole = _("Turn %(turn)s: %(time)s", turn=answer.position, time=seconds(answer.gap_ms))
    return f"{whole} ({', '.join(parts)})"


def legend(timed: Sequence[Answer]) -> html.Div:
    names = [name for name in PHASES if any(name in answer.phases for answer in timed)]
    items = [html.Li([html.I(className=f"of-{name.removesuffix('_ms')}"), _(PHASES[name])]) for name in names]
    items.append(html.Li([html.I(className="of-rest"), _(REST)]))
    silent = html.P(
        _("The voice agent's provider reported no phases for this call, so all of it is unexplained."),
        className="faint",
    )
    return html.Div([html.Ul(items, className="legend"), None if names else silent])


def table(answers: Sequence[Answer]) -> html.Details:
    names = [name for name in PHASES if any(name in answer.phases for answer in answers)]
    head = [_("Turn"), _("Waited"), *(_(PHASES[name]) for name in names), _(REST)]
    rows = [
        html.Tr(
            [
                html.Th(html.A(str(answer.position), href=f"#turn-{answer.position}"), scope="row"),
                html.Td(seconds(answer.gap_ms)),
                *(html.Td(seconds(answer.phases.get(name))) for name in names),
                html.Td(seconds(answer.rest_ms)),
            ]
        )
        for answer in answers
    ]
    heading = html.Thead(html.Tr([html.Th(name, scope="col") for name in head]))
    shown = html.Table([heading, html.Tbody(rows)], className="plain-table")
    return html.Details(
        [html.Summary(_("As a table")), shown, save_button("waits")], **attributes(data_stays="waits")
    )


def seconds(milliseconds: int | None) -> str:
    return _("unknown") if milliseconds is None else f"{formats.number(milliseconds / 1000)}{formats.GAP}s"
