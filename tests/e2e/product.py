"""The running product, and what tests ask of it."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests

from db.local import Processes

PATIENCE_SECONDS = 90
Json = dict[str, Any]
EMAIL, PASSWORD = "ana@autobox.example", "a good password"  # of the tests only


@dataclass(frozen=True, slots=True)
class Product:
    """Its processes run until the session of the tests ends."""

    url: str
    environment: dict[str, str]
    processes: Processes

    def api(self) -> requests.Session:
        """Signed in as the administrator."""
        session = requests.Session()
        form = {"email": EMAIL, "password": PASSWORD}
        answer = session.post(f"{self.url}/login", data=form, headers={"Origin": self.url}, timeout=10)
        assert answer.status_code == 200, answer.text
        return session


def eventually(question: Callable[[], Any]) -> Any:
    """The first answer that is true. Other processes work, and the API has no event to wait for."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (answer := question()) and time.monotonic() < deadline:
        threading.Event().wait(0.1)
    assert answer, "nothing came of it"
    return answer


def place(product: Product, api: requests.Session, script: str) -> str:
    body = {"kind": "simulated", "script": script}
    answer = api.post(f"{product.url}/api/test-calls", json=body, headers={"Origin": product.url}, timeout=10)
    assert answer.status_code == 202, answer.text
    conversation_id: str = answer.json()["conversation_id"]
    return conversation_id


def conversation(product: Product, api: requests.Session, conversation_id: str) -> Json:
    answer: Json = api.get(f"{product.url}/api/conversation/{conversation_id}", timeout=10).json()
    return answer
