"""Does once what every job would do again: each runs in a fork, which knows what was read before it, and takes along what it learns."""

import logging
from datetime import UTC, datetime

import workers.jobs
import workers.upkeep
from workers.analysis import Transcript, analyse
from workers.analysis.transcript import transcript_from_call
from workers.conduct.audit import Known, audited
from workers.golden import GoldenCall, read_calls
from workers.hybrid.question import vocabulary
from workers.llm.schema import answer_schema
from workers.prompts import PromptError, load_prompt
from workers.sectors import Sector, SectorError, load_sector, template_names

log = logging.getLogger(__name__)


def warm_up() -> None:
    """Imports the model's SDK and all jobs with this module, and reads the templates with their golden calls."""
    for name in template_names():
        try:
            sector = load_sector(name)
            analyse(Transcript(()), sector)
            answer_schema(vocabulary(sector, load_prompt(name)))
        except (SectorError, PromptError) as error:
            log.warning("template cannot be used sector=%s error=%s", name, error)
        else:
            read_as_jobs_do(golden_calls(sector), sector)
    log.info("workers warm modules=%s,%s", workers.jobs.__name__, workers.upkeep.__name__)


def golden_calls(sector: Sector) -> list[GoldenCall]:
    """None of a template whose golden calls are missing or faulty, of which `flask sectors check` tells: it works without."""
    try:
        return read_calls(sector.golden_file)
    except SectorError:
        return []


def read_as_jobs_do(calls: list[GoldenCall], sector: Sector) -> None:
    """Then the words and phrases of everyday calls are known, and all files that a reading needs have been read."""
    known = Known({}, datetime.now(UTC), None, is_forwarded=False)
    for golden in calls:
        transcript = transcript_from_call(golden.call)
        audited(analyse(transcript, sector), transcript, sector, known)
