"""The running product, and what tests ask of it."""

from dataclasses import dataclass
from typing import Any

import requests

from db.local import Processes
from tests.waiting import TEST_TIMEOUT_SECONDS

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
        answer = session.post(
            f"{self.url}/login", data=form, headers={"Origin": self.url}, timeout=TEST_TIMEOUT_SECONDS
        )
        assert answer.status_code == 200, answer.text
        return session


def place(product: Product, api: requests.Session, script: str) -> str:
    body = {"kind": "simulated", "script": script}
    answer = api.post(
        f"{product.url}/api/test-calls",
        json=body,
        headers={"Origin": product.url},
        timeout=TEST_TIMEOUT_SECONDS,
    )
    assert answer.status_code == 202, answer.text
    conversation_id: str = answer.json()["conversation_id"]
    return conversation_id


def conversation(product: Product, api: requests.Session, conversation_id: str) -> Json:
    answer: Json = api.get(
        f"{product.url}/api/conversation/{conversation_id}", timeout=TEST_TIMEOUT_SECONDS
    ).json()
    return answer
