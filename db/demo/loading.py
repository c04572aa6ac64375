"""Into the database by COPY, a batch at a time. Old calls bring no events: nobody waits for them."""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from db.demo.generator import DemoCall
from db.demo.rendering import VERSION

BATCH = 5000
NUMBER = "+34971550100"
COLUMNS = {
    "conversations": "id, organization_id, twilio_call_sid, direction, phone_number, called_number, status, end_reason, is_test,"
    " is_simulated, language, started_at, answered_at, forwarded_at, forwarded_to, ended_at, duration_seconds",
    "turns": "conversation_id, position, role, text, started_ms, ended_ms",
    "conversation_analysis": "conversation_id, analysis_type, status, progress, results, version, model, created_at, started_at,"
    " finished_at",
    "ledger_entries": "organization_id, conversation_id, kind, reference, amount, currency, certainty, occurred_at",
}
NULL = "\\N"
END_REASONS = {
    "transferred_to_human": "transferred",
    "abandoned": "caller_hangup",
    "appointment_booked": "agent_hangup",
}
MINUTE_EUR = 0.0085
AGENT_MINUTE_EUR = 0.074


def load(
    session: Session, calls: Iterable[DemoCall], *, organization_id: UUID, tell: Callable[[int], None]
) -> int:
    """How many; `tell` hears the count after each batch."""
    connection: Any = session.connection().connection.cursor()
    count = 0
    for batch in batches(calls):
        for table, lines in LINES.items():
            text = "".join(line for call in batch for line in lines(call, str(organization_id)))
            connection.copy_expert(f"COPY {table} ({COLUMNS[table]}) FROM STDIN", io.StringIO(text))
        count += len(batch)
        tell(count)
    return count


def batches(calls: Iterable[DemoCall]) -> Iterator[list[DemoCall]]:
    source = iter(calls)
    while batch := list(islice(source, BATCH)):
        yield batch


def conversation_lines(call: DemoCall, organization_id: str) -> Iterator[str]:
    answered = call.started_at + timedelta(seconds=2) if call.spoken else None
    is_transfer = call.kind == "forwarded" or (
        call.spoken is not None and call.spoken.outcome == "transferred_to_human"
    )
    ended = (answered or call.started_at + timedelta(seconds=18)) + timedelta(seconds=call.duration_seconds)
    forwarded = ended - timedelta(seconds=1) if is_transfer else None
    yield row(
        call.id, organization_id, f"CA{call.id}", "inbound", call.phone_number, NUMBER,
        "failed" if call.kind == "missed" else "completed", end_reason(call), call.is_test, True, call.language, call.started_at,
        answered, forwarded, "+34600999888" if forwarded else None, ended, call.duration_seconds,
    )  # fmt: skip


def end_reason(call: DemoCall) -> str:
    if call.spoken is None:
        return "transferred" if call.kind == "forwarded" else "agent_unreachable"
    return END_REASONS.get(call.spoken.outcome, "caller_hangup")


def turn_lines(call: DemoCall, _organization_id: str) -> Iterator[str]:
    return (call.id + line for line in call.spoken.turn_lines) if call.spoken else iter(())


def analysis_lines(call: DemoCall, _organization_id: str) -> Iterator[str]:
    if call.spoken is None:
        return
    at = call.started_at + timedelta(seconds=call.duration_seconds + 4)
    yield analysis(call, "programmatic", call.spoken.reading, None, at)
    if call.has_ai:
        yield analysis(call, "ai", call.spoken.ai, "simulated", at + timedelta(seconds=40))


def analysis(call: DemoCall, kind: str, results: str, model: str | None, at: datetime) -> str:
    return row(call.id, kind, "completed", 1, results, VERSION, model, at, at, at)


def ledger_lines(call: DemoCall, organization_id: str) -> Iterator[str]:
    minutes = -(-call.duration_seconds // 60)
    at = call.started_at + timedelta(seconds=call.duration_seconds + 5)
    lines = [("carrier_call", f"{minutes * MINUTE_EUR:.6f}", "known")]
    if call.spoken:
        agent = f"{call.duration_seconds / 60 * AGENT_MINUTE_EUR:.6f}"
        lines.append(("agent_minutes", agent, "estimated"))
        lines.append(
            ("agent_model", NULL, "unknown")
            if call.duration_seconds % 7 == 0
            else ("agent_model", "0.001900", "estimated")
        )
    if call.spoken and call.has_ai:
        lines.append(("ai_analysis", "0.000800", "estimated"))
    for kind, amount, certainty in lines:
        yield row(organization_id, call.id, kind, "demo", amount, "EUR", certainty, at)


def row(*values: object) -> str:
    return (
        "\t".join(
            NULL if value is None else value if isinstance(value, str) else str(value) for value in values
        )
        + "\n"
    )


LINES: dict[str, Callable[[DemoCall, str], Iterator[str]]] = {
    "conversations": conversation_lines,
    "turns": turn_lines,
    "conversation_analysis": analysis_lines,
    "ledger_entries": ledger_lines,
}
