"""All AI analyses of a call. None replaces another, so they can be compared."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import String, and_, select
from sqlalchemy.orm import Session

from db.models import ConversationAnalysis, LedgerEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One AI analysis. `amount` is None if the cost is unknown; `wanted_prompt` is None for the default."""

    id: UUID
    status: str
    error: dict[str, Any] | None
    version: str
    wanted_prompt: str | None
    model: str | None
    results: dict[str, Any]
    usage: dict[str, Any]
    created_at: datetime
    finished_at: datetime | None
    amount: Decimal | None
    certainty: str | None

    @property
    def prompt(self) -> str | None:
        found = self.results.get("prompt", self.wanted_prompt)
        return found if isinstance(found, str) else None

    @property
    def latency_ms(self) -> int | None:
        return whole(self.results.get("latency_ms"))

    @property
    def proven(self) -> int | None:
        return whole(self.results.get("proven"))

    @property
    def dropped(self) -> int | None:
        counts = self.results.get("dropped")
        return whole(counts.get("count")) if isinstance(counts, dict) else None

    @property
    def tokens(self) -> int | None:
        """Input and output tokens of all requests of the analysis."""
        used = [request.get("usage") for request in self.usage.get("requests") or ()]
        known = [sum(one.get(name) or 0 for name in ("input_tokens", "output_tokens")) for one in used if one]
        return sum(known) if known else None


def whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def ai_versions(session: Session, conversation_id: UUID) -> list[Version]:
    """Newest first, also those that run or failed."""
    line = and_(
        LedgerEntry.conversation_id == ConversationAnalysis.conversation_id,
        LedgerEntry.kind == "ai_analysis",
        LedgerEntry.reference == ConversationAnalysis.id.cast(String),
    )
    statement = (
        select(ConversationAnalysis, LedgerEntry.amount, LedgerEntry.certainty)
        .outerjoin(LedgerEntry, line)
        .where(
            ConversationAnalysis.conversation_id == conversation_id,
            ConversationAnalysis.analysis_type == "ai",
        )
        .order_by(ConversationAnalysis.created_at.desc(), ConversationAnalysis.id)
    )
    return [version_of(*row) for row in session.execute(statement)]


def version_of(row: ConversationAnalysis, amount: Decimal | None, certainty: str | None) -> Version:
    return Version(
        id=row.id,
        status=row.status,
        error=row.error,
        version=row.version,
        wanted_prompt=row.wanted_prompt,
        model=row.model,
        results=row.results or {},
        usage=row.usage or {},
        created_at=row.created_at,
        finished_at=row.finished_at,
        amount=amount,
        certainty=certainty,
    )
