"""What an experiment has found, in words that need no statistics."""

from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.metric_tile import exactly, points
from dashboard_app.experiments import Result
from dashboard_app.i18n import N_
from db.experiments import Experiment, Outcome, Plan
from db.models.experiment import COMPLETE, DUE, OTHER, USUAL
from db.queries.metrics.changes import Difference
from db.queries.metrics.definitions import Metric

VERDICTS = {
    "better": N_("The other agent is better."),
    "worse": N_("The other agent is worse."),
    "higher": N_("The figure is higher with the other agent."),
    "lower": N_("The figure is lower with the other agent."),
    "same": N_("There is no difference that would be worth knowing."),
    "unclear": N_("It stays open: the difference may be worth knowing, and it may be chance."),
}
LOOKS = {"better": "is-good", "worse": "is-bad"}
SYMBOLS = {"better": "check-circle", "worse": "exclamation-triangle", "waiting": "hourglass-split"}


def verdict_words(found: Outcome) -> str:
    verdict, missing = found.verdict, found.missing_calls
    count = formats.number(missing)
    if verdict == "waiting":
        if missing == 1:
            return str(_("It cannot be told yet: one call is missing."))
        return str(_("It cannot be told yet: about %(count)s calls are missing.", count=count))
    if verdict == "too_few" and missing == 1:
        return str(_("It cannot be told which agent is better: it ended with one call too few."))
    if verdict == "too_few":
        return str(
            _("It cannot be told which agent is better: it ended with %(count)s calls too few.", count=count)
        )
    return str(_(VERDICTS[verdict]))


def split_words(result: Result) -> str:
    """Whether callers were split as planned; nothing before anybody called."""
    if not any(result.callers.values()):
        return ""
    usual, other = (formats.number(result.callers[side]) for side in (USUAL, OTHER))
    counts = {"usual": usual, "other": other, "share": formats.percent(result.experiment.share)}
    if result.is_skewed:
        return str(
            _(
                "Do not trust the comparison: of the callers, %(usual)s had the usual agent and %(other)s the other, which is too far from %(share)s to be chance.",
                **counts,
            )
        )
    if not result.can_check_split:
        return str(
            _(
                "Of the callers, %(usual)s had the usual agent and %(other)s the other: too few yet to check against %(share)s.",
                **counts,
            )
        )
    return str(
        _(
            "Of the callers, %(usual)s had the usual agent and %(other)s the other, as is to be expected of %(share)s.",
            **counts,
        )
    )


def paused_words(experiment: Experiment) -> str:
    counts = {name: formats.number(count) for name, count in (experiment.paused_for or {}).items()}
    return str(
        _(
            "It paused by itself: the other agent did not serve %(other_hits)s of %(other_calls)s calls, the usual one %(usual_hits)s of %(usual_calls)s. All callers have the usual agent.",
            **counts,
        )
    )


def about_words(experiment: Experiment) -> str:
    shares = {"share": formats.percent(experiment.share), "agent": experiment.other_agent}
    since = formats.short_date(formats.local(experiment.started_at).date(), with_year=True)
    if experiment.ended_at:
        until = formats.short_date(formats.local(experiment.ended_at).date(), with_year=True)
        return str(
            _(
                "%(share)s of the callers had the agent %(agent)s, from %(since)s to %(until)s.",
                **shares,
                since=since,
                until=until,
            )
        )
    words = str(
        _("%(share)s of the callers have the agent %(agent)s, since %(since)s.", **shares, since=since)
    )
    if experiment.ends_at is None:
        return words
    last = formats.brief_moment(experiment.ends_at)
    return f"{words} " + str(_("It ends on %(day)s at the latest.", day=last))


def end_words(experiment: Experiment) -> str:
    if experiment.end_cause == COMPLETE:
        return str(_("It ended by itself when it had its calls."))
    return str(_("It ended on its date.") if experiment.end_cause == DUE else _("It was ended by hand."))


def plan_words(plan: Plan) -> str:
    needed = _(
        "It needs %(usual)s calls with the usual agent and %(other)s with the other.",
        usual=formats.number(plan.usual),
        other=formats.number(plan.other),
    )
    return f"{needed} {time_words(plan)}"


def time_words(plan: Plan) -> str:
    if plan.days is None:
        return str(
            _("There were no such calls in the last four weeks, so nobody can say how long that takes.")
        )
    rate = formats.percent(plan.rate_before)
    if plan.days == 1:
        return str(_("That takes about one day: so far the figure is %(rate)s.", rate=rate))
    days = formats.number(plan.days)
    return str(_("That takes about %(days)s days: so far the figure is %(rate)s.", days=days, rate=rate))


def difference_words(metric: Metric, found: Difference) -> str:
    """In points with its interval; of what is no share, in its unit."""
    if found.value is None:
        return formats.NOTHING
    if metric.unit != "ratio":
        size = exactly(metric, abs(found.value))
        is_nothing = size == exactly(metric, type(found.value)(0))
        return ("±" if is_nothing else "+" if found.value > 0 else "−") + size
    if found.interval is None:
        return points(round(100 * found.value))
    low, high = (formats.change(round(100 * end)) for end in found.interval)
    value = formats.change(round(100 * found.value))
    return str(_("%(points)s points (%(low)s to %(high)s)", points=value, low=low, high=high))
