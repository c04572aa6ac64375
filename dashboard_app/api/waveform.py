"""`/api/conversation/<id>/waveform`: the waveform of a recording and its measurements."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from pydantic import BaseModel, Field

from dashboard_app.api.conversations import wanted_id
from dashboard_app.api.recordings import stored_recording
from dashboard_app.errors import ApiError
from dashboard_app.filters import parse
from dashboard_app.viewer import database
from db.models import SoundMeasurement
from db.models.sound import FIGURES
from db.queries.recordings import measured_call

PEAK_MS = 50  # duration of one stored peak
MAX_PEAK = 255
blueprint = Blueprint("api_waveform", __name__)


class WaveformQuery(BaseModel):
    buckets: int = Field(1000, ge=10, le=4000)


@blueprint.get("/api/conversation/<conversation_id>/waveform")
def show(conversation_id: str) -> Response:
    query = parse(WaveformQuery, request.args.to_dict(flat=False))
    found_id = wanted_id(conversation_id)
    stored_recording(found_id)
    with database().reading() as session:
        measured = measured_call(session, found_id)
        if measured is None:
            raise ApiError(409, "recording_not_ready", "The recording is not measured yet.")
        return jsonify(conversation_id=str(found_id), **waveform(measured, query.buckets))


def waveform(measured: SoundMeasurement, buckets: int) -> dict[str, Any]:
    """At most `buckets` buckets; short calls have fewer."""
    peaks_per_bucket = max(-(-len(measured.caller_peaks) // buckets), 1)
    return {
        "duration_ms": measured.duration_ms,
        "bucket_ms": peaks_per_bucket * PEAK_MS,
        "lanes": {
            "caller": lane(measured.caller_peaks, peaks_per_bucket),
            "agent": lane(measured.agent_peaks, peaks_per_bucket),
        },
        "regions": measured.regions,
        "gaps": measured.gaps,
        "quality": {"score": measured.quality, "reasons": measured.reasons},
        "figures": {name: getattr(measured, name) for name in FIGURES},
        "version": measured.version,
    }


def lane(peaks: bytes, peaks_per_bucket: int) -> list[float]:
    """The maximum peak of each bucket, 0 to 1."""
    starts = range(0, len(peaks), peaks_per_bucket)
    return [round(max(peaks[start : start + peaks_per_bucket]) / MAX_PEAK, 3) for start in starts]
