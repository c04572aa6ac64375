"""The workers' settings: who answers, and what may be spent."""

from decimal import Decimal
from pathlib import Path

import pytest

from db.environment import ConfigurationError
from workers.settings import WorkerSettings


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    servers = {"DATABASE_URL": "postgresql://nobody@127.0.0.1/none", "REDIS_URL": "redis://127.0.0.1:9/0"}
    return {**servers, "DATA_DIR": str(tmp_path)}


def test_without_credentials_the_simulated_model_answers(env: dict[str, str], tmp_path: Path) -> None:
    settings = WorkerSettings.from_environment(env)

    assert settings.is_simulated
    assert settings.openai_base_url == "http://127.0.0.1:8052/v1"
    assert settings.openai_api_key == (tmp_path / "secrets" / "openai-api-key").read_text()
    assert (settings.openai_model, settings.daily_budget_eur) == ("gpt-5.4-mini", 5)


@pytest.mark.parametrize(
    ("given", "key", "base_url"),
    [
        pytest.param({"OPENAI_API_KEY": "sk-1"}, "sk-1", "", id="OpenAI itself"),
        pytest.param(
            {"OPENAI_BASE_URL": "http://gpu:8000/v1/"},
            "none",
            "http://gpu:8000/v1",
            id="a server of one's own",
        ),
    ],
)
def test_a_configured_model_is_not_simulated(
    env: dict[str, str], given: dict[str, str], key: str, base_url: str
) -> None:
    settings = WorkerSettings.from_environment({**env, **given})

    assert not settings.is_simulated
    assert (settings.openai_api_key, settings.openai_base_url) == (key, base_url)


def test_the_budget_may_have_cents(env: dict[str, str]) -> None:
    assert WorkerSettings.from_environment(
        {**env, "AI_DAILY_BUDGET_EUR": "2.50"}
    ).daily_budget_eur == Decimal("2.5")


def test_a_budget_that_is_set_is_known_to_be(env: dict[str, str]) -> None:
    said = [{}, {"AI_DAILY_BUDGET_EUR": "5"}]

    assert [WorkerSettings.from_environment({**env, **one}).is_daily_budget_set for one in said] == [
        False,
        True,
    ]


def test_there_is_a_monthly_budget_only_where_one_is_set(env: dict[str, str]) -> None:
    monthly = {**env, "AI_MONTHLY_BUDGET_EUR": "80"}

    assert WorkerSettings.from_environment(env).monthly_budget_eur is None
    assert WorkerSettings.from_environment(monthly).monthly_budget_eur == 80


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AI_MONTHLY_BUDGET_EUR", "-1"),
        ("AI_DAILY_BUDGET_EUR", "much"),
        ("AI_DAILY_BUDGET_EUR", "-1"),
        ("AI_DAILY_BUDGET_EUR", "NaN"),
        ("OPENAI_BASE_URL", "gpu:8000"),
        ("PRICES_FILE", "/nowhere/prices.toml"),
        ("WORKER_PROCESSES", "1"),
    ],
)
def test_a_malformed_variable_is_named(env: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        WorkerSettings.from_environment({**env, name: value})
