"""`GET /api/conversation/<id>/voicemail`: the message that a caller left, as sound. The gate has already authorized the request.

The carrier keeps the sound; it is fetched by the recording's id, never from an address that somebody sent.
"""

import logging
import re
from uuid import UUID

import requests
from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from bridge.routes.answers import http_problem, problem
from bridge.settings import CarrierSettings
from bridge.switchboard import Switchboard
from db.actions.calls import voicemail_of
from db.database import Database

log = logging.getLogger(__name__)
RECORDING_SID = re.compile("RE[0-9a-fA-F]{32}")
TIMEOUT_SECONDS = 10.0


class VoicemailRoutes:
    def __init__(self, switchboard: Switchboard, database: Database) -> None:
        self._carrier = switchboard.settings.carrier
        self._database = database

    def blueprint(self) -> Blueprint:
        routes = Blueprint("voicemail", __name__)
        routes.add_url_rule("/api/conversation/<uuid:conversation_id>/voicemail", "listen", self.listen)
        routes.register_error_handler(HTTPException, http_problem)
        return routes

    def listen(self, conversation_id: UUID) -> Response:
        with self._database.reading() as session:
            sid = str(voicemail_of(session, conversation_id).get("recording_sid", ""))
        if not RECORDING_SID.fullmatch(sid):
            return problem(404, "no_voicemail", "no message was left in this call")
        sound = fetch(self._carrier, sid)
        if sound is None:
            return problem(503, "carrier_away", "the carrier did not hand out the message: try again")
        # Kept by no browser: a message that was erased can be heard nowhere.
        return Response(sound, content_type="audio/wav", headers={"Cache-Control": "no-store"})


def fetch(carrier: CarrierSettings, recording_sid: str) -> bytes | None:
    url = f"{carrier.api_url}/2010-04-01/Accounts/{carrier.account_sid}/Recordings/{recording_sid}.wav"
    try:
        answer = requests.get(url, auth=(carrier.account_sid, carrier.auth_token), timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
    except requests.RequestException as error:
        log.warning("event=voicemail_unread recording=%s error=%s", recording_sid, type(error).__name__)
        return None
    return answer.content
