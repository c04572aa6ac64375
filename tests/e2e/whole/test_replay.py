"""`flask calls replay --against`: a stored call is played into a running build, and read back by its API."""

import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.whole.product import EMAIL, Product
from tests.waiting import TEST_TIMEOUT_SECONDS

ROOT = Path(__file__).parent.parent.parent.parent


def flask(product: Product, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flask", "--app", "wsgi:create_app", *arguments]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=product.environment,
        capture_output=True,
        text=True,
        timeout=2 * TEST_TIMEOUT_SECONDS,
        check=False,
    )


def test_a_call_is_compared_with_its_replay_in_a_running_build(product: Product, ended_call: str) -> None:
    token = flask(product, "users", "token", EMAIL).stdout.split()[-1]
    limits = ["--speed", product.environment["SIMULATED_SPEED"], "--tolerance", "20000"]
    result = flask(
        product, "calls", "replay", ended_call, "--against", product.url, "--token", token, *limits
    )

    assert result.returncode == 0, result.stdout + result.stderr
    assert "0 changed, 0 missing, 0 added: the same" in result.stdout


def test_a_person_plays_a_call_again_and_sees_what_has_changed(desk: Page, ended_call: str) -> None:
    desk.goto(f"/analysis/{ended_call}")
    desk.get_by_role("tab", name="Tiempos y costes").click()
    desk.get_by_role("button", name="Repetir con esta versión").click()
    desk.wait_for_url(lambda url: "/analysis/" in url and ended_call not in url, timeout=120_000)

    original = desk.get_by_role("link", name="Ir a la original")
    expect(original).to_have_attribute("href", f"/analysis/{ended_call}")
    desk.get_by_text("Comparada con la original").click(timeout=120_000)  # the replay has to end first
    expect(desk.locator(".replay-table tbody tr").last).to_contain_text("Final")
    expect(desk.get_by_text("La repetición ha ido")).to_be_visible()
