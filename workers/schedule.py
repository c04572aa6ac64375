"""Every periodic job and its interval, in one list, as `rq cron` reads it."""

from rq import cron

from workers import old_calls, upkeep
from workers.queue import ROUTINE
from workers.sound import upkeep as sound
from workers.topics.counting import count_due_topics

EVERY = (
    (5, upkeep.read_running_calls),
    (10, upkeep.republish_events),
    (15, upkeep.fail_lost_analyses),
    (60, upkeep.queue_forgotten_calls),
    (60, upkeep.settle_batches),
    (60, upkeep.send_sampled_calls),
    (60, upkeep.resume_bulk_orders),
    (60, upkeep.resume_erasures),
    (60, upkeep.settle_all_follow_ups),
    (60, upkeep.settle_experiments),
    (120, upkeep.end_forgotten_calls),
    (120, upkeep.watch),
    (60, upkeep.settle_native_calls),
    (60, upkeep.settle_sessions),
    (60, sound.finish_recordings),
    (3600, sound.delete_old_recordings),
    (3600, old_calls.erase_old_words),
    (300, upkeep.sum_up_months),
    (300, upkeep.sum_up_day_costs),
    (300, upkeep.send_weekly_sheets),
    (3600, upkeep.mend_facts),
    (3600, upkeep.delete_old_webhooks),
    (3600, upkeep.delete_old_events),
    (3600, upkeep.forget_erased_ids),
    (3600, count_due_topics),
    (86_400, upkeep.renew_feasts),
)

for seconds, job in EVERY:
    # A job that has not started when the next one is due is obsolete.
    cron.register(
        job,
        "default",
        interval=seconds,
        ttl=seconds,
        job_timeout=120,
        result_ttl=60,
        failure_ttl=86_400,
        meta={ROUTINE: True},
    )
