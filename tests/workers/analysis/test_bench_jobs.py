"""The measurement of jobs forks a process like a worker's: what else is loaded makes each fork dearer."""

import subprocess
import sys

import pytest

TRAINING = ("sklearn", "scipy", "joblib")


@pytest.mark.parametrize("module", ["workers.warm_up", "tests.workers.analysis.bench_jobs"])
def test_nothing_that_trains_is_loaded(module):
    loaded = subprocess.run(
        [sys.executable, "-c", f"import sys, {module}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert module in loaded
    assert not {name.partition(".")[0] for name in loaded}.intersection(TRAINING)
