"""From calls that fail to a letter in a mailbox, by the jobs as the clock and the workers run them, and a real mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from rq import SimpleWorker

from db.actions.alerts import mute_rule
from db.actions.organizations import set_setting
from db.actions.users import create_user
from db.alerting import ALERTS_SETTING
from db.database import Database
from db.models import Alert, User
from db.queries.organizations import Profile
from tests.dashboard_app.mail.server import mail_server
from tests.workers.watch.conftest import Ring
from workers import runtime
from workers.queue import QUEUES, JobQueue
from workers.upkeep import watch

TONI = "toni@taller.example"


@pytest.fixture
def mailbox(
    worker_environment: dict[str, str], database: Database, autobox: Profile
) -> Iterator[list[EmailMessage]]:
    """Of the only one who wants letters."""
    with database.transaction() as session:
        set_setting(session, slug=autobox.slug, name=ALERTS_SETTING, value={"recipients": [TONI]})
    with mail_server() as (office, mail):
        server = {"SMTP_HOST": mail.host, "SMTP_PORT": str(mail.port), "SMTP_SECURITY": "none"}
        runtime.configure({**worker_environment, **server, "MAIL_FROM": mail.sender})
        yield office.taken


@pytest.fixture
def failing(ring: Ring) -> None:
    """Eight weeks without a fault, and six calls of the last hour that the agent's failure ended."""
    now = datetime.now(UTC)
    ring.weeks(now=now)
    for number in range(6):
        ring(now - timedelta(minutes=10 * (number + 1)), end_reason="agent_failed")


def look(jobs: JobQueue) -> None:
    """Once, and whatever that leads to."""
    watch()
    SimpleWorker(list(QUEUES), connection=jobs.redis).work(burst=True, logging_level="CRITICAL")


def subjects(mailbox: list[EmailMessage]) -> list[str]:
    return [str(one["Subject"]).partition(" · ")[0] for one in mailbox]


@pytest.mark.usefixtures("failing")
def test_what_goes_wrong_is_written_once_and_once_that_it_is_over(
    mailbox: list[EmailMessage], database: Database, ring: Ring, jobs: JobQueue
) -> None:
    look(jobs)
    look(jobs)
    assert subjects(mailbox) == ["Las llamadas fallan"]
    assert mailbox[0]["To"] == TONI

    with database.reading() as session:
        opened_at = session.query(Alert).one().opened_at
    for number in range(12):
        ring(opened_at + timedelta(microseconds=number + 1))
    look(jobs)
    look(jobs)

    assert subjects(mailbox) == ["Las llamadas fallan", "Ya pasó: Las llamadas fallan"]
    with database.reading() as session:
        assert session.query(Alert).one().resolution == "recovered"


@pytest.mark.usefixtures("failing")
def test_of_a_rule_that_is_muted_nothing_is_written(
    mailbox: list[EmailMessage], database: Database, autobox: Profile, jobs: JobQueue
) -> None:
    with database.transaction() as session:
        create_user(session, email="ana@example.com", role="admin", password="a password of the tests")
        ana = session.query(User).one().id
        until = datetime.now(UTC) + timedelta(hours=1)
        mute_rule(session, organization_id=autobox.id, rule="faults", until=until, by=ana)

    look(jobs)

    assert mailbox == []
