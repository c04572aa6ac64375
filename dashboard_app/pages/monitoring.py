"""Health of the server: dependencies, processes, queues, disk and budgets."""

from datetime import UTC, datetime
from typing import Any

from dash import Input, Output, callback, dcc, html
from flask import current_app
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.access.members import member
from dashboard_app.access.rules import KEEPERS
from dashboard_app.components.cards import card
from dashboard_app.components.state_rows import State, state_rows
from dashboard_app.components.states import nothing_here
from dashboard_app.monitoring.disk import read_disk
from dashboard_app.monitoring.queues import FailedJob, Work, read_work
from dashboard_app.monitoring.states import (
    budget_state,
    call_states,
    clock_state,
    dependency_states,
    disk_states,
    outbox_state,
    queue_state,
    voice_state,
    watch_state,
    webhook_state,
    worker_states,
)
from dashboard_app.monitoring.voice import ask_voice
from dashboard_app.viewer import current_viewer, database, reading
from db.actions.ledger import spent
from db.actions.organizations import settings_of
from db.ai_budget import read_budget_rules
from db.queries.alerts import watched
from db.queries.operations import Operations, operations
from db.queries.webhooks import webhook_health
from workers.budget import day_budget, day_start, month_budget
from workers.settings import WorkerSettings

BODY, TICK = "monitoring-body", "monitoring-tick"
EVERY_MS = 5000


def title() -> str:
    return str(_("Supervision")) + " · AutoBox"


def layout(**_query: Any) -> html.Div:
    words = _("What the calls depend on, as it is now. It looks again every five seconds.")
    head = html.Div(html.Div([html.H1(_("Supervision")), html.P(words)]), className="page-head")
    return html.Div(
        [
            dcc.Interval(id=TICK, interval=EVERY_MS),
            head,
            html.Div(body(), id=BODY, className="stack"),
        ]
    )


@callback(Output(BODY, "children"), Input(TICK, "n_intervals"), prevent_initial_call=True)
def look_again(_ticks: int) -> Any:
    return body()


def body() -> list[Any]:
    """Server details are for the host's administrators and supervisors; others see only their own organization."""
    viewer, now = current_viewer(), datetime.now(UTC)
    with reading() as session:
        found = operations(session, organization_id=viewer.organization_id, now=now)
        watch = watched(session, organization_id=viewer.organization_id)
        webhooks = webhook_health(session, organization_id=viewer.organization_id, now=now)
    about_calls = [*call_states(found, now), watch_state(watch, now), webhook_state(webhooks)]
    calls = card(_("Calls"), state_rows(about_calls), note=_("last 24 hours"))
    budgets = card(_("Budgets for AI analyses"), state_rows(budget_states(now)), anchor="budgets")
    if not (member().is_host and member().role in KEEPERS):
        return [html.Div([calls, budgets], className="halves"), looked_at(now)]
    work = read_work(current_app.extensions["job_queue"])
    server = [
        html.Div(
            [
                card(_("Depends on"), state_rows(dependencies(found))),
                card(_("Processes"), processes(work, now)),
            ],
            className="halves",
        ),
        html.Div(
            [
                card(_("Queues"), queues(work, found, now), anchor="queues"),
                card(_("This machine"), state_rows(disk_states(read_disk(data_dir()))), anchor="machine"),
            ],
            className="halves",
        ),
    ]
    jobs = card(_("Jobs that failed"), failed_jobs(work), note=jobs_link())
    return [*server, html.Div([calls, budgets], className="halves"), jobs, looked_at(now)]


def data_dir() -> Any:
    return database().settings.data_dir


def dependencies(found: Operations) -> list[State]:
    states = dependency_states(current_app.extensions["dependencies"]())
    bridge = current_app.extensions.get("bridge")
    if bridge is not None:
        states.append(voice_state(ask_voice(bridge.settings.voice_url), found.live_calls))
    return states


def processes(work: Work | None, now: datetime) -> Any:
    if work is None:
        return redis_away()
    return state_rows([clock_state(work.clocks, now), *worker_states(work, now)])


def queues(work: Work | None, found: Operations, now: datetime) -> Any:
    if work is None:
        return redis_away()
    return state_rows([*(queue_state(one, now) for one in work.queues), outbox_state(found, now)])


def redis_away() -> Any:
    return nothing_here(
        _("Redis does not answer"),
        _("Calls go on; jobs wait, and pages are told of nothing until it is back."),
        symbol="exclamation-triangle",
        small=True,
    )


def budget_states(now: datetime) -> list[State]:
    """Days and months follow the organization's time zone."""
    user, settings = member(), current_app.extensions["worker_settings"]
    assert isinstance(settings, WorkerSettings)  # noqa: S101 (for the type)
    day = day_start(user.timezone, now)
    with reading() as session:
        own = read_budget_rules(settings_of(session, user.organization_id))
        periods = (
            (_("Today"), day, day_budget(settings, own)),
            (_("This month"), day.replace(day=1), month_budget(settings, own)),
        )
        return [
            budget_state(
                name,
                spent(session, organization_id=user.organization_id, kind="ai_analysis", since=since),
                limit,
            )
            for name, since, limit in periods
        ]


def jobs_link() -> Any:
    return html.A(_("All jobs"), href="/jobs/") if member().role == "admin" else None


def failed_jobs(work: Work | None) -> Any:
    if work is None:
        return redis_away()
    if not work.failed:
        return nothing_here(
            _("No job has failed"),
            _("One that fails three times stays here until somebody runs it again."),
            symbol="check-circle",
            small=True,
        )
    head = html.Thead(
        html.Tr([html.Th(words, scope="col") for words in (_("Job"), _("Queue"), _("When"), _("Error"))])
    )
    rows = html.Tbody([failed_row(job) for job in work.failed])
    return html.Div(
        html.Table([head, rows], className="rate-table is-text"), className="table-place", tabIndex="0"
    )


def failed_row(job: FailedJob) -> html.Tr:
    when = formats.full_moment(job.ended_at) if job.ended_at else formats.NOTHING
    return html.Tr([html.Th(job.what, scope="row"), html.Td(job.queue), html.Td(when), html.Td(job.error)])


def looked_at(now: datetime) -> html.P:
    return html.P(
        _("Last checked %(time)s.", time=formats.full_moment(now)), className="faint", role="status"
    )
