"""The table that `make bench-voice` prints, and the sentences below it."""

import os
import sys

from tests.load.measuring import Figures, Integrity

OURS = ("voice", "voice, 200 ms chunks", "our pump")
HEADINGS = (
    "ms/s/call  x relay  db ms/s   KiB/call     p50     p95     p99      max  missing  generator  others"
)


class Table:
    """Rows as they come; ratios to the relay that was measured before, at as many calls and the same chunks."""

    def __init__(self) -> None:
        self._relay: dict[tuple[int, int], float] = {}
        self._cpu: dict[tuple[int, int], dict[str, float]] = {}

    def head(self) -> None:
        load = os.getloadavg()[0]
        print_line(
            f"{os.cpu_count()} cores, load average {load:.1f}; delays in ms; loads of generator and others in cores"
        )
        print_line(f"{'':32} calls  {HEADINGS}")

    def row(self, figures: Figures, note: str = "") -> None:
        key = figures.calls, figures.chunk
        if figures.name.startswith("TCP relay"):
            self._relay[key] = figures.cpu_ms
        self._cpu.setdefault(key, {})[figures.name] = figures.cpu_ms
        floor = self._relay.get(key)
        ratio = f"{figures.cpu_ms / floor:.2f}" if floor else "-"
        delays = figures.delays
        times = "  ".join(f"{delays.get(name, 9999):6.2f}" for name in ("p50", "p95", "p99", "max"))
        mute = figures.calls - figures.talking
        print_line(
            f"{figures.name:32} {figures.calls:5}  {figures.cpu_ms:9.2f}  {ratio:>7}  {figures.database_cpu_ms:7.2f}"
            f"  {figures.kib:9.1f}  {times}  {delays['missing']:7}  {figures.generator_load:9.2f}  {figures.foreign_load:6.2f}"
            + (f"  {mute} calls got no answer" if mute else "")
            + note
        )

    def integrity(self, integrity: Integrity) -> None:
        """What the generator has checked of every byte, both ways."""
        found = ", ".join(f"{name} {n}" for name, n in integrity.faults.items())
        whole = "every byte came home, both ways, in order and once"
        print_line(f"{integrity.name:32} {'faults: ' + found if found else whole}")

    def ratios(self) -> None:
        """What a call costs here of what it costs elsewhere, in CPU, at as many calls and the same chunks."""
        for (calls, chunk), costs in sorted(self._cpu.items()):
            ours = next((cost for name, cost in costs.items() if name in OURS), None)
            others = {name: cost for name, cost in costs.items() if not name.startswith(OURS) and cost}
            if ours and others:
                shares = ", ".join(f"{ours / cost:.2f} x {name}" for name, cost in others.items())
                print_line(f"CPU of voice at {calls} calls, {20 * chunk} ms chunks: {shares}")


def print_line(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
