"""Calls while something behind the bridge is away: no caller notices, and nothing is lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

import bridge
from bridge.pump import Pump
from bridge.recorder import Recorder
from bridge.simulators.carrier.result import CallResult
from bridge.spool import Spool
from db.database import Database
from db.settings import DbSettings
from tests.bridge.conftest import MOBILE, RunningBridge, serving, simulating
from tests.bridge.dialogues import BYE, HELLO, LONG, PATIENT, QUICK_FORWARD, script
from tests.bridge.kept import is_kept, kept_call, kept_turns
from tests.waiting import eventually

SHORT = script(HELLO, {"caller": "Buenas."}, BYE)


class TestWithoutDatabase:
    @pytest.fixture
    def bridge_database(self, database: Database, settings: DbSettings) -> Iterator[Database]:
        url = settings.database_url.set(host="127.0.0.1", port=1, query={})
        away = Database(replace(settings, database_url=url))
        yield away
        away.close()

    def test_a_call_is_written_when_the_database_is_back(
        self, running: RunningBridge, database: Database, settings: DbSettings
    ) -> None:
        result = running.dial(SHORT)
        assert result.errors == ()
        assert not is_kept(database, result.call_sid)
        running.switchboard.close()
        other_process = Recorder(database, Spool(settings.data_dir / "spool"), str)
        other_process.start()

        eventually(
            lambda: is_kept(database, result.call_sid) and kept_call(database, result.call_sid)["ended_at"]
        )
        assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"
        assert [turn["role"] for turn in kept_turns(database, result.call_sid)] == ["agent", "user", "agent"]
        other_process.close()


class TestWithoutRedis:
    @pytest.fixture
    def bridge_database(self, database: Database, settings: DbSettings) -> Iterator[Database]:
        without_redis = Database(replace(settings, redis_url="redis://127.0.0.1:1"))
        yield without_redis
        without_redis.close()

    def test_a_call_is_held_by_one_process_alone(self, running: RunningBridge, database: Database) -> None:
        result = running.dial(SHORT)

        assert result.errors == ()
        assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"


class TestTwoProcessesWithoutRedis:
    @pytest.fixture
    def two(
        self, bridge_environment: dict[str, str], database: Database, settings: DbSettings
    ) -> Iterator[RunningBridge]:
        """One answers the webhooks, the other carries the stream; nothing is between them."""
        without_redis = Database(replace(settings, redis_url="redis://127.0.0.1:1"))
        web, voice = Flask("web", static_folder=None), Flask("voice", static_folder=None)
        with serving(web) as url, serving(voice) as voice_url, simulating(bridge_environment) as simulators:
            env = bridge_environment | {"PUBLIC_URL": url, "SIMULATORS_URL": simulators.url}
            env |= {"VOICE_URL": voice_url.replace("http", "ws")}
            one, other = (bridge.init_app(app, env, without_redis, role="voice") for app in (web, voice))
            yield RunningBridge(url, web, one, simulators)
        one.close()
        other.close()
        without_redis.close()

    def test_a_goodbye_does_not_ring_the_mobile(self, two: RunningBridge, database: Database) -> None:
        result = two.dial(SHORT)

        assert result.dialled == ()
        eventually(lambda: kept_call(database, result.call_sid)["ended_at"])


class TestSlowAgent:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"AGENT_CONNECT_SECONDS": "0.5"}

    def test_an_agent_that_is_slow_is_not_waited_for(
        self, running: RunningBridge, database: Database
    ) -> None:
        slow = {"outage": {"delay_seconds": 30}, "caller": PATIENT, "forward": QUICK_FORWARD}
        result = running.dial(script(HELLO, **slow))

        assert [leg.number for leg in result.dialled] == [MOBILE]
        assert kept_call(database, result.call_sid)["end_reason"] == "agent_unreachable"


class TestSilentAgent:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"AGENT_QUIET_SECONDS": "1"}

    def test_an_agent_that_says_nothing_any_more_is_left(
        self, running: RunningBridge, database: Database
    ) -> None:
        silent = HELLO | {"fault": {"kind": "silence"}}
        result = running.dial(
            script(silent, {"caller": "Buenas."}, BYE, caller=PATIENT, forward=QUICK_FORWARD)
        )

        assert [leg.number for leg in result.dialled] == [MOBILE]
        assert kept_call(database, result.call_sid)["end_reason"] == "agent_failed"


class TestSignedUrl:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {"ELEVENLABS_AUTH": "signed_url"}

    def test_a_call_by_signed_url(self, running: RunningBridge, database: Database) -> None:
        result = running.dial(SHORT)

        assert running.simulators.agent.records()[0].authorization == "signed_url"
        assert kept_call(database, result.call_sid)["end_reason"] == "agent_hangup"


class TestSignedUrlRefused:
    @pytest.fixture
    def bridge_environment(self, bridge_environment: dict[str, str]) -> dict[str, str]:
        return bridge_environment | {
            "ELEVENLABS_AUTH": "signed_url",
            "ELEVENLABS_API_URL": "http://127.0.0.1:1",
        }

    def test_a_caller_without_a_signed_url_is_forwarded(
        self, running: RunningBridge, database: Database
    ) -> None:
        result = running.dial(script(HELLO, forward=QUICK_FORWARD))

        assert kept_call(database, result.call_sid)["end_reason"] == "agent_unreachable"


class TestShutdown:
    @pytest.fixture
    def pump(self, running: RunningBridge) -> Iterator[Pump]:
        """An event loop of its own: this one does not survive its test."""
        pump = Pump()
        running.switchboard.pump_of_process = lambda: pump
        yield pump
        pump.stop(seconds=0.1)

    def test_callers_of_a_process_that_must_go_are_forwarded(
        self, pump: Pump, running: RunningBridge, database: Database
    ) -> None:
        results: list[CallResult] = []
        dialogue = script(LONG, {"caller": "Sí."}, LONG, {"caller": "No."}, BYE, forward=QUICK_FORWARD)
        caller = threading.Thread(target=lambda: results.append(running.dial(dialogue, speed=1)))
        caller.start()
        eventually(lambda: pump.leg_count == 2 and running.simulators.agent.records())
        pump.stop(seconds=1)
        caller.join()

        call = kept_call(database, results[0].call_sid)
        assert [leg.number for leg in results[0].dialled] == [MOBILE]
        assert call["end_reason"] in {"shutdown", "stream_failed"}  # whichever process was first to know
