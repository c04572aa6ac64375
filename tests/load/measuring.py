"""Takes the figures of one variant: CPU per call-second, memory per call, added delay, and whether every byte came home."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.load.generator import Answer
from tests.load.machine import cpu_seconds, pss_kib, read_cpu, tree
from tests.load.search import Search
from tests.load.variants import Bench, Subject, Variant

SETTLE_SECONDS = 3.0  # what the beginnings of calls have made for the database is written by then
TOO_LATE_MS = 20.0
QUIET_LOAD = 0.3  # cores that others may use before a measurement is repeated


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one number of calls. CPU in ms per second and call; loads in cores."""

    name: str
    chunk: int
    calls: int
    talking: int
    cpu_ms: float
    database_cpu_ms: float
    generator_load: float
    foreign_load: float
    kib: float
    delays: Answer

    @property
    def p99(self) -> float:
        return float(self.delays.get("p99", 9999))

    @property
    def is_good(self) -> bool:
        return self.talking == self.calls and self.p99 < TOO_LATE_MS and not self.delays["missing"]


@dataclass(frozen=True, slots=True)
class Integrity:
    """What went wrong with the bytes of a variant's calls, all its measurements together."""

    name: str
    totals: Answer

    @property
    def faults(self) -> dict[str, int]:
        kinds = ("lost", "repeated", "corrupt")
        names = [f"{way}_{kind}" for way in ("up", "down") for kind in kinds] + ["died"]
        unanswered = {"pings_unanswered": max(0, self.totals["pings"] - self.totals["pongs"])}
        return {name: self.totals[name] for name in names if self.totals[name]} | {
            name: count for name, count in unanswered.items() if count
        }


@dataclass(frozen=True, slots=True)
class MeasurementPlan:
    """How long each measurement takes, and how often it is tried for a quiet moment of the machine."""

    seconds: float
    tries: int = 1


class Meter:
    """One running variant, call after call."""

    def __init__(self, bench: Bench, variant: Variant, subject: Subject, plan: MeasurementPlan) -> None:
        self._bench = bench
        self._variant = variant
        self._subject = subject
        self._plan = plan
        self._live = 0
        self._change(2)  # what the first calls cost once is not what a call costs
        self._change(0)
        self._empty_kib = pss_kib(tree(subject.pid))

    def at(self, calls: int) -> Figures:
        talking = self._change(calls)
        time.sleep(SETTLE_SECONDS)
        tried: list[Figures] = []
        while len(tried) < self._plan.tries:
            tried.append(self._take(calls, talking))
            if tried[-1].foreign_load < QUIET_LOAD:
                break
        return min(tried, key=lambda figures: figures.foreign_load)

    def _take(self, calls: int, talking: int) -> Figures:
        seconds = self._plan.seconds
        bridge, services = tree(self._subject.pid), self._bench.services.pids
        generator = [self._subject.generator.process.pid, os.getpid()]
        readers = (bridge, services, generator)
        self._subject.generator.ask(f"measure {int(seconds * 1000)}")
        before, used = read_cpu(bridge), [cpu_seconds(pids) for pids in readers]
        time.sleep(seconds)
        after = read_cpu(bridge)
        elapsed = after.at - before.at
        loads = [(cpu_seconds(pids) - was) / elapsed for pids, was in zip(readers, used, strict=True)]
        delays = self._subject.generator.answer()
        return Figures(
            name=self._variant.name,
            chunk=self._variant.chunk,
            calls=calls,
            talking=talking,
            cpu_ms=loads[0] / calls * 1000,
            database_cpu_ms=loads[1] / calls * 1000,
            generator_load=loads[2],
            foreign_load=max(0.0, (after.machine - before.machine) / elapsed - sum(loads)),
            kib=(pss_kib(tree(self._subject.pid)) - self._empty_kib) / calls,
            delays=delays,
        )

    def finish(self) -> Integrity:
        return Integrity(self._variant.name, self._subject.generator.drop(self._live))

    def _change(self, calls: int) -> int:
        """Dial or hang up until so many calls are on; return how many talk."""
        more = calls - self._live
        generator = self._subject.generator
        answer = generator.add(self._subject.calls.write(more)) if more > 0 else generator.drop(-more)
        self._live = calls
        return calls - max(0, more - int(answer["talking"])) if more > 0 else calls


def measure(
    bench: Bench, variant: Variant, plan: MeasurementPlan, report: Callable[[Figures], object]
) -> Integrity:
    with variant.running(bench) as subject:
        meter = Meter(bench, variant, subject, plan)
        for count in variant.counts:
            report(meter.at(count))
        return meter.finish()


def capacity(bench: Bench, variant: Variant, plan: MeasurementPlan, search: Search) -> Iterator[Figures]:
    """The points on the way to the largest number of calls with p99 < 20 ms."""
    with variant.running(bench) as subject:
        meter = Meter(bench, variant, subject, plan)
        while (calls := search.next()) is not None:
            figures = meter.at(calls)
            search.found(calls, is_good=figures.is_good)
            yield figures
        meter.finish()
