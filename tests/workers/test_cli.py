"""`flask analyses …`."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from rq import Queue, SimpleWorker
from sqlalchemy import func, select, update

import workers
from db.database import Database
from db.models import ConversationAnalysis, Organization
from tests.waiting import eventually
from tests.workers.conftest import MakeCall
from workers.batches import alone
from workers.jobs import analyse_programmatically
from workers.queue import QUEUES, JobQueue
from workers.sampling import SamplingRules, sampling_rules

CALL = {
    "id": "one",
    "transcript": [
        {"role": "agent", "message": "AutoBox Manacor, buenos días.", "time_in_call_secs": 0},
        {"role": "user", "message": "Quiero pedir cita para cambiar el aceite.", "time_in_call_secs": 4},
    ],
    "labels": {"intent": "complaint"},
}


@pytest.fixture
def cli(database: Database, worker_environment: dict[str, str]) -> FlaskCliRunner:
    app = Flask(__name__)
    workers.init_app(app, worker_environment, database)
    return app.test_cli_runner()


def test_label_reads_calls_and_ignores_their_labels(cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    file.write_text(f"{json.dumps(CALL)}\n\n{json.dumps({**CALL, 'id': 'two'})}\n", encoding="utf-8")

    lines = [
        json.loads(line) for line in cli.invoke(args=["analyses", "label", str(file)]).output.splitlines()
    ]

    assert [line["id"] for line in lines] == ["one", "two"]
    assert lines[0]["labels"]["intent"] == "book_appointment"
    assert lines[0]["labels"]["language"] == "es"


def test_label_names_the_sectors_that_there_are(cli: FlaskCliRunner, tmp_path: Path) -> None:
    (tmp_path / "calls.jsonl").write_text("", encoding="utf-8")
    result = cli.invoke(args=["analyses", "label", str(tmp_path / "calls.jsonl"), "--sector", "garage"])
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
    assert "workshop" in result.output


def test_label_names_the_line_that_is_no_call(cli: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "calls.jsonl"
    good = json.dumps(CALL).encode()
    file.write_bytes(
        b"\n".join([b"\xef\xbb\xbf" + good, b"{", b"\xff\xfe", b"[" * 9999, b'{"transcript": 5}', good])
    )

    result = cli.invoke(args=["analyses", "label", str(file)])

    assert result.exit_code == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["one", "one"]
    assert [line.split(":")[2].split(" is no ")[0] for line in result.stderr.splitlines()] == [
        f" line {number}" for number in (2, 3, 4, 5)
    ]


def test_run_waits_for_the_result(cli: FlaskCliRunner, jobs: JobQueue, make_call: MakeCall) -> None:
    with ThreadPoolExecutor(1) as somebody:
        run = somebody.submit(cli.invoke, args=["analyses", "run", str(make_call())])
        eventually(lambda: run.done() or any(Queue(name, connection=jobs.redis).count for name in QUEUES))
        SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")
    result = run.result()

    assert result.exit_code == 0
    assert "completed 100%" in result.output


def test_run_says_that_nobody_works(cli: FlaskCliRunner, make_call: MakeCall) -> None:
    result = cli.invoke(args=["analyses", "run", "--wait", "0", str(make_call())])

    assert result.exit_code == 1
    assert "is a worker running?" in result.output


def test_run_tells_why_an_analysis_is_refused(cli: FlaskCliRunner) -> None:
    result = cli.invoke(args=["analyses", "run", str(uuid4())])

    assert result.exit_code == 1
    assert "refused unknown_conversation" in result.output


def batch(database: Database, environment: dict[str, str], **changes: str) -> Result:
    app = Flask(__name__)
    workers.init_app(app, {**environment, **changes}, database)
    return app.test_cli_runner().invoke(args=["analyses", "batch", "--since", "2026-11-01"])


def test_batch_sends_what_no_model_has_read(
    database: Database, worker_environment: dict[str, str], make_call: MakeCall
) -> None:
    for number in (1, 2):
        make_call(number=number)
    make_call((), number=3)

    first = batch(database, worker_environment)
    again = batch(database, worker_environment)

    assert "sent 2 as batch batch_" in first.output
    assert "skipped nothing_to_analyse" in first.output
    assert "nothing to analyse" in again.output


def test_batch_queues_single_analyses_where_there_is_no_batch_api(
    database: Database, worker_environment: dict[str, str], jobs: JobQueue, make_call: MakeCall
) -> None:
    make_call()
    result = batch(database, worker_environment, OPENAI_MODEL="gpt-5.4-mini+no-batches")

    assert "queued 1 one by one" in result.output
    assert Queue("batch", connection=jobs.redis).count == 1


def test_batch_fails_where_the_provider_turns_it_down(
    database: Database, worker_environment: dict[str, str], make_call: MakeCall
) -> None:
    make_call()
    result = batch(database, worker_environment, OPENAI_API_KEY="wrong")

    assert result.exit_code == 1
    assert "refused 1: authentication" in result.output


def test_batch_is_refused_while_the_provider_is_suspended(
    database: Database, worker_environment: dict[str, str], make_call: MakeCall
) -> None:
    make_call()
    for expected in ("refused 1: authentication", "refused provider_suspended"):
        assert expected in batch(database, worker_environment, OPENAI_API_KEY="wrong").output


def test_batch_leaves_the_calls_to_the_clock_while_another_sends(
    database: Database,
    worker_environment: dict[str, str],
    jobs: JobQueue,
    make_call: MakeCall,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("workers.cli.LOCK_TIMEOUT_SECONDS", 0)
    make_call()
    with alone(jobs.redis):
        assert "the clock sends these later" in batch(database, worker_environment).output


def test_batch_without_redis_says_so(
    database: Database, worker_environment: dict[str, str], make_call: MakeCall
) -> None:
    make_call()
    result = batch(database, worker_environment, REDIS_URL="redis://127.0.0.1:9/0")

    assert result.exit_code == 1
    assert "Redis does not answer" in result.output


def test_batch_stops_at_the_budget(
    database: Database, worker_environment: dict[str, str], make_call: MakeCall
) -> None:
    app = Flask(__name__)
    workers.init_app(app, {**worker_environment, "AI_DAILY_BUDGET_EUR": "0"}, database)
    make_call()

    result = app.test_cli_runner().invoke(args=["analyses", "batch", "--since", "2026-11-01"])

    assert "stopped:" in result.output
    with database.reading() as session:
        assert session.scalar(select(func.count(ConversationAnalysis.id))) == 0


@pytest.mark.parametrize(
    ("given", "rules"),
    [
        pytest.param(
            ["--share", "0.2", "--always", "complaint"],
            SamplingRules(0.2, frozenset({"complaint"})),
            id="both",
        ),
        pytest.param(["--always", "abandoned"], SamplingRules(0, frozenset({"abandoned"})), id="words"),
        pytest.param([], None, id="off"),
    ],
)
def test_sampling_sets_what_the_rules_read(
    cli: FlaskCliRunner,
    database: Database,
    make_call: MakeCall,
    given: list[str],
    rules: SamplingRules | None,
) -> None:
    make_call()
    with database.transaction() as session:
        session.execute(
            update(Organization).values(settings={"mask_pii": False, "ai_sampling": {"share": 1}})
        )

    assert cli.invoke(args=["analyses", "sampling", *given]).exit_code == 0

    with database.reading() as session:
        settings = session.scalars(select(Organization.settings)).one()
    assert sampling_rules(settings) == rules
    assert settings["mask_pii"] is False


def test_sampling_needs_an_organization(cli: FlaskCliRunner) -> None:
    assert "no organization nobody" in cli.invoke(args=["analyses", "sampling", "nobody"]).output


def test_a_budget_is_set_and_taken_back(cli: FlaskCliRunner, database: Database, make_call: MakeCall) -> None:
    make_call()

    def kept() -> object:
        with database.reading() as session:
            return session.scalars(select(Organization.settings)).one().get("ai_budget")

    told = cli.invoke(args=["analyses", "budget", "--day", "2.50", "--month", "40"]).output
    assert "2.50 EUR a day, 40 EUR a month" in told
    assert kept() == {"day_eur": "2.50", "month_eur": "40"}
    assert "as the server is configured" in cli.invoke(args=["analyses", "budget"]).output
    assert kept() is None
    for wrong in (["--day", "much"], ["--day=-1"], ["--month", "0.001"]):
        assert cli.invoke(args=["analyses", "budget", *wrong]).exit_code != 0


def test_read_reads_again_what_was_read_before_and_says_how_to_go_on(
    cli: FlaskCliRunner, database: Database, jobs: JobQueue, make_call: MakeCall
) -> None:
    calls = [make_call(number=number) for number in (1, 2, 3)]
    for call in calls[:2]:
        analyse_programmatically(str(call))
    arguments = ["analyses", "read", "--since", "2026-11-01"]
    with ThreadPoolExecutor(1) as somebody:
        run = somebody.submit(cli.invoke, args=arguments)
        eventually(lambda: run.done() or Queue("batch", connection=jobs.redis).count)
        SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")
    result = run.result()

    assert result.exit_code == 0
    first, last = result.output.splitlines()
    assert (first.split(" ")[0], last) == ("2", "read 2 of 2")
    moment = first.rsplit(" ", 1)[1]
    again = cli.invoke(args=[*arguments, "--read-before", moment])
    assert again.output.startswith("0 calls were read before"), "all that was read before has been read since"


def test_read_names_the_organizations_that_there_are(cli: FlaskCliRunner, make_call: MakeCall) -> None:
    make_call()
    result = cli.invoke(args=["analyses", "read", "--since", "2026-11-01", "--organization", "nobody"])

    assert (result.exit_code, "there is no organization nobody" in result.output) == (1, True)
