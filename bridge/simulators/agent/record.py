"""The service's record of a conversation, and its JSON form in the REST API and the webhook."""

import time
from dataclasses import dataclass, field
from typing import Any

VERSION = "agtvrsn_simulated"
CREDITS_PER_MINUTE = 400


@dataclass(slots=True)
class Record:
    conversation_id: str
    agent_id: str
    authorization: str
    started_at: float = field(default_factory=time.time)  # Unix
    ended_at: float | None = None
    is_analysed: bool = False
    has_begun: bool = True  # a registered call is known before anybody speaks
    phone_call: dict[str, Any] | None = None  # of a call whose audio the carrier brings here by itself
    elapsed_ms: float = 0.0  # of audio heard: the conversation's own clock
    speech_began_ms: float = 0.0  # the caller's latest
    language: str = "es"
    initiation: dict[str, Any] = field(default_factory=dict)
    transcript: list[dict[str, Any]] = field(default_factory=list)
    termination_reason: str = ""
    error: dict[str, Any] | None = None
    complaints: list[str] = field(default_factory=list)  # what was odd but is tolerated
    context: list[str] = field(default_factory=list)  # contextual updates, as they came

    @property
    def status(self) -> str:
        if self.ended_at is None:
            return "in-progress" if self.has_begun else "initiated"
        if not self.is_analysed:
            return "processing"
        return "failed" if self.error else "done"

    @property
    def variables(self) -> dict[str, Any]:
        return dict(self.initiation.get("dynamic_variables") or {})

    def add_turn(self, role: str, message: str | None, event_id: int, **more: Any) -> dict[str, Any]:
        turn: dict[str, Any] = {
            "role": role,
            "message": message,
            "tool_calls": [],
            "tool_results": [],
            "feedback": None,
            "time_in_call_secs": int(self.elapsed_ms / 1000),
            "conversation_turn_metrics": None,
            "interrupted": False,
            "original_message": None,
            "source_medium": "audio",
            "source_event_id": event_id,
            "created_at_unix_ms": int(time.time() * 1000),
        }
        self.transcript.append(turn | more)
        return self.transcript[-1]

    def add_context(self, text: str, event_id: int) -> None:
        """A contextual update: in the transcript, marked, although nobody spoke it."""
        self.context.append(text)
        info = {"context_id": None, "is_superseded": False}
        self.add_turn("user", text, event_id, source_medium="text", contextual_update_info=info)

    def note_tool_result(self, request_id: str, value: str, *, is_error: bool) -> None:
        for turn in self.transcript:
            for call in turn["tool_calls"]:
                if call["request_id"] == request_id:
                    turn["tool_results"].append(
                        {
                            "type": "client",
                            "request_id": request_id,
                            "tool_name": call["tool_name"],
                            "result_value": value,
                            "is_error": is_error,
                            "tool_has_been_called": True,
                        }
                    )

    def end(self, reason: str, error: dict[str, Any] | None = None) -> None:
        """Only the first end counts."""
        if self.ended_at is None:
            self.ended_at = time.time()
            self.termination_reason = reason
            self.error = error


def summary(record: Record) -> dict[str, Any]:
    """One row of the list of conversations."""
    return {
        "agent_id": record.agent_id,
        "agent_name": "AutoBox Manacor (simulated)",
        "conversation_id": record.conversation_id,
        "start_time_unix_secs": int(record.started_at),
        "call_duration_secs": duration_seconds(record),
        "message_count": len(record.transcript),
        "status": record.status,
        "termination_reason": record.termination_reason,
        "call_successful": call_successful(record),
        "direction": None,
    }


def conversation(record: Record) -> dict[str, Any]:
    """The complete conversation, as returned by GET and sent in `post_call_transcription`."""
    return {
        "agent_id": record.agent_id,
        "version_id": VERSION,
        "conversation_id": record.conversation_id,
        "status": record.status,
        "user_id": record.initiation.get("user_id"),
        "transcript": list(record.transcript),
        "metadata": _metadata(record),
        "analysis": _analysis(record) if record.is_analysed else None,
        "conversation_initiation_client_data": record.initiation,
        "has_audio": bool(record.transcript),
        "has_user_audio": any(turn["role"] == "user" for turn in record.transcript),
        "has_response_audio": any(turn["role"] == "agent" for turn in record.transcript),
    }


def duration_seconds(record: Record) -> int:
    return round(record.elapsed_ms / 1000)


def call_successful(record: Record) -> str:
    if not record.is_analysed:
        return "unknown"
    return "failure" if record.error else "success"


def _metadata(record: Record) -> dict[str, Any]:
    minutes = duration_seconds(record) / 60
    cost = round(minutes * CREDITS_PER_MINUTE)
    return {
        "start_time_unix_secs": int(record.started_at),
        "accepted_time_unix_secs": int(record.started_at),
        "call_duration_secs": duration_seconds(record),
        "cost": cost,
        "cost_fiat": round(minutes * 0.08, 4),
        "deletion_settings": {"deletion_time_unix_secs": None, "delete_transcript_and_pii": False},
        "feedback": {"overall_score": None, "likes": 0, "dislikes": 0},
        "authorization_method": record.authorization,
        "charging": {"dev_discount": False, "call_charge": cost, "llm_price": round(minutes * 0.004, 5)},
        "phone_call": record.phone_call,
        "conversation_initiation_source": "twilio" if record.phone_call else "unknown",
        "termination_reason": record.termination_reason,
        "error": record.error,
        "main_language": record.language,
        "text_only": False,
    }


def _analysis(record: Record) -> dict[str, Any]:
    users = [turn for turn in record.transcript if turn["role"] == "user"]
    spoken = [turn["message"] for turn in users if turn["message"] and "contextual_update_info" not in turn]
    return {
        "evaluation_criteria_results": {},
        "data_collection_results": {},
        "call_successful": call_successful(record),
        "transcript_summary": f"The caller said: {' '.join(spoken)}"
        if spoken
        else "The caller said nothing.",
        "call_summary_title": spoken[0][:60] if spoken else "Silent call",
    }
