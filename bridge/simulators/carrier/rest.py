"""The carrier's REST API under Twilio's own paths, so that the `twilio` SDK works against it unchanged."""

from flask import Blueprint, Flask, Response, jsonify, request

from bridge.simulators import mulaw
from bridge.simulators.carrier.basic_auth import credentials_fit
from bridge.simulators.carrier.call import Opening
from bridge.simulators.carrier.call_facts import CallFacts, new_sid
from bridge.simulators.carrier.call_resource import call_resource
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.rest_parameters import RestError, read_new_call, read_update
from bridge.simulators.carrier.twiml import read_twiml
from bridge.simulators.exchange import Exchange
from bridge.simulators.library import all_scripts, default_script, load_script
from bridge.simulators.script import Script


def register(app: Flask, exchange: Exchange) -> None:
    blueprint = Blueprint("simulated_carrier", __name__, url_prefix="/2010-04-01/Accounts")
    routes = _Routes(exchange)
    blueprint.before_request(routes.check_credentials)
    blueprint.register_error_handler(RestError, _answer_error)
    blueprint.add_url_rule("/<account_sid>.json", "account", routes.account, methods=["GET"])
    blueprint.add_url_rule("/<account_sid>/Calls.json", "create", routes.create, methods=["POST"])
    blueprint.add_url_rule("/<account_sid>/Calls.json", "list", routes.list, methods=["GET"])
    blueprint.add_url_rule("/<account_sid>/Calls/<call_sid>.json", "update", routes.update, methods=["POST"])
    blueprint.add_url_rule("/<account_sid>/Calls/<call_sid>.json", "fetch", routes.fetch, methods=["GET"])
    recordings = (
        "/<account_sid>/Recordings/<recording_sid>",
        "/<account_sid>/Recordings/<recording_sid>.wav",
    )
    for number, path in enumerate(recordings):
        blueprint.add_url_rule(path, f"recording_{number}", routes.recording, methods=["GET"])
    app.register_blueprint(blueprint)


def _answer_error(error: RestError) -> tuple[Response, int]:
    more_info = f"https://www.twilio.com/docs/errors/{error.code}"
    body = {"code": error.code, "message": str(error), "more_info": more_info, "status": error.status}
    return jsonify(body), error.status


class _Routes:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange, self._settings = exchange, exchange.settings

    def check_credentials(self) -> tuple[Response, int] | None:
        account_sid = (request.view_args or {}).pop("account_sid", "")
        if not credentials_fit(request.authorization, self._settings):
            return _answer_error(RestError(20003, "Authenticate", 401))
        if account_sid != self._settings.account_sid:
            return _answer_error(_not_found())
        return None

    def account(self) -> Response:
        sid = self._settings.account_sid
        return jsonify({"sid": sid, "status": "active", "type": "Full", "friendly_name": "Simulated carrier"})

    def create(self) -> tuple[Response, int]:
        new = read_new_call(request.form, self._settings.phone_number)
        _check_twiml(new.twiml)
        facts = CallFacts(
            account_sid=self._settings.account_sid,
            sid=new_sid("CA"),
            from_number=new.from_number,
            to_number=new.to_number,
            direction="outbound-api",
            answered_by=new.answered_by,
        )
        opening = Opening(
            new.url, new.method, new.twiml, new.status_callback, new.status_events, new.amd_callback
        )
        live = self._exchange.add(facts, callee_of(new.to_number), opening)
        resource = call_resource(facts)
        self._exchange.play_later(live)
        return jsonify(resource), 201

    def fetch(self, call_sid: str) -> Response:
        return jsonify(call_resource(self._facts(call_sid)))

    def update(self, call_sid: str) -> Response:
        live = self._exchange.call(call_sid)
        if live is None:
            raise _not_found()
        update = read_update(request.form, live.run.facts.status)
        _check_twiml(update.twiml)
        live.run.control.apply(update)
        return jsonify(call_resource(live.run.facts))

    def list(self) -> Response:
        found = [live.run.facts for live in self._exchange.calls()]
        for parameter, field in (("To", "to_number"), ("From", "from_number"), ("Status", "status")):
            if wanted := request.args.get(parameter):
                found = [facts for facts in found if getattr(facts, field) == wanted]
        size = min(request.args.get("PageSize", 50, type=int), 1000)
        calls = [call_resource(facts) for facts in found[:size]]
        return jsonify({"calls": calls, "page": 0, "page_size": size, "next_page_uri": None, "start": 0})

    def recording(self, recording_sid: str) -> Response:
        """As WAVE, which is also the format of the URL without an extension."""
        found = self._exchange.recordings.get(recording_sid)
        if found is None:
            raise _not_found()
        return Response(mulaw.wave(found), content_type="audio/x-wav")

    def _facts(self, call_sid: str) -> CallFacts:
        live = self._exchange.call(call_sid)
        if live is None:
            raise _not_found()
        return live.run.facts


def _not_found() -> RestError:
    return RestError(20404, f"The requested resource {request.path} was not found", 404)


def _check_twiml(twiml: str) -> None:
    if twiml:
        try:
            read_twiml(twiml.encode(), "text/xml", "")
        except CarrierError as error:
            raise RestError(error.fault.code, error.fault.message) from error


def callee_of(number: str) -> Script:
    """The script of the person who answers: the one with that number, else the default."""
    named = (script for script in all_scripts() if script.caller.number == number)
    return next(named, None) or load_script(default_script())
