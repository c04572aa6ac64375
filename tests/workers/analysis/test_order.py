"""The same call, the same analysis, byte for byte, in whichever process: two versions are compared by what they say."""

import json
import os
import subprocess
import sys

from tests.workers.analysis.calls import load_calls
from tests.workers.analysis.conversations import GREETING, call
from workers.analysis import analyse
from workers.analysis.transcript import transcript_from_call
from workers.sectors import load_sector

CIRCLE = ("a: ¿Me dice su nombre, la matrícula y un teléfono, por favor? ¿Qué día le va bien?", "u: ¿cómo?")
CALLS = (call(GREETING, *CIRCLE * 3), *map(transcript_from_call, load_calls()[::12]))


def read_all() -> list[str]:
    return [json.dumps(analyse(each, load_sector("workshop")).to_json()) for each in CALLS]


def test_an_analysis_is_the_same_in_a_process_that_goes_through_sets_in_another_order() -> None:
    program = f"from {__name__} import read_all; print(*read_all(), sep='\\n')"
    env = os.environ | {"PYTHONHASHSEED": "20261122"}
    other = subprocess.run(
        [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
    )

    assert other.stdout.splitlines() == read_all()
