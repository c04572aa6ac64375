"""One call: what was said, what it means, what it cost, what happened. The same page while the call runs."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from flask_babel import gettext as _

from dashboard_app import live_feed
from dashboard_app.access.members import may_write
from dashboard_app.asking import asker, reading
from dashboard_app.components import ai_panel, call_head
from dashboard_app.components.badges import LIVE
from dashboard_app.components.cards import card
from dashboard_app.components.costs import cost_table
from dashboard_app.components.findings import findings
from dashboard_app.components.proof import evidence_marks, object_of, text_of
from dashboard_app.components.take_over import take_over
from dashboard_app.components.timeline import timeline
from dashboard_app.components.transcript import transcript
from dashboard_app.pages.not_found import no_such_call
from db.queries.call_page import call_analyses, call_costs, call_events, call_facts, call_turns
from db.queries.frames import records

CALL, TICK, FALLBACK, ASKED = "call-id", "call-tick", "call-fallback", "call-ai-asked"
HEAD, TRANSCRIPT, FINDINGS, AI, COSTS, EVENTS = (
    "call-head",
    "call-transcript",
    "call-findings",
    "call-ai",
    "call-costs",
    "call-events",
)
TAKE_OVER, TAKE_STATUS = "call-take-over", "call-take-over-status"
REFUSED, WORDS = "call-ai-refused", "call-ai-words"
FALLBACK_MS = 3000


@dataclass(frozen=True, slots=True)
class Shown:
    """A call with all that its page shows."""

    facts: dict[str, Any]
    turns: list[dict[str, Any]]
    rules: dict[str, Any] | None
    ai: dict[str, Any] | None
    costs: list[dict[str, Any]]
    events: list[dict[str, Any]]

    @property
    def is_live(self) -> bool:
        return self.facts["status"] in LIVE


def title(conversation_id: str = "") -> str:  # noqa: ARG001 (Dash passes the parts of the path)
    return str(_("Call")) + " · AutoBox"


def layout(conversation_id: str = "", **_query: str) -> html.Div:
    found = load(conversation_id)
    if found is None:
        return no_such_call()
    head, spoken, rules, ai, costs, events = sections(found)
    side = [
        card(
            _("Analysis by AI"),
            [html.Div(ai, id=AI), html.Div(id=REFUSED, className="refused", role="alert")],
        ),
        card(_("Findings"), html.Div(rules, id=FINDINGS), note=_("by rules")),
        card(_("Costs"), html.Div(costs, id=COSTS)),
        card(_("What happened"), html.Div(events, id=EVENTS)),
    ]
    columns = html.Div([dialogue(spoken), html.Div(side, className="call-side")], className="call-columns")
    acts = html.Div(take_over(conversation_id, found.facts["status"], may_act=may_write()), id=TAKE_OVER)
    return html.Div(
        [*plumbing(conversation_id, found.facts["status"]), html.Div(head, id=HEAD), acts, columns]
    )


def dialogue(spoken: Any) -> html.Section:
    latest = html.Button(_("To the latest"), className="btn btn-light btn-sm shadow-sm", type="button")
    parts = [
        html.Div(html.H2(_("Conversation")), className="card-head"),
        html.Div(spoken, id=TRANSCRIPT),
        html.Div(latest, className="to-latest"),
    ]
    return html.Section(parts, className="card-box call-dialogue")


def plumbing(conversation_id: str, status: str) -> list[Any]:
    return [
        dcc.Store(id=CALL, data=conversation_id),
        dcc.Store(id=ASKED),
        dcc.Store(id=WORDS, data=ai_panel.refusals()),
        dcc.Store(id=TICK),
        dcc.Store(id=TAKE_STATUS, data=status),
        live_feed.feed_of(live_feed.room_of_call(conversation_id)),
        dcc.Interval(id=FALLBACK, interval=FALLBACK_MS),
    ]


def load(conversation_id: str) -> Shown | None:
    """None for what is no id, and for calls of others."""
    try:
        wanted = UUID(conversation_id)
    except ValueError:
        return None
    with reading() as session:
        facts = call_facts(session, organization_id=asker().organization_id, conversation_id=wanted)
        if facts is None:
            return None
        frames = [
            question(session, conversation_id=wanted)
            for question in (call_turns, call_analyses, call_costs, call_events)
        ]
    turns, analyses, costs, events = (records(frame) for frame in frames)
    newest = {
        kind: next((row for row in analyses if row["analysis_type"] == kind), None)
        for kind in ("programmatic", "ai")
    }
    rules = newest["programmatic"]["results"] if newest["programmatic"] else None
    return Shown(facts, turns, rules, with_step(newest["ai"], events), costs, events)


def with_step(analysis: dict[str, Any] | None, events: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Which step an analysis has reached stands only in its events."""
    if analysis is None:
        return None
    steps = [
        event["data"].get("step")
        for event in events
        if event["event_type"] == "analysis.progress" and event["data"].get("analysis_type") == "ai"
    ]
    return {**analysis, "step": steps[-1] if steps else None}


def sections(found: Shown) -> tuple[Any, ...]:
    rules = found.rules or {}
    names = ("outcome", "urgency")
    read = {name: text_of(object_of(rules.get(name)).get("value")) for name in names}
    caller = object_of(object_of(rules.get("entities")).get("caller_name")).get("value")
    facts = {**found.facts, **read, "caller_name": text_of(caller)}
    ai = ai_panel.ai_panel(
        found.ai, is_over=not found.is_live, has_turns=bool(found.turns), may_start=may_write()
    )
    return (
        call_head.call_head(facts, now=asker().now),
        transcript(found.turns, evidence_marks(rules), is_live=found.is_live),
        findings(found.rules),
        ai,
        cost_table(found.costs),
        [timeline(found.facts, found.events), call_head.ids_of(found.facts)],
    )


@callback(
    [Output(part, "children") for part in (HEAD, TRANSCRIPT, FINDINGS, AI, COSTS, EVENTS)],
    Input(TICK, "data"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
def show_again(_tick: object, conversation_id: str) -> tuple[Any, ...]:
    """The whole call as it is now: what came twice or was missed makes no difference."""
    found = load(conversation_id)
    return sections(found) if found is not None else (no_update,) * 6


@callback(
    Output(TAKE_OVER, "children"),
    Output(TAKE_STATUS, "data"),
    Input(TICK, "data"),
    State(CALL, "data"),
    State(TAKE_STATUS, "data"),
    prevent_initial_call=True,
)
def offer_to_take_over(_tick: object, conversation_id: str, shown: str | None) -> tuple[Any, Any]:
    """Drawn anew only where the call's state is new: a question that somebody is reading stays."""
    with reading() as session:
        facts = call_facts(
            session, organization_id=asker().organization_id, conversation_id=UUID(conversation_id)
        )
    if facts is None or facts["status"] == shown:
        return no_update, no_update
    return take_over(conversation_id, facts["status"], may_act=may_write()), facts["status"]


# A tick for each event of the call's room, and one every few seconds while the live channel is down.
clientside_callback(
    ClientsideFunction("call", "tick"),
    Output(TICK, "data"),
    Input({"type": "live", "topic": live_feed.ANY}, "data"),
    Input(FALLBACK, "n_intervals"),
    Input(ASKED, "data"),
    State(CALL, "data"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("call", "analyse"),
    Output(ASKED, "data"),
    Output(REFUSED, "children"),
    Input(ai_panel.BUTTON, "n_clicks"),
    State(CALL, "data"),
    State(WORDS, "data"),
    prevent_initial_call=True,
)
