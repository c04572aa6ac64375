"""Measurements of a call's recording. Figures are columns, so metrics and alerts can count them."""

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, JsonObject, Word


class SoundMeasurement(Base):
    """The newest measurement of a call. Milliseconds of the recording's clock; decibels below full scale; shares from 0 to 1.

    `quality` is 0 to 100; `reasons` say what it lacks, `regions` and `gaps` what a page draws. Peaks are a byte for each twentieth of a second.
    """

    __tablename__ = "sound_measurements"
    __table_args__ = (
        CheckConstraint("quality BETWEEN 0 AND 100", name="quality"),
        CheckConstraint("lost_share BETWEEN 0 AND 1", name="lost_share"),
        Index("ix_sound_measurements_quality", "organization_id", "quality"),
    )

    conversation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True
    )
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.id"))
    version: Mapped[Word]
    measured_at: Mapped[datetime] = mapped_column(server_default=func.now())
    quality: Mapped[int]
    reasons: Mapped[list[JsonObject]] = mapped_column(JSONB)
    regions: Mapped[list[JsonObject]] = mapped_column(JSONB)
    gaps: Mapped[list[JsonObject]] = mapped_column(JSONB)
    caller_peaks: Mapped[bytes]
    agent_peaks: Mapped[bytes]
    duration_ms: Mapped[int]
    first_audio_ms: Mapped[int | None]
    answers: Mapped[int]
    heard_gap_p50_ms: Mapped[int | None]
    heard_gap_p95_ms: Mapped[int | None]
    heard_gap_max_ms: Mapped[int | None]
    agent_speech_ms: Mapped[int]
    caller_speech_ms: Mapped[int]
    overlap_ms: Mapped[int]
    silence_agent_ms: Mapped[int]
    silence_caller_ms: Mapped[int]
    silence_hold_ms: Mapped[int]
    silence_bridge_ms: Mapped[int]
    longest_silence_ms: Mapped[int]
    caller_interruptions: Mapped[int]
    agent_interruptions: Mapped[int]
    lost_frames: Mapped[int]
    lost_share: Mapped[float]
    jitter_ms: Mapped[float]
    caller_level_db: Mapped[float | None]
    caller_noise_db: Mapped[float | None]
    agent_level_db: Mapped[float | None]
    clipped_ms: Mapped[int]
    echo_ms: Mapped[int]


FIGURES = (
    "duration_ms",
    "first_audio_ms",
    "answers",
    "heard_gap_p50_ms",
    "heard_gap_p95_ms",
    "heard_gap_max_ms",
    "agent_speech_ms",
    "caller_speech_ms",
    "overlap_ms",
    "silence_agent_ms",
    "silence_caller_ms",
    "silence_hold_ms",
    "silence_bridge_ms",
    "longest_silence_ms",
    "caller_interruptions",
    "agent_interruptions",
    "lost_frames",
    "lost_share",
    "jitter_ms",
    "caller_level_db",
    "caller_noise_db",
    "agent_level_db",
    "clipped_ms",
    "echo_ms",
)
