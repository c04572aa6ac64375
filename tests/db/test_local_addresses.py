"""`make run` looks at its ports before it starts anything, and says where it listens to commands of the same folder."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.environment import ConfigurationError
from db.local_addresses import (
    only_one_in,
    published_addresses,
    require_free_ports,
    with_published_addresses,
)
from tests.load.ports import free_port


@pytest.fixture
def environment() -> dict[str, str]:
    return {name: str(free_port()) for name in ("PORT", "VOICE_PORT", "SIMULATORS_PORT")}


@pytest.fixture(params=["127.0.0.1", "0.0.0.0"])
def taken(request: pytest.FixtureRequest) -> Iterator[str]:
    with socket.create_server((request.param, 0)) as server:
        yield str(server.getsockname()[1])


def test_free_ports_are_fine(environment: dict[str, str]) -> None:
    require_free_ports(environment)


@pytest.mark.parametrize("name", ["PORT", "VOICE_PORT", "SIMULATORS_PORT"])
def test_a_port_of_another_program_is_named(environment: dict[str, str], taken: str, name: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"^{name}: port {taken} is in use"):
        require_free_ports(environment | {name: taken})


def test_two_processes_cannot_share_one(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="VOICE_PORT and PORT are both"):
        require_free_ports(environment | {"VOICE_PORT": environment["PORT"]})


def test_a_folder_is_run_by_one_at_a_time(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    refused = pytest.raises(ConfigurationError, match=r"^DATA_DIR: .*/new is in use")
    with only_one_in(folder), refused, only_one_in(folder):
        pytest.fail("two at once")
    with only_one_in(folder):
        assert folder.is_dir()


def test_commands_of_the_same_folder_find_what_runs_and_only_while_it_runs(tmp_path: Path) -> None:
    own = {"DATA_DIR": str(tmp_path)}
    running = own | {"PUBLIC_URL": "http://127.0.0.1:9000", "SIMULATORS_URL": "http://127.0.0.1:9002"}
    with published_addresses(running):
        assert with_published_addresses(own) == running
        chosen = own | {"PUBLIC_URL": "https://voice.example.com"}
        assert with_published_addresses(chosen)["PUBLIC_URL"] == "https://voice.example.com"
    assert with_published_addresses(own) == own
