"""`python -m tests.load`: what a call costs our voice process, next to a plain relay and to other bridges.

Generator, PostgreSQL and Redis run on one core, the bridge on another. `--quick` stays under a minute, the rest under four.
"""

import argparse
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import trustme

from tests.load import peering
from tests.load.generator import Certificate, NoCompilerError, compile_generator
from tests.load.machine import BRIDGE_CORE, run_first
from tests.load.measuring import MeasurementPlan, capacity, measure
from tests.load.peering import NotInstalledError
from tests.load.product import NotStartedError, services
from tests.load.search import Search
from tests.load.table import Table, print_line
from tests.load.variants import BARE, Bench, Variant, peer, product, relay

MAX_CALLS = 800
SEARCH_SECONDS = 60.0
BUSY = "while True: sum(range(1000))"
PEERS_FOLDER = Path(tempfile.gettempdir()) / "autobox-bench-peers"  # installed once

VARIANTS = {
    "relay": Variant("TCP relay in C", relay),
    "relay-chunks": Variant("TCP relay, 200 ms chunks", relay, (100,), chunk=10),
    "bare": Variant("our pump without the product", product(app=BARE)),
    "voice": Variant("voice", product()),
    "voice-chunks": Variant("voice, 200 ms chunks", product(), (100,), chunk=10),
    "voice-tls": Variant("voice, TLS", product(tls=True), (100,)),
    "voice-tls-chunks": Variant("voice, TLS, 200 ms chunks", product(tls=True), (100,), chunk=10),
    "voice-busy": Variant("voice, core shared with a busy loop", product(), (20,)),
    "node": Variant("Node with ws", peer(peering.NODE)),
    "fastapi": Variant("FastAPI, uvicorn", peer(peering.FASTAPI), (100,)),
    "pipecat": Variant("pipecat", peer(peering.PIPECAT), (10,)),
}
NOT_MEASURED = (NotInstalledError, NotStartedError, NoCompilerError, TimeoutError)
QUICK = ("relay", "voice", "node")


def main() -> None:
    options = parse()
    if options.first:
        words = [word for word in sys.argv[1:] if word != "--first"]
        try:
            sys.exit(run_first([sys.executable, "-m", "tests.load", *words]))
        except OSError as error:
            sys.exit(f"--first needs root, and a kernel that groups processes by session: {error}")
    table = Table()
    try:
        with prepared() as bench:
            table.head()
            for name in options.only:
                show(bench, table, name, options)
            for name in options.capacity:
                search(bench, table, name, options)
            table.ratios()
    except NoCompilerError as error:
        sys.exit(str(error))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="relay, voice and Node at 50 calls")
    parser.add_argument("--tries", type=int, default=1, help="of a measurement while others use the machine")
    parser.add_argument("--first", action="store_true", help="before other work of this machine (as root)")
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS), help="these variants")
    parser.add_argument("--calls", type=int, nargs="+", help="instead of each variant's own numbers")
    parser.add_argument("--seconds", type=float, default=4.0, help="of each measurement")
    parser.add_argument(
        "--capacity",
        nargs="*",
        choices=list(VARIANTS),
        help="search calls per core of these (default: voice)",
    )
    options = parser.parse_args()
    if options.quick:
        options.calls, options.seconds = options.calls or [50], min(options.seconds, 2.0)
    options.only = (QUICK if options.quick else tuple(VARIANTS)) if options.only is None else options.only
    if options.capacity is None:
        options.capacity = () if options.quick or "voice" not in options.only else ("voice",)
    return options


@contextlib.contextmanager
def prepared() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory(prefix="autobox-load-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as a user of its own
        program = compile_generator(folder, with_tls=False)
        with services(folder) as found:
            yield Bench(folder, PEERS_FOLDER, found, program)


def show(bench: Bench, table: Table, name: str, options: argparse.Namespace) -> None:
    variant = VARIANTS[name]
    if options.calls:
        variant = replace(variant, counts=tuple(options.calls))
    try:
        with company(name):
            found = measure(
                equipped(bench, name), variant, MeasurementPlan(options.seconds, options.tries), table.row
            )
            table.integrity(found)
    except NOT_MEASURED as error:
        print_line(f"{variant.name:32} not measured: {error}")


def equipped(bench: Bench, name: str) -> Bench:
    """An agent without TLS never answers a bridge that asks for it."""
    return with_tls(bench) if "tls" in name and bench.program_tls is None else bench


def with_tls(bench: Bench) -> Bench:
    """An authority of our own for the agent's certificate."""
    authority, folder = trustme.CA(), bench.folder
    issued = authority.issue_cert("localhost")
    certificate = Certificate(folder / "agent.pem", folder / "agent.key")
    issued.cert_chain_pems[0].write_to_path(certificate.chain)
    issued.private_key_pem.write_to_path(certificate.key)
    authority.cert_pem.write_to_path(folder / "ca.pem")
    program = compile_generator(folder, with_tls=True)
    return replace(bench, program_tls=program, certificate=certificate, authority=folder / "ca.pem")


@contextlib.contextmanager
def company(name: str) -> Iterator[None]:
    """For `voice-busy`, a process that computes on the bridge's own core."""
    if name != "voice-busy":
        yield
        return
    core = str(min(BRIDGE_CORE))
    process = subprocess.Popen(["taskset", "-c", core, sys.executable, "-c", BUSY])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def search(bench: Bench, table: Table, name: str, options: argparse.Namespace) -> None:
    variant, limit = VARIANTS[name], Search(MAX_CALLS, time.monotonic() + SEARCH_SECONDS)
    try:
        with company(name):
            for figures in capacity(
                equipped(bench, name), variant, MeasurementPlan(3.0, options.tries), limit
            ):
                table.row(replace(figures, name=f"{variant.name}: capacity"))
    except NOT_MEASURED as error:
        print_line(f"{variant.name:32} capacity not measured: {error}")
        return
    print_line(f"{variant.name:32} {limit}")


if __name__ == "__main__":
    main()
