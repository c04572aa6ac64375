"""The metrics: which calls each counts, its unit, and the sample size it needs.

Titles and explanations, in four languages, are in `dashboard_app.metric_texts`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from db.queries.metrics.trade_parts import Filter, trade_part

Unit = Literal["calls", "ratio", "percent", "seconds", "EUR"]
Kind = Literal["count", "rate", "quantile", "mean", "cost_per_call", "cost_per_part"]
FEW = 10
REST = "rest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """`numerator` and `denominator` are names of `parts`: the calls that are counted, of the calls that could have been.

    A quantile or a mean is taken over `column` of the denominator's calls, `scale` of its values making one of the unit.
    A metric that `matures_days` counts no call that is younger: what it asks can only be known then.
    """

    name: str
    kind: Kind
    unit: Unit
    denominator: str
    numerator: str = ""
    column: str = ""
    scale: float = 1
    quantile: float = 0.5
    better: Literal["higher", "lower", ""] = ""
    minimum_n: int = FEW
    matures_days: int = 0

    @property
    def parts(self) -> dict[str, str]:
        """The sets of calls that are counted."""
        named = {"numerator": self.numerator, "denominator": self.denominator}
        return {which: name for which, name in named.items() if name}

    @property
    def listed(self) -> tuple[str, ...]:
        """The sets of calls behind the metric that can be listed; `rest`: a rate's calls that are no hits."""
        return (*self.parts, *([REST] if self.kind == "rate" else ()))


def count(name: str, of: str, better: Literal["higher", "lower", ""] = "") -> Metric:
    return Metric(
        name=name, kind="count", unit="calls", numerator=of, denominator="", better=better, minimum_n=0
    )


def rate(
    name: str,
    numerator: str,
    denominator: str,
    better: Literal["higher", "lower", ""] = "",
    matures_days: int = 0,
) -> Metric:
    return Metric(
        name=name,
        kind="rate",
        unit="ratio",
        numerator=numerator,
        denominator=denominator,
        better=better,
        matures_days=matures_days,
    )


def trade_rate(name: str, numerator: Filter, denominator: Filter) -> Metric:
    """A key figure of a line of business: a share of the calls that the rules have read. Which way is better is not said."""
    return rate(name, trade_part(denominator, numerator), trade_part(denominator))


def metric_of(name: str, parts: Mapping[str, str] | None) -> Metric:
    """One of ours, or a key figure of a line of business by the `parts` that it had when somebody chose it, whatever becomes of the
    template. Raises KeyError for a figure that there is no more.
    """
    return rate(name, parts["numerator"], parts["denominator"]) if parts else BY_NAME[name]


def middle(
    name: str,
    column: str,
    *,
    of: str,
    unit: Unit = "seconds",
    scale: float = 1,
    quantile: float = 0.5,
    better: Literal["higher", "lower", ""] = "",
) -> Metric:
    return Metric(
        name=name,
        kind="quantile",
        unit=unit,
        denominator=of,
        column=column,
        scale=scale,
        quantile=quantile,
        better=better,
    )


METRICS = (
    count("calls", "calls"),
    count("missed_calls", "missed", "lower"),
    count("bookings", "booked", "higher"),
    rate("answered_rate", "offered_answered", "offered", "higher"),
    rate("service_level", "answered_quickly", "offered", "higher"),
    rate("abandonment_rate", "abandoned", "heard_out", "lower"),
    rate("early_hangup_rate", "early", "answered", "lower"),
    rate("containment_rate", "contained", "automatable", "higher"),
    rate("not_forwarded_rate", "not_forwarded", "answered"),
    rate("forwarded_rate", "forwarded", "answered"),
    rate("forward_success_rate", "reached", "forwarded", "higher"),
    rate("booking_rate", "wanted_and_booked", "wants_booking", "higher"),
    rate("first_contact_rate", "resolved_at_once", "resolvable", "higher", matures_days=7),
    rate("repeat_call_rate", "repeated", "known_numbers", "lower"),
    rate("fault_rate", "faulty", "finished", "lower"),
    rate("language_match_rate", "same_language", "languages_compared", "higher"),
    rate("interruption_rate", "interrupted", "agent_spoke"),
    rate("notice_rate", "disclosed", "notices_checked", "higher"),
    rate("tool_success_rate", "tools_worked", "tools_used", "higher"),
    middle("duration_seconds", "duration_seconds", of="with_duration_seconds"),
    Metric(
        name="handling_seconds",
        kind="mean",
        unit="seconds",
        denominator="with_duration_seconds",
        column="duration_seconds",
    ),
    middle("answer_seconds", "answer_ms", of="with_answer_ms", scale=1000, better="lower"),
    middle("human_seconds", "human_seconds", of="with_human_seconds", better="lower"),
    middle("heard_gap_p50", "heard_gap_ms", of="with_heard_gap_ms", scale=1000, better="lower"),
    middle("heard_gap_p90", "heard_gap_ms", of="with_heard_gap_ms", scale=1000, quantile=0.9, better="lower"),
    middle(
        "heard_gap_p95", "heard_gap_ms", of="with_heard_gap_ms", scale=1000, quantile=0.95, better="lower"
    ),
    middle("slow_gap", "slow_gap_ms", of="with_slow_gap_ms", scale=1000, better="lower"),
    middle("talk_share", "talk_percent", of="with_talk_percent", unit="ratio", scale=100),
    middle(
        "silence_share", "silence_percent", of="with_silence_percent", unit="ratio", scale=100, better="lower"
    ),
    middle("quiet_share", "quiet_percent", of="with_quiet_percent", unit="ratio", scale=100, better="lower"),
    middle(
        "agent_quiet_share",
        "agent_quiet_percent",
        of="with_agent_quiet_percent",
        unit="ratio",
        scale=100,
        better="lower",
    ),
    Metric(name="cost_per_call", kind="cost_per_call", unit="EUR", denominator="with_cost", better="lower"),
    Metric(
        name="cost_per_booking",
        kind="cost_per_part",
        unit="EUR",
        numerator="with_cost",
        denominator="booked",
        better="lower",
    ),
)
BY_NAME = {metric.name: metric for metric in METRICS}
