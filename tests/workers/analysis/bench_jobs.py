"""What reading a stored call by the rules costs a job, which runs in a fork of a worker: its processor time, the fork's pages included.

Run ``python -m tests.workers.analysis.bench_jobs``; ``--cold`` forks a process that has loaded the template but read no call.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from statistics import mean, median

from tests.workers.analysis.calls import by_author
from workers.analysis import Transcript, analyse
from workers.analysis.transcript import transcript_from_call
from workers.collector import keep_what_is_loaded
from workers.conduct.audit import Known, audited
from workers.sectors import Sector, load_sector
from workers.warm_up import warm_up

EVERY = 11
"""A sample of the calls of all authors: each costs a fork."""
KNOWN = Known({}, datetime.now(UTC), None, is_forwarded=False)


def milliseconds_of_a_job(transcript: Transcript, sector: Sector) -> float:
    pid = os.fork()
    if not pid:
        audited(analyse(transcript, sector), transcript, sector, KNOWN)
        os._exit(0)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise ChildProcessError(f"a job ended with {status}")
    return (usage.ru_utime + usage.ru_stime) * 1000


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cold", action="store_true")
    sector = load_sector("workshop")
    if parser.parse_args(arguments).cold:
        analyse(Transcript(()), sector)
    else:
        warm_up()
    transcripts = [transcript_from_call(call) for calls in by_author().values() for call in calls][::EVERY]
    keep_what_is_loaded()
    spent = [milliseconds_of_a_job(transcript, sector) for transcript in transcripts]
    sys.stdout.write(f"{len(spent)} jobs  median {median(spent):.1f} ms  mean {mean(spent):.1f} ms\n")


if __name__ == "__main__":
    main(sys.argv[1:])
