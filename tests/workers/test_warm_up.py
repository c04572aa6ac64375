"""Before the first job a worker has read all that jobs need: each runs in a fork and would have to read it again."""

import subprocess
import sys

READ_A_CALL_BY_EACH_TEMPLATE = """
import sys
from datetime import UTC, datetime
from tests.workers.analysis.test_work import DIALOGUE, transcript
from workers.analysis import analyse
from workers.conduct.audit import Known, audited
from workers.sectors import load_sector, template_names
from workers.warm_up import warm_up

warm_up()
sys.addaudithook(lambda event, details: print(details[0]) if event == "open" else None)
call = transcript(DIALOGUE, len(DIALOGUE))
for name in template_names():
    audited(analyse(call, load_sector(name)), call, load_sector(name), Known({}, datetime.now(UTC), None, is_forwarded=False))
"""


def test_a_job_that_reads_a_call_opens_no_file() -> None:
    run = subprocess.run(
        [sys.executable, "-c", READ_A_CALL_BY_EACH_TEMPLATE], check=True, capture_output=True, text=True
    )

    assert run.stdout.split() == []
