"""Somebody at the pages while a call is on."""

import threading
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from bridge.simulators.carrier.result import CallResult
from bridge.simulators.script import Script
from db.actions.calls import conversation_id_of
from db.database import Database
from tests.bridge.conftest import RunningBridge
from tests.bridge.kept import is_kept, kept_call, kept_turns
from tests.waiting import eventually

CALL = "CA" + "7" * 32


@dataclass
class Desk:
    running: RunningBridge
    pages: Flask
    database: Database
    results: list[CallResult] = field(default_factory=list)

    def begin(self, dialogue: Script) -> None:
        """Returns once the agent has said something."""
        ring = threading.Thread(
            target=lambda: self.results.append(self.running.dial(dialogue, call_sid=CALL)), daemon=True
        )
        ring.start()
        eventually(lambda: is_kept(self.database, CALL) and kept_turns(self.database, CALL))

    def ask(self, what: str, call_sid: str = CALL, **more: Any) -> TestResponse:
        path = f"/api/conversation/{conversation_id_of(call_sid)}/{what}"
        return self.pages.test_client().post(path, **more)

    def end(self) -> CallResult:
        eventually(lambda: self.results)
        eventually(lambda: kept_call(self.database, CALL)["ended_at"])
        return self.results[0]


def refusal(answer: TestResponse) -> tuple[int, str]:
    assert answer.json is not None
    return answer.status_code, answer.json["error"]["code"]
