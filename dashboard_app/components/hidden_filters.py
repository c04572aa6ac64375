"""Active filters without a control of their own, set by clicking a figure. Each is described in words and can be removed separately."""

from collections.abc import Callable, Collection, Mapping
from zoneinfo import ZoneInfo

from dash import html
from flask_babel import get_timezone
from flask_babel import gettext as _

from dashboard_app import formats, texts
from dashboard_app.components.attributes import attributes
from dashboard_app.components.heat_table import long_weekday
from dashboard_app.components.icons import icon
from dashboard_app.components.volume import ENDINGS
from dashboard_app.filters import LONGEST_DAY, day_or_moment, moment_of, with_zone
from dashboard_app.i18n import N_
from dashboard_app.metric_texts import text_of
from dashboard_app.metrics_of_reader import metrics_of_reader
from dashboard_app.scales import after_step, funnel_steps, stay_label, step_name, wait_label
from db.queries.metrics.definitions import REST
from db.queries.selection import UNKNOWN

NAMED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "intent": (N_("Intent"), texts.INTENTS),
    "status": (N_("State"), texts.STATUSES),
    "language": (N_("Language"), texts.LANGUAGES),
    "direction": (N_("Direction"), texts.DIRECTIONS),
    "service": (N_("Service"), texts.SERVICES),
    "urgency": (N_("Urgency"), texts.URGENCIES),
    "outcome": (N_("Outcome"), texts.OUTCOMES),
    "sentiment": (N_("Mood"), texts.SENTIMENTS),
    "stage": (N_("Stage"), texts.STAGES),
    "ending": (N_("Outcome"), ENDINGS),
    "reason": (N_("Broke off"), texts.ABANDON_REASONS),
    "end_reason": (N_("End"), texts.END_REASONS),
    "version": (N_("Version"), {}),
}
FLAGS = {
    ("is_staff", "true"): N_("Only calls of the staff"),
    ("is_staff", "false"): N_("Without calls of the staff"),
    ("is_test", "true"): N_("Only tests"),
    ("is_test", "false"): N_("Without tests"),
    ("is_simulated", "true"): N_("Only simulated calls"),
    ("is_simulated", "false"): N_("Without simulated calls"),
    ("is_checked", "true"): N_("Reviewed"),
    ("is_checked", "false"): N_("Not reviewed"),
}
ALWAYS_SHOWN = frozenset({"q", "tests", "part"})
CHOICES = frozenset({"intent", "status", "language", "direction", "tag", "is_checked"})


def hidden_filters(filters: Mapping[str, str], choices: Collection[str] = CHOICES) -> html.Div | None:
    """`choices` are the filters that the page has a control for: it shows at most one value."""
    shown = {name for name in choices if "," not in filters.get(name, "")}
    chips = [
        chip(name, words)
        for name in sorted(filters.keys() - shown)
        if (words := described(name, filters[name], filters))
    ]
    if not chips:
        return None
    return html.Div([html.Span(_("Only those:"), className="faint"), *chips], className="hidden-filters")


def chip(name: str, words: str) -> html.A:
    """`assets/07_views.js` removes the filter from the current URL."""
    dropped = "metric,part" if name == "metric" else name
    about = attributes(data_drops=dropped, aria_label=str(_("Take away: %(filter)s", filter=words)))
    return html.A([words, " ", icon("x-lg")], href="/calls", className="badge-soft filter-chip", **about)


def described(name: str, value: str, filters: Mapping[str, str]) -> str:
    """Empty if a page shows it anyway."""
    if name in ALWAYS_SHOWN:
        return ""
    if name == "metric":
        return figure_filter(value, filters.get("part", ""))
    if name in NAMED:
        title, names = NAMED[name]
        return f"{_(title)}: {listed(value, lambda one: texts.say(names, one))}"
    return other_filter(name, value)


def figure_filter(name: str, part: str) -> str:
    metric = metrics_of_reader()[name]
    title = text_of(metric).title
    if part == REST:
        return str(_("not counted in “%(name)s”", name=title))
    if part == "denominator" and "numerator" in metric.parts:
        return str(_("looked at for “%(name)s”", name=title))
    return str(_("counted in “%(name)s”", name=title))


def other_filter(name: str, value: str) -> str:
    says: Mapping[str, Callable[[], str]] = {
        "weekday": lambda: listed(value, lambda day: long_weekday(int(day))),
        "hour": lambda: listed(value, lambda hour: f"{hour}:00–{int(hour) + 1}:00"),
        "phone": lambda: formats.phone(value),
        "called": lambda: f"{_('Number called')}: {listed(value, called)}",
        "id": lambda: str(_("chosen calls: %(count)s", count=formats.number(value.count(",") + 1))),
        "tag": lambda: f"{_('Tag')}: {value}",
        "agent": lambda: str(_("one of the agents")),
        "experiment": lambda: str(_("of an experiment")),
        "side": lambda: answered_by(value),
        "wait": lambda: f"{_('Wait')}: {measured(value, wait_label)}",
        "stay": lambda: f"{_('Since the answer')}: {measured(value, stay_label)}",
        "step": lambda: came_to(value),
        "from": lambda: edge(value, _("from %(moment)s")),
        "to": lambda: edge(value, _("until %(moment)s")),
    }
    if name in says:
        return says[name]()
    return str(_(FLAGS[(name, value)])) if (name, value) in FLAGS else ""


def called(number: str) -> str:
    return formats.phone(number if number.startswith("+") else f"+{number}")


def answered_by(value: str) -> str:
    if value == UNKNOWN:
        return str(_("In no experiment"))
    return f"{_('Answered by')}: {listed(value, lambda side: texts.say(texts.SIDES, side))}"


def edge(value: str, words: str) -> str:
    """The control shows days; of a time it shows nothing."""
    if len(value) <= LONGEST_DAY:
        return ""
    moment = with_zone(moment_of(day_or_moment(value)), ZoneInfo(str(get_timezone())))
    return words % {"moment": formats.brief_moment(moment)}


def measured(value: str, label: Callable[[int], str]) -> str:
    places = [word.strip() for word in value.split(",") if word.strip()]
    return ", ".join(str(_("not measured")) if word == UNKNOWN else label(int(word)) for word in places)


def came_to(value: str) -> str:
    """A step of the funnel and all that follow it are told as one."""
    steps = funnel_steps()
    places = sorted({int(word) for word in value.split(",") if word.strip().isdecimal()})
    known = [place for place in places if place <= len(steps)]
    if known and known[0] and known == [*range(known[0], len(steps) + 1)]:
        return str(_("came as far as “%(step)s”", step=step_name(known[0], steps)))
    return str(_("ended %(places)s", places=", ".join(after_step(place, steps) for place in places)))


def listed(value: str, say: Callable[[str], str]) -> str:
    known = [word.strip() for word in value.split(",") if word.strip()]
    return ", ".join(str(_("Not known")) if word == UNKNOWN else say(word) for word in known)
