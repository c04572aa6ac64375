"""Which overrides an agent's configuration allows: sending one that is not enabled ends the conversation."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotInTimeError
from dataclasses import dataclass
from typing import Any

import requests

from bridge.settings import AgentSettings

log = logging.getLogger(__name__)
REQUEST_TIMEOUT_SECONDS = 3.0
FIRST_WAIT_SECONDS = 0.5  # how long the first call of a process waits for them
CACHE_TTL_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Permissions:
    """`languages` that a conversation may use; empty if the language cannot be overridden."""

    first_message: bool = False
    languages: frozenset[str] = frozenset()
    own_language: str = ""


def read_permissions(agent: dict[str, Any]) -> Permissions:
    """Raises KeyError, TypeError or AttributeError if the input is not an agent's configuration."""
    config = agent["conversation_config"]
    enabled = (agent.get("platform_settings") or {}).get("overrides") or {}
    of_agent = (enabled.get("conversation_config_override") or {}).get("agent") or {}
    own = str(config["agent"].get("language") or "")
    languages = {own, *(config.get("language_presets") or {})} if of_agent.get("language") else set()
    return Permissions(bool(of_agent.get("first_message")), frozenset(languages), own)


class AgentPermissions:
    """The permissions of every agent that answers a number of this installation."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._agents: dict[str, PermissionsOfOne] = {}

    def now(self, threads: ThreadPoolExecutor, agent_id: str = "") -> Permissions:
        """At most ten minutes old; no permission until the provider has answered. An empty id means the agent of the
        environment.
        """
        known = self._agents.get(agent_id)
        if known is None:
            known = self._agents.setdefault(agent_id, PermissionsOfOne(self._settings.of(agent_id)))
        return known.now(threads)


class PermissionsOfOne:
    """Thread-safe enough: in the worst case the configuration is fetched twice."""

    def __init__(self, settings: AgentSettings) -> None:
        self._settings = settings
        self._found = Permissions()
        self._asked: Future[None] | None = None
        self._asked_at = 0.0

    def now(self, threads: ThreadPoolExecutor) -> Permissions:
        if self._asked is None or time.monotonic() > self._asked_at + CACHE_TTL_SECONDS:
            is_first, self._asked_at = self._asked is None, time.monotonic()
            self._asked = threads.submit(self._read)
            if is_first:
                self._wait(self._asked)
        return self._found

    def _wait(self, asked: "Future[None]") -> None:
        try:
            asked.result(FIRST_WAIT_SECONDS)
        except NotInTimeError:
            log.warning("event=agent_permissions_late consequence=no overrides until they are known")

    def _read(self) -> None:
        try:
            answer = requests.get(
                f"{self._settings.api_url}/v1/convai/agents/{self._settings.agent_id}",
                headers={"xi-api-key": self._settings.api_key},
                timeout=REQUEST_TIMEOUT_SECONDS,
            )
            answer.raise_for_status()
            self._found = read_permissions(answer.json())
        except (requests.RequestException, ValueError, KeyError, TypeError, AttributeError) as error:
            log.warning("event=agent_permissions_unknown error=%s", type(error).__name__)
