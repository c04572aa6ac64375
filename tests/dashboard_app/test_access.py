"""Who may come in, and what everybody else hears."""

import importlib
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from flask import Flask

import dashboard_app
from dashboard_app.access import MAX_BODY_BYTES, rules
from dashboard_app.access.attempts import Attempts
from dashboard_app.access.next_page import safe_next
from dashboard_app.access.origin import is_same_origin
from dashboard_app.settings import DashboardSettings
from db.actions.users import UserError, create_user, ensure_first_administrator, issue_token
from db.database import Database
from db.environment import ConfigurationError
from db.passwords import HASHER, NOBODY, is_password
from tests.dashboard_app.conftest import PASSWORD, Person

HOSTS = frozenset({"dash.example.com"})


@pytest.mark.parametrize(
    ("path", "method", "role", "expected"),
    [
        pytest.param("/", "GET", None, "sign_in", id="pages lead to the sign-in"),
        pytest.param("/calls", "POST", None, "unauthenticated", id="a post is not redirected"),
        pytest.param("/_dash-layout", "GET", None, "unauthenticated", id="dash"),
        pytest.param("/api/conversations", "GET", None, "unauthenticated", id="api"),
        pytest.param("/ws/metrics", "GET", None, "unauthenticated", id="sockets"),
        pytest.param("/metrics", "GET", None, "unauthenticated", id="metrics from elsewhere"),
        pytest.param("/login", "POST", None, None, id="sign-in"),
        pytest.param("/health/ready", "GET", None, None, id="health"),
        pytest.param("/assets/10-tokens.css", "GET", None, None, id="assets"),
        pytest.param("/api/twilio/voice", "POST", None, None, id="carrier"),
        pytest.param("/api/webhooks/elevenlabs", "POST", None, None, id="agent"),
        pytest.param("/api/webhooks", "GET", None, "unauthenticated", id="webhooks that go out"),
        pytest.param(
            "/api/webhooks/1", "DELETE", "supervisor", "forbidden", id="those are for administrators"
        ),
        pytest.param("/api/alert-rules", "GET", "supervisor", "forbidden", id="alert rules too"),
        pytest.param("/api/webhooks/1/test", "POST", "admin", None, id="who may change them"),
        pytest.param("/ws/elevenlabs-bridge", "GET", None, None, id="media stream"),
        pytest.param("/ws/elevenlabs-bridge-2", "GET", None, "unauthenticated", id="no other path beside it"),
        pytest.param("/api/twilio", "GET", None, "unauthenticated", id="the folder itself"),
        pytest.param("/jobs/", "GET", "supervisor", "forbidden", id="jobs are for administrators"),
        pytest.param("/jobs/", "GET", "admin", None, id="who may see them"),
        pytest.param("/api/test-calls", "POST", "analyst", "forbidden", id="analysts change nothing"),
        pytest.param("/api/test-calls", "POST", "staff", None, id="staff does"),
        pytest.param("/api/conversations", "GET", "analyst", None, id="analysts read"),
        pytest.param("/ws/conversations/1/sound", "GET", "analyst", "forbidden", id="analysts do not listen"),
        pytest.param("/ws/conversations/1/sound", "GET", "staff", None, id="who may take over may listen"),
        pytest.param("/ws/conversations/1", "GET", "analyst", None, id="analysts follow the words"),
    ],
)
def test_rules(path: str, method: str, role: str | None, expected: str | None) -> None:
    assert rules.denial(path, method, role) == expected


@pytest.mark.parametrize("path", ["/jobs/", "/metrics"])
def test_the_whole_server_is_shown_only_to_who_runs_it(path: str) -> None:
    assert rules.denial(path, "GET", "admin", is_host=True) is None
    assert rules.denial(path, "GET", "admin", is_host=False) == "forbidden"


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, True, id="own page"),
        pytest.param({"Sec-Fetch-Site": "none"}, True, id="typed address"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": "https://dash.example.com"}, False, id="cross-site"
        ),
        pytest.param({"Sec-Fetch-Site": "same-site"}, False, id="sister domain"),
        pytest.param({"Origin": "https://dash.example.com"}, True, id="origin of ours"),
        pytest.param({"Origin": "https://evil.example.com"}, False, id="origin of another"),
        pytest.param({"Origin": "null"}, False, id="origin of nobody"),
        pytest.param({}, True, id="no browser"),
    ],
)
def test_same_origin(headers: dict[str, str], expected: bool) -> None:
    assert is_same_origin(headers, HOSTS) is expected


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param("/analysis/1?tab=costs", "/analysis/1?tab=costs", id="ours"),
        pytest.param("https://evil.example.com", "/", id="absolute"),
        pytest.param("//evil.example.com", "/", id="no scheme"),
        pytest.param("/\\evil.example.com", "/", id="backslash"),
        pytest.param("/a\\b", "/", id="backslash within"),
        pytest.param("/\t/evil.example.com", "/", id="tab that browsers drop"),
        pytest.param("calls", "/", id="relative"),
        pytest.param("/login?next=/login", "/", id="not back to the form"),
        pytest.param("", "/", id="nothing"),
    ],
)
def test_safe_next(wanted: str, expected: str) -> None:
    assert safe_next(wanted) == expected


def test_the_hash_that_stands_for_nobody_costs_what_a_real_one_does() -> None:
    assert not HASHER.check_needs_rehash(NOBODY)
    assert not is_password("anything", None)


def test_signed_out(server: Flask) -> None:
    client = server.test_client()

    page = client.get("/analysis/7?tab=costs")
    api = client.get("/api/conversations")

    assert (page.status_code, page.location) == (302, "/login?next=%2Fanalysis%2F7%3Ftab%3Dcosts")
    assert client.get("/").location == "/login"
    assert (api.status_code, api.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert api.json == {"error": {"code": "unauthenticated", "message": "Sign in, or send a bearer token."}}


def test_sign_in_and_out(server: Flask, alicia: Person) -> None:
    assert alicia.client.get("/").text == "start"
    assert alicia.client.get("/login?next=/calls").location == "/calls"

    assert alicia.client.post("/logout").location == "/login"
    assert alicia.client.get("/").status_code == 302


@pytest.mark.parametrize(
    ("role", "wanted", "expected"),
    [
        pytest.param("staff", "/", "/today", id="staff begin with today"),
        pytest.param("staff", "/follow-ups", "/follow-ups", id="staff go where they wanted"),
        pytest.param("analyst", "/", "/", id="others begin with the panel"),
    ],
)
def test_the_first_page(server: Flask, database: Database, role: str, wanted: str, expected: str) -> None:
    with database.transaction() as session:
        create_user(session, email=f"{role}@example.com", role=role, password=PASSWORD)

    answer = server.test_client().post(
        "/login", data={"email": f"{role}@example.com", "password": PASSWORD, "next": wanted}
    )

    assert answer.location == expected


def test_a_copy_of_the_cookie_is_worth_nothing_after_signing_out(server: Flask, alicia: Person) -> None:
    here, copied, elsewhere = server.test_client(), server.test_client(), server.test_client()
    for browser in (here, elsewhere):
        browser.post("/login", data={"email": alicia.email, "password": PASSWORD})
    cookie = here.get_cookie("autobox_session")
    assert cookie is not None
    copied.set_cookie("autobox_session", cookie.value)
    assert copied.get("/").status_code == 200

    here.post("/logout")

    assert copied.get("/").location == "/login"
    assert elsewhere.get("/").status_code == 200, "another browser stays signed in"


def test_a_page_of_somebody_else_keeps_nothing(server: Flask, alicia: Person) -> None:
    """Another tab of the browser has signed in for another account: see `assets/11_session_expired.js`."""
    browser = server.test_client()
    browser.post("/login", data={"email": alicia.email, "password": PASSWORD})
    with browser.session_transaction() as cookie:
        own = cookie["member"]

    answers = [
        browser.get("/", headers={"X-AutoBox-Member": whose}).status_code for whose in (own, "another")
    ]
    assert answers == [200, 401]


def test_the_cookie_is_for_the_server_only(server: Flask, alicia: Person) -> None:
    answer = server.test_client().post(
        "/login", data={"email": alicia.email.upper(), "password": PASSWORD, "next": "/calls"}
    )

    assert answer.location == "/calls"
    assert re.search(r"autobox_session=.*HttpOnly; Path=/; SameSite=Lax", answer.headers["Set-Cookie"])


@pytest.mark.parametrize("email", ["admin@example.com", "nobody@example.com", ""])
def test_a_failure_says_the_same_to_all(server: Flask, alicia: Person, email: str) -> None:
    answer = server.test_client().post("/login", data={"email": email, "password": "wrong"})

    assert answer.status_code == 401
    assert 'role="alert"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_failed_sign_ins_are_limited(server: Flask, alicia: Person) -> None:
    client = server.test_client()
    for _ in range(8):
        assert client.post("/login", data={"email": "x@example.com", "password": "wrong"}).status_code == 401

    answer = client.post("/login", data={"email": "X@example.com", "password": "wrong"})

    assert answer.status_code == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 900
    assert client.post("/login", data={"email": alicia.email, "password": PASSWORD}).status_code == 303


def test_a_new_password_ends_the_sessions(server: Flask, database: Database, alicia: Person) -> None:
    from sqlalchemy import update

    from db.models import User

    with database.transaction() as session:
        session.execute(update(User).values(password_hash="another"))

    assert alicia.client.get("/").status_code == 302


def test_bearer_tokens(server: Flask, database: Database, alicia: Person) -> None:
    client = server.test_client()
    assert client.get("/calls", headers=alicia.bearer).status_code == 200
    lower = {"authorization": alicia.bearer["Authorization"].replace("Bearer", "bearer")}
    assert client.get("/calls", headers=lower).status_code == 200

    with database.transaction() as session:
        issue_token(session, email=alicia.email)

    assert client.get("/api/x", headers=alicia.bearer).status_code == 401
    assert alicia.client.get("/calls", headers=alicia.bearer).status_code == 302, "the cookie does not help"


def test_a_foreign_page_changes_nothing(server: Flask, alicia: Person) -> None:
    foreign = {"Origin": "https://evil.example.com"}

    assert alicia.client.post("/_dash-update-component", headers=foreign).status_code == 403
    assert alicia.client.get("/", headers={**foreign, "Upgrade": "websocket"}).status_code == 403
    assert (
        alicia.client.post("/_dash-update-component", headers={**foreign, **alicia.bearer}).status_code == 200
    )
    assert server.test_client().post("/api/twilio/voice", headers=foreign).status_code == 404


@pytest.mark.parametrize("path", ["/_dash-update-component", "/api/views"])
def test_nobody_sends_more_than_we_read(server: Flask, alicia: Person, path: str) -> None:
    """Also who has not signed in: callbacks are looked into before the gate."""
    request = {"data": b"[" * (MAX_BODY_BYTES + 1), "content_type": "application/json"}

    assert alicia.client.post(path, **request).status_code == 413
    assert server.test_client().post(path, **request).status_code in {401, 413}


def test_jobs_are_for_administrators(server: Flask, alicia: Person, bruno: Person) -> None:
    shown = alicia.client.get("/jobs/")
    assert shown.status_code == 200
    assert 'href="/">← AutoBox' in shown.text
    refused = bruno.client.get("/jobs/")
    assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_security_headers(server: Flask, alicia: Person) -> None:
    server.extensions["script_hashes"] = lambda: ["'sha256-abc'"]

    page = alicia.client.get("/")

    assert "script-src 'self' 'sha256-abc';" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "'unsafe-inline'" in alicia.client.get("/jobs/").headers["Content-Security-Policy"]


def test_metrics_are_open_to_this_machine_only(server: Flask, alicia: Person) -> None:
    client = server.test_client()

    assert b"autobox_live_sockets" in client.get("/metrics").data
    assert client.get("/metrics", headers={"X-Forwarded-For": "1.2.3.4"}).status_code == 401
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.1"}).status_code == 401
    elsewhere = client.get("/metrics", environ_base={"REMOTE_ADDR": "10.0.0.1"}, headers=alicia.bearer)
    assert elsewhere.status_code == 200


def test_the_first_administrator_is_made_once(database: Database) -> None:
    email, password = ensure_first_administrator(database, {"ADMIN_EMAIL": "jefe@example.com"})
    assert email == "jefe@example.com"
    assert password is not None

    assert ensure_first_administrator(database, {"ADMIN_EMAIL": "b@example.com"}) == ("b@example.com", None)


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"ADMIN_EMAIL": "nobody"}, id="no address"),
        pytest.param({"ADMIN_PASSWORD": "short"}, id="short password"),
    ],
)
def test_an_administrator_who_cannot_be(database: Database, env: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="ADMIN_EMAIL, ADMIN_PASSWORD: "):
        ensure_first_administrator(database, env)


def test_users_are_unique_whatever_their_case(database: Database) -> None:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="staff", password=PASSWORD)
        with pytest.raises(UserError, match="already"):
            create_user(session, email="ANA@example.com", role="staff", password=PASSWORD)


def test_many_guesses_at_once_are_no_more_guesses(server: Flask, clean_redis: object) -> None:
    def guess(number: int) -> int:
        form = {"email": "ana@example.com", "password": f"guess {number}"}
        return server.test_client().post("/login", data=form).status_code

    with ThreadPoolExecutor(24) as threads:
        answers = Counter(threads.map(guess, range(24)))

    assert answers == {401: 8, 429: 16}


def test_without_redis_nobody_is_locked_out() -> None:
    attempts = Attempts("unix:///nowhere.sock")

    for _ in range(9):
        assert attempts.begin("ana@example.com", "10.0.0.1") == 0
    attempts.take_back("ana@example.com", "10.0.0.1")
    attempts.forget("ana@example.com", "10.0.0.1")


def test_one_address_may_not_guess_at_everybody(redis_url: str, clean_redis: object) -> None:
    attempts = Attempts(redis_url)
    for number in range(40):
        assert attempts.begin(f"user{number}@example.com", "10.0.0.1") == 0

    assert attempts.begin("another@example.com", "10.0.0.1") > 0
    assert attempts.begin("another@example.com", "10.0.0.2") == 0


def test_who_is_refused_locks_out_nobody_else(redis_url: str, clean_redis: object) -> None:
    attempts = Attempts(redis_url)
    for _ in range(200):
        attempts.begin("ana@example.com", "10.0.0.1")

    assert attempts.begin("ana@example.com", "10.0.0.2") == 0


def test_an_outage_of_the_database_is_no_guess(
    server: Flask, database: Database, clean_redis: object
) -> None:
    form, client = {"email": "ana@example.com", "password": "wrong"}, server.test_client()
    url = database.settings.database_url.set(database="away")
    server.extensions["database"] = away = Database(replace(database.settings, database_url=url))
    assert {client.post("/login", data=form).status_code for _ in range(9)} == {503}

    server.extensions["database"] = database
    away.close()

    assert client.post("/login", data=form).status_code == 401


def test_what_was_no_failure_is_not_counted(redis_url: str, clean_redis: object) -> None:
    attempts = Attempts(redis_url)
    for _ in range(50):
        assert attempts.begin("ana@example.com", "10.0.0.1") == 0
        attempts.take_back("ana@example.com", "10.0.0.1")


def test_behind_a_proxy_the_clients_address_and_scheme_count(
    database: Database, dashboard_settings: DashboardSettings
) -> None:
    server = Flask("proxied", static_folder=None)
    settings = replace(dashboard_settings, public_url="https://dash.example.com", trusted_proxies=1)
    dashboard_app.init_plumbing(server, settings, database)
    forwarded = {
        "X-Forwarded-For": "1.2.3.4",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "dash.example.com",
    }

    answer = server.test_client().get("/login", headers=forwarded)
    server.extensions["live_hub"].stop()

    assert "max-age=" in answer.headers["Strict-Transport-Security"]
    assert server.config["SESSION_COOKIE_SECURE"]


def test_more_threads_than_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIVE_SOCKETS", "700")

    config = importlib.reload(importlib.import_module("dashboard_app.gunicorn"))

    assert (config.threads, config.worker_connections) == (750, 1500)
