"""`flask calls replay --against`: a stored call is played into a running build, and read back by its API."""

import subprocess
import sys
from pathlib import Path

from tests.e2e.product import EMAIL, Product

ROOT = Path(__file__).parent.parent.parent


def flask(product: Product, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi:create_app", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=product.environment, capture_output=True, text=True, timeout=240, check=False
    )


def test_a_call_is_compared_with_its_replay_in_a_running_build(product: Product, ended_call: str) -> None:
    token = flask(product, "users", "token", EMAIL).stdout.split()[-1]
    limits = ["--speed", product.environment["SIMULATED_SPEED"], "--tolerance", "20000"]
    result = flask(
        product, "calls", "replay", ended_call, "--against", product.url, "--token", token, *limits
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 changed, 0 missing, 0 added: the same" in result.stdout
