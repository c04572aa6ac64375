"""Reading the environment: what is wrong is named, and how to mend it is said."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2

from db.environment import ConfigurationError, choice, flag, integer, number, required, secret, text, url
from db.secrets import generated_secret
from db.settings import DbSettings, parse_database_url, parse_redis_url
from tests.bridge.full_disk import room_for

WRONG = [
    pytest.param(
        lambda env: integer(env, "PORT", 1, minimum=1, maximum=9),
        {"PORT": "x"},
        "PORT must be a number",
        id="word",
    ),
    pytest.param(
        lambda env: integer(env, "PORT", 1, minimum=1, maximum=9),
        {"PORT": "1.5"},
        "a whole number",
        id="fraction",
    ),
    pytest.param(
        lambda env: number(env, "EUR", 1, minimum=0, maximum=9),
        {"EUR": "10"},
        "EUR must be between 0 and 9",
        id="far",
    ),
    pytest.param(
        lambda env: flag(env, "ON", True), {"ON": "perhaps"}, "ON must be true or false", id="neither"
    ),
    pytest.param(
        lambda env: choice(env, "A", "b", ("b", "c")), {"A": "d"}, "A must be one of b, c", id="out of list"
    ),
    pytest.param(
        lambda env: url(env, "U", "", ("https",)), {"U": "http://x"}, "U must be an absolute URL", id="scheme"
    ),
    pytest.param(
        lambda env: url(env, "U", "", ("https",)), {"U": "https:x"}, "U must be an absolute URL", id="no host"
    ),
    *(
        pytest.param(
            lambda env: url(env, "U", "", ("https",)), {"U": wrong}, "U must be an absolute URL", id=wrong
        )
        for wrong in ("https://x:port", "https://x:99999", "https://[::1", "https://x/a b", "https://:443")
    ),
    pytest.param(lambda env: required(env, "KEY", "it signs"), {}, "KEY is not set: it signs", id="missing"),
    pytest.param(
        lambda env: secret(env, "KEY"), {"KEY_FILE": "/nowhere"}, "KEY_FILE: cannot read", id="unreadable"
    ),
    pytest.param(
        lambda _: parse_database_url("mysql://x/y"), {}, "DATABASE_URL must be a PostgreSQL URL", id="mysql"
    ),
    pytest.param(
        lambda _: parse_database_url("no url"), {}, "DATABASE_URL is not a database URL", id="no database url"
    ),
    pytest.param(
        lambda _: parse_database_url("postgresql://u:secret@x:port/d"),
        {},
        "DATABASE_URL is not a database URL",
        id="no database port",
    ),
    pytest.param(
        lambda _: parse_database_url("postgresql://u:secret@a:5432,b:5432/d"),
        {},
        "DATABASE_URL names two servers",
        id="two databases",
    ),
    pytest.param(lambda _: parse_redis_url("localhost"), {}, "REDIS_URL must begin with", id="no redis url"),
    *(
        pytest.param(lambda _, wrong=wrong: parse_redis_url(wrong), {}, "REDIS_URL is not", id=wrong)
        for wrong in ("redis://x:port/0", "redis://[::1/0", "redis://x:6379/zero")
    ),
    pytest.param(
        lambda env: DbSettings.from_environment(env),
        {"DATA_DIR": "/nowhere"},
        "DATABASE_URL is not set",
        id="no db",
    ),
]


@pytest.mark.parametrize(("read", "env", "message"), WRONG)
def test_what_is_wrong_is_named(
    read: Callable[[dict[str, str]], object], env: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read(env)


RIGHT = [
    pytest.param(lambda env: text(env, "A", "b"), {"A": " "}, "b", id="blank is unset"),
    pytest.param(lambda env: flag(env, "ON", False), {"ON": "Yes"}, True, id="yes"),
    pytest.param(lambda env: flag(env, "ON", True), {}, True, id="default"),
    pytest.param(
        lambda env: url(env, "U", "", ("https",)), {"U": "https://x/"}, "https://x", id="no slash at the end"
    ),
    pytest.param(lambda env: url(env, "U", "", ("https",)), {}, "", id="no URL at all"),
    pytest.param(
        lambda _: parse_database_url("postgres://u@h/d").drivername,
        {},
        "postgresql+psycopg2",
        id="short scheme",
    ),
    pytest.param(lambda env: required(env, "KEY", ""), {"KEY": "k"}, "k", id="required"),
]


@pytest.mark.parametrize(("read", "env", "value"), RIGHT)
def test_what_is_right_is_read(
    read: Callable[[dict[str, str]], object], env: dict[str, str], value: object
) -> None:
    assert read(env) == value


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    assert secret({"KEY": "direct", "KEY_FILE": str(tmp_path / "key")}, "KEY") == "from a file"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"\xff\xfe\x00secret", "KEY_FILE: .* is no text", id="no text"),
        pytest.param(b" \n", "KEY_FILE: .* is empty", id="empty"),
    ],
)
def test_a_file_without_a_secret_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    """Else an empty file would count as a variable that is not set, and the simulators would answer."""
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(ConfigurationError, match=message):
        secret({"KEY_FILE": str(tmp_path / "key")}, "KEY")


def test_a_generated_secret_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = generated_secret(tmp_path, "key")

    assert generated_secret(tmp_path, "key") == first
    assert generated_secret(tmp_path, "other") != first
    assert (tmp_path / "secrets" / "key").stat().st_mode & 0o077 == 0


def test_a_generated_secret_is_read_where_the_disk_is_full(tmp_path: Path) -> None:
    first = generated_secret(tmp_path, "key")

    with room_for(0):
        assert generated_secret(tmp_path, "key") == first
        with pytest.raises(ConfigurationError, match="DATA_DIR"):
            generated_secret(tmp_path, "other")

    assert [one.name for one in (tmp_path / "secrets").iterdir()] == ["key"]


def test_an_embedded_server_is_found_by_what_it_left(tmp_path: Path) -> None:
    (tmp_path / "DATABASE_URL").write_text("postgresql://u@/d")
    (tmp_path / "REDIS_URL").write_text("unix:///r.sock")

    settings = DbSettings.from_environment({"DATA_DIR": str(tmp_path)})

    assert (settings.database_url.database, settings.redis_url) == ("d", "unix:///r.sock")


def test_a_database_with_a_standby_is_named_by_both_addresses() -> None:
    """libpq gets them as they are, and looks for the one that takes writes."""
    url = parse_database_url("postgresql://u:p@/d?host=a,b&port=5432,5433&target_session_attrs=read-write")

    _, connect = PGDialect_psycopg2().create_connect_args(url)

    assert (connect["host"], connect["port"]) == ("a,b", "5432,5433")
    assert connect["target_session_attrs"] == "read-write"
