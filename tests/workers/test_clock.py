"""`python -m workers.clock`: the periodic jobs come into their queue, also after Redis was away."""

import signal
import subprocess
import sys

import redis
from rq import Queue

from tests.programs import Program
from tests.waiting import TEST_TIMEOUT_SECONDS, in_the_end
from workers.queue import ROUTINE
from workers.schedule import EVERY


def queued(client: redis.Redis) -> set[str]:
    return {job.func_name for job in Queue("default", connection=client).jobs}


def test_the_clock_queues_every_periodic_job(clean_redis: redis.Redis, environment: dict[str, str]) -> None:
    clock = subprocess.Popen([sys.executable, "-m", "workers.clock"], env=environment)
    wanted = {f"{job.__module__}.{job.__name__}" for _, job in EVERY}

    assert in_the_end(lambda: queued(clean_redis), wanted.__eq__) == wanted
    clock.terminate()

    assert clock.wait(TEST_TIMEOUT_SECONDS) == 0
    assert all(job.meta == {ROUTINE: True} for job in Queue("default", connection=clean_redis).jobs)


def test_a_clock_without_redis_waits_and_ends_when_told(environment: dict[str, str]) -> None:
    env = {**environment, "REDIS_URL": "redis://127.0.0.1:9/0"}
    command = [sys.executable, "-m", "workers.clock"]
    clock = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert clock.stderr is not None
    waits = next(line for line in clock.stderr if "waits for Redis" in line)

    clock.terminate()

    assert "seconds=0.5" in waits
    clock.communicate(timeout=TEST_TIMEOUT_SECONDS)


def test_a_clock_without_configuration_says_what_is_missing(environment: dict[str, str]) -> None:
    env = {**environment, "AI_DAILY_BUDGET_EUR": "much"}
    command = [sys.executable, "-m", "workers.clock"]
    clock = subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    assert clock.returncode == 1
    assert "Configuration: AI_DAILY_BUDGET_EUR" in clock.stderr


SET_BACK = """
import os, threading, time
from datetime import timedelta
import redis, rq.cron
from rq import Queue
from tests.waiting import eventually
from workers import clock
from workers.schedule import EVERY

right, wall, back = rq.cron.now, time.time, 0
rq.cron.now = lambda: right() - timedelta(seconds=back)
time.time = lambda: wall() - back
queue = Queue("default", connection=redis.Redis.from_url(os.environ["REDIS_URL"]))

def set_back():
    global back
    eventually(lambda: queue.count >= len(EVERY))
    queue.empty()
    back = 7200

threading.Thread(target=set_back, daemon=True).start()
clock.main()
"""


def test_jobs_go_on_after_the_machines_clock_was_set_back(
    clean_redis: redis.Redis, environment: dict[str, str]
) -> None:
    """It had been two hours ahead."""
    clock = Program("-c", SET_BACK, environment=environment)
    wanted = {f"{job.__module__}.{job.__name__}" for _, job in EVERY}

    clock.await_line("clock was set back")
    found = in_the_end(lambda: queued(clean_redis), wanted.__eq__)
    clock.tell(signal.SIGTERM)

    assert found == wanted
    assert clock.ended() == 0
