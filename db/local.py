"""`python -m db.local`: the whole product on one machine, for a first look and for development (`make run`).

Starts the embedded servers that no variable replaces, migrates, loads demo data once, runs the Procfile's processes and
places a simulated call. When it stops, it stops everything it started.
"""

import contextlib
import json
import logging
import os
import shlex
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from db.embedded import postgres, redis_server
from db.environment import ConfigurationError, integer, secret, text
from db.local_addresses import only_one_in, published_addresses, require_free_ports
from db.logs import configure_logging
from db.process_environment import process_environment

log = logging.getLogger(__name__)
ROOT = Path(__file__).parent.parent
ORDER = ("simulators", "voice", "web", "worker", "clock")
SIMULATORS = "gunicorn -c python:bridge.simulators.gunicorn wsgi:simulators"
GRACE_SECONDS = 15
# Nine weeks: the last four have as many before them to be compared with.
DEMO = ["data", "demo", "--conversations", "900", "--days", "63", "--seed", "2026", "--if-empty"]


class StoppedError(Exception):
    """A process ended by itself."""


def procfile() -> dict[str, list[str]]:
    lines = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    commands = dict(line.split(": ", 1) for line in lines)
    return {name: shlex.split(command) for name, command in {**commands, "simulators": SIMULATORS}.items()}


def environment() -> dict[str, str]:
    """The environment of every process: `.env`, the real environment, and defaults for one machine."""
    env = process_environment(ROOT)
    port = integer(env, "PORT", 8050, minimum=1, maximum=65535)
    voice_port = integer(env, "VOICE_PORT", 8051, minimum=1, maximum=65535)
    simulators_port = integer(env, "SIMULATORS_PORT", 8052, minimum=1, maximum=65535)
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{port}")
    if text(env, "PUBLIC_URL").startswith("http://127.0.0.1"):
        env.setdefault("VOICE_URL", f"ws://127.0.0.1:{voice_port}")
    env.setdefault("SIMULATORS_URL", f"http://127.0.0.1:{simulators_port}")
    env.setdefault("VOICE_DRAIN_SECONDS", "5")
    env |= {"PORT": str(port), "VOICE_PORT": str(voice_port), "SIMULATORS_PORT": str(simulators_port)}
    env |= {"DATA_DIR": str(Path(text(env, "DATA_DIR", ".data")).absolute()), "PYTHONUNBUFFERED": "1"}
    env["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{env.get('PATH', '')}"
    return env


@contextlib.contextmanager
def services(env: dict[str, str]) -> Iterator[None]:
    """Starts PostgreSQL and Redis unless variables name them."""
    data_dir = Path(env["DATA_DIR"])
    with contextlib.ExitStack() as stack:
        if not secret(env, "DATABASE_URL"):
            env["DATABASE_URL"] = stack.enter_context(postgres(data_dir))
        if not secret(env, "REDIS_URL"):
            env["REDIS_URL"] = stack.enter_context(redis_server(data_dir))
        yield


class Processes:
    """The processes that we started; each line of output is prefixed with the process's name."""

    def __init__(self, env: dict[str, str]) -> None:
        self.env = env
        self.running: dict[str, subprocess.Popen[str]] = {}
        self.followers: list[threading.Thread] = []
        self.stopped = threading.Event()

    def start(self, name: str, command: list[str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C in the terminal reaches only us: we stop them in order
        )
        self.running[name] = process
        follower = threading.Thread(target=self.follow, args=(name, process), daemon=True)
        follower.start()
        self.followers.append(follower)

    def follow(self, name: str, process: subprocess.Popen[str]) -> None:
        with process.stdout or contextlib.nullcontext(()) as lines:
            for line in lines:
                sys.stdout.write(f"{name:>10} | {line}")
        code = process.wait()
        if name in ORDER and self.running.get(name) is process:
            if not self.stopped.is_set():
                log.error("process ended by itself name=%s code=%d", name, code)
            self.stopped.set()

    def stop(self) -> None:
        """Stops all processes; those that do not stop in time are killed with their children."""
        self.stopped.set()
        for process in self.running.values():
            process.terminate()
        for name, process in self.running.items():
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                log.warning("process killed name=%s", name)
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        for follower in self.followers:
            follower.join(GRACE_SECONDS)


def prepare(env: dict[str, str]) -> dict[str, str | None]:
    """Migrates, and loads demo data once; returns the sign-in of a new administrator."""
    command = [sys.executable, "-m", "db.release"]
    release = subprocess.run(command, cwd=ROOT, env=env, check=True, stdout=subprocess.PIPE, text=True)
    sign_in: dict[str, str | None] = json.loads(release.stdout.splitlines()[-1])
    if sign_in["password"]:  # printed now: if a later step fails, it is not generated again
        sys.stdout.write(f"New administrator {sign_in['email']}, password {sign_in['password']}\n")
        sys.stdout.flush()
    subprocess.run(["flask", *DEMO], cwd=ROOT, env=env, check=True)
    return sign_in


def wait_until_ready(url: str, processes: Processes) -> None:
    while not processes.stopped.wait(0.1):
        try:
            with urllib.request.urlopen(f"{url}/health/live", timeout=5):  # noqa: S310 (our own address)
                return
        except OSError:
            continue
    raise StoppedError


def announce(env: dict[str, str], sign_in: dict[str, str | None]) -> None:
    password = sign_in["password"] or "(the one you chose, or that was printed at the first start)"
    lines = [
        "",
        f"  AutoBox Voice Analytics   {env['PUBLIC_URL']}",
        f"  Sign in as                {sign_in['email']}",
    ]
    lines += [f"  Password                  {password}", "  Ctrl-C stops everything", ""]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def run() -> None:
    env = environment()
    configure_logging(env)
    require_free_ports(env)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have set SIGINT to be ignored
        signal.signal(number, signal.default_int_handler)
    commands = procfile()
    processes = Processes(env)
    with only_one_in(Path(env["DATA_DIR"])), services(env), published_addresses(env):
        try:
            sign_in = prepare(env)
            for name in ORDER:
                processes.start(name, commands[name])
            local = [f"http://127.0.0.1:{env[port]}" for port in ("SIMULATORS_PORT", "VOICE_PORT", "PORT")]
            for url in local:
                wait_until_ready(url, processes)
            announce(env, sign_in)
            processes.start("call", ["flask", "calls", "simulate"])
            processes.stopped.wait()
            raise StoppedError
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, signal.SIG_IGN)
            processes.stop()


def main() -> None:
    try:
        run()
    except ConfigurationError as error:
        sys.exit(f"Configuration: {error}")
    except KeyboardInterrupt:
        pass
    except StoppedError:
        sys.exit("Stopped: a process ended by itself; its last lines above say why")
    except subprocess.CalledProcessError as error:
        sys.exit(f"Failed: {shlex.join(error.cmd)} (code {error.returncode})")


if __name__ == "__main__":
    main()
