"""Calls to read, and settings that lead to the session's servers."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask, Response, request
from werkzeug.serving import make_server

from db.actions.calls import NewCall, answer_call, end_call, open_call
from db.actions.turns import NewTurn, save_turn
from db.database import Database
from db.settings import DbSettings
from workers import runtime, simulators
from workers.queue import JobQueue
from workers.settings import WorkerSettings
from workers.simulators import SimulatedModelSettings

MODEL_KEY = "a-key-of-the-tests"
START = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
SAID = (
    ("agent", "AutoBox Manacor, buenos días. Le atiende Laia, la asistente virtual. ¿En qué puedo ayudarle?"),
    ("user", "Hola, soy Toni Riera. Quiero pedir cita para cambiar el aceite de mi Seat Ibiza."),
    ("agent", "De acuerdo, un cambio de aceite. ¿Me dice la matrícula, por favor?"),
    ("user", "Sí, 4817 JVS. Y mi teléfono es el 600 111 222."),
    ("agent", "El jueves tengo un hueco a las ocho y cuarto. ¿Se lo reservo?"),
    ("user", "Venga, perfecto, muchas gracias."),
)
LONG = tuple(
    (role, f"{text} {'Sobre el ruido de los frenos cuando hace frío por las mañanas. ' * 12}")
    for role, text in SAID * 6
)
"""More than a model of small context reads at once."""
Said = Sequence[tuple[str, str]]
MakeCall = Callable[..., UUID]


@pytest.fixture
def worker_settings(settings: DbSettings) -> WorkerSettings:
    """Towards a model that does not answer; tests that need one say which."""
    return WorkerSettings(
        redis_url=settings.redis_url,
        openai_api_key="test-key",
        openai_base_url="http://127.0.0.1:9/v1",
        openai_model="gpt-5.4-mini",
        is_simulated=False,
        daily_budget_eur=Decimal(5),
        model_timeout_seconds=5,
    )


@pytest.fixture
def jobs(settings: DbSettings) -> Iterator[JobQueue]:
    queue = JobQueue(settings.redis_url)
    yield queue
    queue.close()


@pytest.fixture
def make_call(database: Database) -> MakeCall:
    """A call of a minute and a half with turns four seconds apart; ended unless told otherwise."""

    def make(said: Said = SAID, *, number: int = 1, ended: bool = True) -> UUID:
        with database.transaction() as session:
            call = NewCall(
                call_sid=f"CA{number:032x}",
                direction="inbound",
                phone_number="+34600111222",
                called_number="+34971000000",
                started_at=START,
            )
            conversation_id = open_call(session, call=call)
            answer_call(session, conversation_id=conversation_id, answered_at=START + timedelta(seconds=2))
            for position, (role, text) in enumerate(said, start=1):
                times = {"started_ms": position * 4000, "ended_ms": position * 4000 + 3000}
                turn = NewTurn(position=position, role=role, text=text, **times)
                save_turn(session, conversation_id=conversation_id, turn=turn)
            if ended:
                at = START + timedelta(seconds=92)
                end_call(session, conversation_id=conversation_id, ended_at=at, end_reason="caller_hangup")
        return conversation_id

    return make


@pytest.fixture(scope="session")
def model_app() -> Flask:
    """The simulated model, answering at once."""
    app = Flask("simulated-model")
    simulators.init_app(app, SimulatedModelSettings(api_key=MODEL_KEY, delay_seconds=0))
    app.extensions["heard"] = heard = list[str]()

    @app.before_request
    def hear() -> None:
        heard.append(request.get_data().decode())
        hold("before")

    @app.after_request
    def answered(answer: Response) -> Response:
        hold("after")
        return answer

    def hold(moment: str) -> None:
        """A test may keep the model from going on at one of its doors."""
        gate = app.extensions.get("gate")
        if gate is not None and not (request.method == "GET" and request.path.endswith("/batches")):
            gate(request.path, moment)

    return app


@pytest.fixture
def heard(model_app: Flask) -> list[str]:
    """Every body that the simulated model was sent in this test."""
    bodies: list[str] = model_app.extensions["heard"]
    bodies.clear()
    return bodies


@pytest.fixture(scope="session")
def model_url(model_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, model_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def simulated(worker_settings: WorkerSettings, model_app: Flask, model_url: str) -> WorkerSettings:
    """Settings that lead to the simulated model, which has heard of no call before."""
    model_app.extensions["simulated_model"].memory.seen.clear()
    return replace(worker_settings, openai_api_key=MODEL_KEY, openai_base_url=model_url)


@pytest.fixture
def worker_environment(environment: dict[str, str], model_url: str) -> Iterator[dict[str, str]]:
    """Of a worker process with the simulated model; jobs called in this process find it too."""
    env = {**environment, "OPENAI_API_KEY": MODEL_KEY, "OPENAI_BASE_URL": model_url, "WORKER_PROCESSES": "3"}
    runtime.configure(env)
    yield env
    runtime.configure(environment)
