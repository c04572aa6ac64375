"""Routes called by the carrier and the voice agent, authenticated by their signatures."""

from collections.abc import Mapping
from typing import Any

from dashboard_app.api.openapi.parts import operation
from dashboard_app.api.openapi.schemas import TEXT


def refused(named: Mapping[str, str]) -> dict[str, Any]:
    """Responses by status. Unlike everywhere else: a callback has no session, and is told at once what is wrong with it."""
    return {status: {"$ref": f"#/components/responses/{name}"} for status, name in named.items()}


OF_THE_CARRIER = refused({"400": "Unreadable", "403": "Forbidden", "413": "TooLarge"})
FORM = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
JSON = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
TWIML = {"200": {"description": "TwiML.", "content": {"text/xml": {"schema": TEXT}}}}
TAKEN = {"204": {"description": "Taken."}}


def signed_by_carrier(name: str, summary: str, responses: dict[str, Any]) -> dict[str, Any]:
    signature = {"name": "X-Twilio-Signature", "in": "header", "required": True, "schema": TEXT}
    return {
        "post": operation(
            name,
            summary,
            security=[],
            parameters=[signature],
            requestBody=FORM,
            responses={**responses, **OF_THE_CARRIER},
        )
    }


AGENT_SIGNATURE = {"name": "ElevenLabs-Signature", "in": "header", "required": True, "schema": TEXT}
PATHS: dict[str, Any] = {
    "/api/twilio/voice-webhook": signed_by_carrier("voice_webhook", "An incoming call", TWIML),
    "/api/twilio/voice": signed_by_carrier(
        "voice", "An incoming call: another name of `/api/twilio/voice-webhook`", TWIML
    ),
    "/api/twilio/stream-ended": signed_by_carrier("stream_ended", "What to do after the media stream", TWIML),
    "/api/twilio/dial-ended": signed_by_carrier("dial_ended", "The forwarded leg is over", TWIML),
    "/api/twilio/whisper": signed_by_carrier(
        "whisper", "What the person who answers a forwarded call hears first", TWIML
    ),
    "/api/twilio/whisper-answered": signed_by_carrier(
        "whisper_answered", "The person who answered pressed a key", TWIML
    ),
    "/api/twilio/voicemail-ended": signed_by_carrier("voicemail_ended", "A caller has left a message", TWIML),
    "/api/twilio/fallback": signed_by_carrier("fallback", "The carrier could not use our answer", TWIML),
    "/api/twilio/status": signed_by_carrier("status", "The call's status has changed", TAKEN),
    "/api/twilio/stream-status": signed_by_carrier("stream_status", "The stream's status has changed", TAKEN),
    "/api/twilio/recording": signed_by_carrier("recording", "A recording is ready", TAKEN),
    "/api/twilio/amd": signed_by_carrier("answered_by", "Whether a person answered a call of ours", TAKEN),
    "/api/webhooks/elevenlabs": {
        "post": operation(
            "elevenlabs_webhook",
            "A transcription, audio, or a call that could not be established",
            security=[],
            parameters=[AGENT_SIGNATURE],
            requestBody=JSON,
            responses={
                "200": {"description": "Taken."},
                **refused({"400": "Unreadable", "401": "BadSignature", "413": "TooLarge"}),
            },
        )
    },
    "/ws/elevenlabs-bridge": {
        "get": operation(
            "media_stream",
            "The media stream of the carrier, or of a browser acting as the telephone (WebSocket)",
            security=[],
            responses={
                "101": {"description": "The socket is open."},
                **refused({"403": "Forbidden", "503": "Draining"}),
            },
        )
    },
}
