"""Judges the monitoring readings: which are healthy, and what to do about the others. Pure except for translation."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.state_rows import Look, State
from dashboard_app.i18n import N_
from dashboard_app.monitoring.disk import Disk
from dashboard_app.monitoring.queues import QueueState, Work, WorkerState
from dashboard_app.monitoring.voice import Voice
from db.alerting import WATCH_SILENT
from db.queries.alerts import Watched
from db.queries.operations import Operations
from db.queries.webhooks import WebhookHealth

SILENT = timedelta(minutes=8)  # RQ workers send a heartbeat at least every 7 minutes
CLOCK_SILENT = timedelta(minutes=2)
LATE = {"interactive": timedelta(seconds=10), "default": timedelta(minutes=2), "batch": timedelta(hours=6)}
LOW_DISK_SHARE, CRITICAL_DISK_SHARE = 0.15, 0.05  # free share of the disk
MEBIBYTE = 1024 * 1024
DEPENDENCIES = {"database": "PostgreSQL", "redis": "Redis", "migrations": N_("Migrations")}
QUEUES = {
    "interactive": N_("Somebody waits for it"),
    "default": N_("After each call"),
    "batch": N_("Whenever there is time"),
}

RECORDINGS = {
    "recording": N_("being recorded"),
    "captured": N_("waiting to be stored"),
    "stored": N_("kept"),
    "failed": N_("lost"),
    "absent": N_("without sound"),
    "deleted": N_("erased"),
}


def dependency_states(found: Mapping[str, Mapping[str, Any]]) -> list[State]:
    return [dependency_state(name, finding) for name, finding in found.items()]


def dependency_state(name: str, finding: Mapping[str, Any]) -> State:
    title = texts.say(DEPENDENCIES, name) if name in DEPENDENCIES else name
    is_migrations = name == "migrations"
    if finding["status"] == "up":
        return State(title, str(_("up to date") if is_migrations else _("answers")), "good")
    if is_migrations:
        word, mend = _("the database is not of this version"), _("Run `python -m db.release` on the server.")
    else:
        word = _("down: %(error)s", error=finding.get("error", ""))
        mend = _("Run `flask doctor` on the server: it says what to mend.")
    return State(title, str(word), "bad", str(mend))


def voice_state(found: Voice, live_calls: int) -> State:
    calls = str(_("calls now: %(count)s", count=live_calls))
    if found.milliseconds is None:
        return State(
            str(_("Voice process")),
            f"{found.error} · {calls}",
            "bad",
            str(
                _(
                    "%(address)s does not answer: new calls are forwarded or lost. Start it again.",
                    address=found.address,
                )
            ),
        )
    return State(str(_("Voice process")), f"{found.milliseconds} ms · {calls}")


def worker_states(work: Work, now: datetime) -> list[State]:
    if not work.workers:
        mend = _("Nothing is analysed until one runs: python -m workers")
        return [State(str(_("Workers")), str(_("none")), "bad", str(mend))]
    listed = sorted(work.workers, key=lambda one: one.name)
    return [worker_state(one, number, now) for number, one in enumerate(listed, start=1)]


def worker_state(one: WorkerState, number: int, now: datetime) -> State:
    """Shows the worker's number, because RQ's worker names are random."""
    is_silent = one.heard_at is None or now - one.heard_at > SILENT
    words = [
        str(_("works")) if one.job else str(_("idle")),
        str(_("takes: %(queues)s", queues=", ".join(map(queue_name, one.queues)))),
        str(_("done: %(count)s", count=formats.number(one.done))),
    ]
    mend = (
        str(_("It has not been heard for a while; it may have died with its machine.")) if is_silent else ""
    )
    return State(
        str(_("Worker %(name)s", name=number)),
        " · ".join(words),
        "warn" if is_silent else "good",
        mend,
    )


def queue_name(name: str) -> str:
    return formats.quoted(texts.say(QUEUES, name))


def clock_state(clocks: Sequence[datetime | None], now: datetime) -> State:
    heard = [moment for moment in clocks if moment is not None and now - moment < CLOCK_SILENT]
    if not heard:
        mend = _("What was lost is not made good, and no sheet goes out: python -m workers.clock")
        return State(str(_("Clock")), str(_("not running")), "bad", str(mend))
    return State(str(_("Clock")), str(_("runs")))


def watch_state(found: Watched | None, now: datetime) -> State:
    """The watch's last run: if it is down, no alerts must not look like all is well."""
    name = str(_("Watch for alerts"))
    if found is None:
        return State(
            name,
            str(_("has never run")),
            "warn",
            str(_("The first look comes within minutes of the server's start.")),
        )
    words = str(_("%(time)s ago", time=formats.span(now - found.ran_at)))
    if now - found.ran_at > WATCH_SILENT:
        mend = _("Nothing new would be noticed. Do the clock and the workers run?")
        return State(name, words, "bad", str(mend))
    if found.failed:
        return State(
            name, words, "warn", str(_("Could not be looked at: %(names)s", names=", ".join(found.failed)))
        )
    return State(name, words)


def webhook_state(found: WebhookHealth) -> State:
    name = str(_("Webhooks"))
    if not found.endpoints:
        return State(name, str(_("none")), "calm")
    words = [
        str(_("waiting: %(count)s", count=formats.number(found.waiting))),
        str(_("lost in a day: %(count)s", count=formats.number(found.lost))),
        str(_("switched off for their failures: %(count)s", count=found.stopped)),
    ]
    mend = _("Why they do not arrive stands in the settings, under “Webhooks”.")
    is_bad = found.lost or found.stopped
    look: Look = "bad" if found.stopped else "warn" if found.lost else "good"
    return State(name, " · ".join(words), look, str(mend) if is_bad else "")


def queue_state(one: QueueState, now: datetime) -> State:
    waited = now - one.oldest_at if one.oldest_at else timedelta()
    is_late = one.waiting > 0 and waited > LATE[one.name]
    words = [
        str(_("waiting: %(count)s", count=one.waiting)),
        str(_("running: %(count)s", count=one.running)),
        str(_("failed: %(count)s", count=one.failed)),
    ]
    if one.waiting and one.oldest_at:
        words.append(str(_("the oldest for %(time)s", time=formats.span(waited))))
    look: Look = "bad" if is_late else "warn" if one.failed else "good"
    mend = str(_("More work comes than is done: raise WORKER_PROCESSES.")) if is_late else ""
    return State(str(_(QUEUES[one.name])), " · ".join(words), look, mend)


def outbox_state(found: Operations, now: datetime) -> State:
    waited = now - found.oldest_undelivered_at if found.oldest_undelivered_at else timedelta()
    is_late = waited > timedelta(seconds=30)
    word = str(_("waiting: %(count)s", count=found.undelivered))
    mend = str(_("Pages are behind. Is Redis there, and does the clock run?")) if is_late else ""
    return State(str(_("Events to the pages")), word, "warn" if is_late else "good", mend)


def disk_states(found: Disk | None) -> list[State]:
    if found is None:
        return [State(str(_("Disk")), str(_("cannot be read")), "bad")]
    look: Look = (
        "bad"
        if found.free_share < CRITICAL_DISK_SHARE
        else "warn"
        if found.free_share < LOW_DISK_SHARE
        else "good"
    )
    free = _(
        "%(free)s free of %(total)s (%(share)s)",
        free=size(found.free),
        total=size(found.total),
        share=formats.percent(found.free_share),
    )
    mend = (
        str(_("A full disk costs recordings first: make room, or move DATA_DIR.")) if look != "good" else ""
    )
    waiting = found.waiting
    return [
        State(str(_("Disk")), str(free), look, mend),
        State(
            str(_("Waiting for the database")),
            size(waiting.get("spool", 0)),
            "calm",
        ),
        State(str(_("Tapes that are not stored yet")), size(waiting.get("tapes", 0)), "calm"),
    ]


def size(count: int) -> str:
    if count >= 1024 * MEBIBYTE:
        return f"{formats.number(round(count / MEBIBYTE / 1024, 1))} GiB"
    return f"{formats.number(round(count / MEBIBYTE, 1))} MiB"


def call_states(found: Operations, now: datetime) -> list[State]:
    """Calls, analyses and recordings of the last 24 hours."""
    last = formats.span(now - found.last_call_at) if found.last_call_at else None
    failed = sum(found.failed_analyses.values())
    codes = ", ".join(f"{code}: {count}" for code, count in sorted(found.failed_analyses.items()))
    lost = found.recordings.get("failed", 0)
    return [
        State(
            str(_("Last call")),
            str(_("%(time)s ago", time=last)) if last else str(_("none yet")),
            "calm",
        ),
        State(
            str(_("Calls not read yet")),
            str(found.unread),
            "warn" if found.unread else "good",
            str(_("The clock queues them again every minute.")) if found.unread else "",
        ),
        State(str(_("Calls that failed")), str(found.failed_calls), "warn" if found.failed_calls else "good"),
        State(
            str(_("AI analyses that failed")),
            f"{failed} ({codes})" if failed else "0",
            "warn" if failed else "good",
        ),
        State(
            str(_("Recordings")),
            " · ".join(
                f"{texts.say(RECORDINGS, name)}: {formats.number(count)}"
                for name, count in sorted(found.recordings.items())
            )
            or str(_("none yet")),
            "warn" if lost else "good",
        ),
    ]


def budget_state(name: str, spent: Decimal, limit: Decimal | None) -> State:
    if limit is None:
        return State(name, str(_("%(spent)s, no limit set", spent=formats.money(spent))), "calm")
    share = float(spent / limit) if limit else 1.0
    word = _("%(spent)s of %(limit)s", spent=formats.money(spent), limit=formats.money(limit))
    look: Look = "bad" if share >= 1 else "warn" if share >= 0.8 else "good"
    mend = str(_("No analysis starts that would pass it.")) if share >= 0.8 else ""
    return State(name, str(word), look, mend)
