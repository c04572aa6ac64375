"""`python -m tests.load --calls 100 --seconds 10`: CPU per call-second, added delay and memory of one voice process."""

import argparse
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import trustme

from bridge.pump import Pump
from tests.load.agent import EchoingAgent, serve
from tests.load.carrier import Exchange
from tests.load.ports import free_port, is_listening

APP = "tests.load.relay_app:app"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, nargs="+", default=[50, 100, 200])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--tls", action="store_true", help="towards the agent, as in production")
    options = parser.parse_args()
    sys.setswitchinterval(0.0005)
    if os.sched_getaffinity(0) >= {0, 1}:
        os.sched_setaffinity(0, {0})  # the bridge gets the other core for itself
    tell("calls  cpu ms/s/call  own load  p50 ms   p95   p99    max   lost  disordered  KiB/call")
    for count in options.calls:
        tell(measure(count, options.seconds, tls=options.tls))


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def measure(count: int, seconds: float, *, tls: bool) -> str:
    pump = Pump()
    with tempfile.TemporaryDirectory() as folder:
        agent, trust = start_agent(pump, Path(folder), tls=tls)
        port = free_port()
        process = start_bridge(port, {"AGENT_URL": agent, **trust})
        try:
            worker = worker_of(process.pid)
            talk(pump, port, 1).hang_up()  # what the first call costs once is not what a call costs
            return take_figures(pump, port, worker, count, seconds)
        finally:
            process.terminate()
            process.wait(30)
            pump.stop()


def talk(pump: Pump, port: int, count: int) -> Exchange:
    exchange = Exchange(pump, count)
    exchange.dial(f"ws://127.0.0.1:{port}/media")
    wait_until(lambda: all(caller.heard > 10 for caller in exchange.callers))
    return exchange


def take_figures(pump: Pump, port: int, worker: int, count: int, seconds: float) -> str:
    empty_kib = memory_kib(worker)
    exchange = talk(pump, port, count)
    exchange.record()
    cpu, own, started = cpu_seconds(worker), cpu_seconds(os.getpid()), time.monotonic()
    time.sleep(seconds)
    elapsed = time.monotonic() - started
    cpu, own = cpu_seconds(worker) - cpu, cpu_seconds(os.getpid()) - own
    kib = (memory_kib(worker) - empty_kib) / count
    exchange.hang_up()
    return row(exchange, cpu / elapsed / count * 1000, own / elapsed, kib)


def start_agent(pump: Pump, folder: Path, *, tls: bool) -> tuple[str, dict[str, str]]:
    """The agent's URL, and what the bridge needs in its environment to trust it."""
    if not tls:
        return f"ws://127.0.0.1:{serve(pump, EchoingAgent())}/", {}
    authority = trustme.CA()
    authority.cert_pem.write_to_path(folder / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    port = serve(pump, EchoingAgent(), context)
    return f"wss://localhost:{port}/", {"SSL_CERT_FILE": str(folder / "ca.pem")}


def row(exchange: Exchange, cpu_ms: float, own_load: float, kib: float) -> str:
    delays = sorted(delay * 1000 for caller in exchange.callers for delay in caller.delays)
    p50, p95, p99 = (delays[int(len(delays) * share)] for share in (0.5, 0.95, 0.99))
    lost = sum(max(0, caller.sent - caller.heard - 5) for caller in exchange.callers)
    disordered = sum(caller.disordered for caller in exchange.callers)
    return (
        f"{len(exchange.callers):5}  {cpu_ms:13.2f}  {own_load:8.2f}  {p50:6.2f}  {p95:5.2f}  {p99:5.2f}  {delays[-1]:6.2f}"
        f"  {lost:4}  {disordered:10}  {kib:8.1f}"
    )


def start_bridge(port: int, env: dict[str, str]) -> subprocess.Popen[bytes]:
    env = {**os.environ, "VOICE_PORT": str(port), "VOICE_DRAIN_SECONDS": "5", **env}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "python:bridge.gunicorn_voice",
        "--log-level",
        "warning",
        APP,
    ]
    process = subprocess.Popen(command, env=env)
    if os.cpu_count() == 2:
        os.sched_setaffinity(process.pid, {1})
    wait_until(lambda: is_listening(port))
    return process


def worker_of(master: int) -> int:
    wait_until(lambda: children(master))
    return int(children(master)[0])


def children(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory_kib(pid: int) -> int:
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))


def wait_until(condition: Callable[[], object], seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the bridge did not get ready")
        time.sleep(0.05)


if __name__ == "__main__":
    main()
