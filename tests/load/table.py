"""The table that `make bench-voice` prints, and the sentences below it."""

import os
import sys

from tests.load.measuring import Figures, Integrity

HEADINGS = (
    "ms/s/call  x relay  db ms/s   KiB/call     p50     p95     p99      max  missing  generator  others"
)


class Table:
    """Rows as they come; ratios to the relay that was measured before, at as many calls and the same chunks."""

    def __init__(self) -> None:
        self._relay: dict[tuple[int, int], float] = {}

    def head(self) -> None:
        load = os.getloadavg()[0]
        tell(
            f"{os.cpu_count()} cores, load average {load:.1f}; delays in ms; loads of generator and others in cores"
        )
        tell(f"{'':32} calls  {HEADINGS}")

    def row(self, figures: Figures, note: str = "") -> None:
        key = figures.calls, figures.chunk
        if figures.name.startswith("TCP relay"):
            self._relay[key] = figures.cpu_ms
        floor = self._relay.get(key)
        ratio = f"{figures.cpu_ms / floor:.2f}" if floor else "-"
        delays = figures.delays
        times = "  ".join(f"{delays.get(name, 9999):6.2f}" for name in ("p50", "p95", "p99", "max"))
        mute = figures.calls - figures.talking
        tell(
            f"{figures.name:32} {figures.calls:5}  {figures.cpu_ms:9.2f}  {ratio:>7}  {figures.database_cpu_ms:7.2f}"
            f"  {figures.kib:9.1f}  {times}  {delays['missing']:7}  {figures.generator_load:9.2f}  {figures.foreign_load:6.2f}"
            + (f"  {mute} calls got no answer" if mute else "")
            + note
        )

    def integrity(self, integrity: Integrity) -> None:
        if integrity.faults:
            tell(
                f"{integrity.name:32} faults: {', '.join(f'{name} {n}' for name, n in integrity.faults.items())}"
            )


def tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
