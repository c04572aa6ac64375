"""The REST half of the agent service: signed URLs, the agent's configuration, conversations, the subscription."""

from typing import Any

from flask import Blueprint, Flask, Response, jsonify, request

from bridge.simulators.agent.conversation_socket import refusal
from bridge.simulators.agent.protocol import LANGUAGES
from bridge.simulators.agent.record import Record, conversation, summary
from bridge.simulators.agent.service import AgentService

CLIENT_EVENTS = (
    "audio", "interruption", "ping", "conversation_initiation_metadata", "agent_response",
    "agent_response_correction", "user_transcript", "client_tool_call", "agent_tool_response",
)  # fmt: skip
LARGEST_PAGE = 100


def register(app: Flask, service: AgentService) -> None:
    blueprint = Blueprint("simulated_agent_rest", __name__, url_prefix="/v1")
    routes = _Routes(service)
    blueprint.before_request(routes.check_key)
    for path in ("get-signed-url", "get_signed_url"):
        blueprint.add_url_rule(f"/convai/conversation/{path}", path, routes.signed_url)
    blueprint.add_url_rule("/convai/agents/<agent_id>", "agent", routes.agent)
    blueprint.add_url_rule("/convai/conversations", "conversations", routes.conversations)
    blueprint.add_url_rule("/convai/conversations/<conversation_id>", "conversation", routes.conversation)
    blueprint.add_url_rule("/user/subscription", "subscription", routes.subscription)
    app.register_blueprint(blueprint)


class _Routes:
    def __init__(self, service: AgentService) -> None:
        self._service, self._settings = service, service.settings

    def check_key(self) -> Response | None:
        if request.headers.get("xi-api-key") == self._settings.elevenlabs_api_key:
            return None
        return refusal(401, "invalid_api_key", "Invalid API key")

    def signed_url(self) -> Response:
        outage = self._service.casting.outage()
        if outage.http_status:
            return refusal(outage.http_status, "system_busy", "the simulated agent is down for this call")
        agent_id = request.args.get("agent_id", "")
        if not self._settings.has_agent(agent_id):
            return refusal(404, "agent_not_found", f"there is no agent {agent_id!r}")
        include = request.args.get("include_conversation_id", "false").lower() == "true"
        signature, signed = self._service.sign(agent_id, include_conversation_id=include)
        base = "ws" + self._settings.public_url.removeprefix("http")
        known = f"&conversation_id={signed.conversation_id}" if signed.conversation_id else ""
        query = f"agent_id={agent_id}&conversation_signature={signature}{known}"
        return jsonify({"signed_url": f"{base}/v1/convai/conversation?{query}"})

    def agent(self, agent_id: str) -> Response:
        if not self._settings.has_agent(agent_id):
            return refusal(404, "agent_not_found", f"there is no agent {agent_id!r}")
        return jsonify(agent_configuration(agent_id, self._settings.overridable))

    def conversation(self, conversation_id: str) -> Response:
        record = self._service.record(conversation_id)
        if record is None:
            return refusal(404, "conversation_not_found", f"there is no conversation {conversation_id!r}")
        return jsonify(conversation(record))

    def conversations(self) -> Response:
        """Newest first; the cursor is the id of the last conversation seen."""
        found = [record for record in self._service.records() if _matches(record)]
        cursor = request.args.get("cursor")
        identifiers = [record.conversation_id for record in found]
        start = identifiers.index(cursor) + 1 if cursor in identifiers else 0
        size = min(request.args.get("page_size", 30, type=int), LARGEST_PAGE)
        page = found[start : start + size]
        has_more = start + size < len(found)
        return jsonify(
            {
                "conversations": [summary(record) for record in page],
                "next_cursor": page[-1].conversation_id if has_more else None,
                "has_more": has_more,
            }
        )

    def subscription(self) -> Response:
        used = sum(round(record.elapsed_ms / 1000 / 60 * 400) for record in self._service.records())
        return jsonify(
            {
                "tier": "creator",
                "character_count": used,
                "character_limit": 1_000_000,
                "max_credit_limit_extension": 0,
                "can_extend_character_limit": False,
                "current_overage": {"amount": 0},
                "currency": "usd",
                "status": "active",
                "billing_period": "monthly_period",
            }
        )


def _matches(record: Record) -> bool:
    """The filters that a reconciler uses: agent, start, and dynamic variables by `name:eq:value`."""
    wanted_agent = request.args.get("agent_id", record.agent_id)
    after = request.args.get("call_start_after_unix", 0, type=int)
    before = request.args.get("call_start_before_unix", 2**40, type=int)
    if record.agent_id != wanted_agent or not after <= record.started_at <= before:
        return False
    for condition in request.args.getlist("dynamic_variable_params"):
        name, _operator, value = condition.split(":", 2)
        if str(record.variables.get(name)) != value:
            return False
    return True


def agent_configuration(agent_id: str, overridable: frozenset[tuple[str, str]]) -> dict[str, Any]:
    overrides: dict[str, dict[str, bool]] = {}
    for section, name in sorted(overridable):
        overrides.setdefault(section, {})[name] = True
    return {
        "agent_id": agent_id,
        "name": "AutoBox Manacor (simulated)",
        "conversation_config": {
            "asr": {"quality": "high", "provider": "elevenlabs", "user_input_audio_format": "ulaw_8000"},
            "turn": {"turn_timeout": 15.0, "turn_eagerness": "normal", "turn_model": "turn_v2"},
            "tts": {"model_id": "eleven_flash_v2_5", "agent_output_audio_format": "ulaw_8000"},
            "conversation": {
                "text_only": False,
                "max_duration_seconds": 1800,
                "client_events": list(CLIENT_EVENTS),
            },
            "language_presets": {language: {"overrides": {}} for language in LANGUAGES[1:]},
            "agent": {"language": LANGUAGES[0], "first_message": ""},
        },
        "platform_settings": {
            "auth": {"enable_auth": True, "allowlist": [], "require_origin_header": False},
            "overrides": {"conversation_config_override": overrides},
            "call_limits": {"agent_concurrency_limit": -1, "daily_limit": 100000, "bursting_enabled": True},
            "privacy": {"record_voice": True, "retention_days": -1},
        },
    }
