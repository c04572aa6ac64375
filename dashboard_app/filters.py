"""Query strings of pages and API: validated, bounded, and turned into a selection of calls."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal, Self, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    AliasChoices,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from dashboard_app.errors import ApiError, Details
from dashboard_app.metrics_of_reader import metrics_of_reader
from dashboard_app.texts import SENTIMENTS, URGENCIES
from db.models.conversation import DIRECTIONS, END_REASONS, STATUSES
from db.models.experiment import SIDES
from db.queries.metrics.keys import ENDINGS, STAYED_SECONDS, WAITS_MS
from db.queries.metrics.measure import calls_behind
from db.queries.selection import UNKNOWN, Selection

FIRST_YEAR, LAST_YEAR = 1970, 2200
UTC = ZoneInfo("UTC")
FURTHEST_ZONE = timedelta(hours=14)
MAX_STEPS = 20
LONGEST_DAY = len("2026-11-22")
MAX_CALL_IDS = 200  # calls by id: as many as fit into a URL
Query = TypeVar("Query", bound=BaseModel)


def one_of(allowed: Sequence[str]) -> BeforeValidator:
    """Comma-separated words from a closed list."""

    def check(value: str) -> tuple[str, ...]:
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        unknown = [word for word in words if word not in allowed]
        if unknown:
            raise ValueError(f"must be of {', '.join(allowed)}, not {', '.join(unknown)[:64]}")
        return words

    return BeforeValidator(check)


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def identities(value: str) -> tuple[str, ...]:
    for word in words(value):
        if word != UNKNOWN and not is_uuid(word):
            raise ValueError("must be UUIDs by commas")
    return words(value)


def identified(value: str) -> tuple[str, ...]:
    """Calls named by id."""
    found = words(value)
    if len(found) > MAX_CALL_IDS or not all(map(is_uuid, found)):
        raise ValueError(f"must be at most {MAX_CALL_IDS} UUIDs by commas")
    return found


def experiments(value: str) -> tuple[str, ...]:
    if not all(map(is_uuid, words(value))):
        raise ValueError("must be UUIDs by commas")
    return words(value)


def tag_words(value: str) -> tuple[str, ...]:
    """Normalized like stored tags: lower case. A tag may have a comma itself, so the whole is one, too."""
    whole = " ".join(value.split()).lower()
    found = tuple(word.lower() for word in words(value))
    return (*found, whole) if "," in whole else found


def is_uuid(word: str) -> bool:
    try:
        UUID(word)
    except ValueError:
        return False
    return True


def numbers(lowest: int, highest: int) -> BeforeValidator:
    """Comma-separated integers."""

    def check(value: str) -> tuple[int, ...]:
        found = [int(word) if word.isdecimal() else -1 for word in words(value)]
        if any(not lowest <= number <= highest for number in found):
            raise ValueError(f"must be numbers from {lowest} to {highest}")
        return tuple(found)

    return BeforeValidator(check)


def our_numbers(value: str) -> tuple[str, ...]:
    """A + that was not written %2B has become a space."""
    return tuple(f"+{word}" if word.isdecimal() else word for word in words(value))


def places(last: int) -> BeforeValidator:
    """Comma-separated places from 0 to `last`, or `unknown`."""
    number = re.compile("[0-9]{1,2}")

    def check(value: str) -> tuple[int | str, ...]:
        found = words(value)
        if any(word != UNKNOWN and not (number.fullmatch(word) and int(word) <= last) for word in found):
            raise ValueError(f"must be numbers from 0 to {last}, or {UNKNOWN}")
        return tuple(word if word == UNKNOWN else int(word) for word in found)

    return BeforeValidator(check)


def known_metric(name: str | None) -> str | None:
    known = metrics_of_reader()
    if name is not None and name not in known:
        raise ValueError(f"must be of {', '.join(known)}")
    return name


def day_or_moment(value: str) -> date | datetime:
    """A time with an offset as one of UTC, because PostgreSQL refuses offsets of sixteen hours and more."""
    try:
        found = date.fromisoformat(value) if len(value) <= LONGEST_DAY else datetime.fromisoformat(value)
    except ValueError:
        raise ValueError("must be an ISO 8601 date or time; in a URL, + is written %2B") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"must be between the years {FIRST_YEAR} and {LAST_YEAR}")
    if isinstance(found, datetime) and found.tzinfo is not None:
        return found.astimezone(UTC)
    return found


def whole_day(value: str) -> date:
    found = day_or_moment(value)
    if isinstance(found, datetime):
        raise ValueError("must be a day, without a time")  # noqa: TRY004 (of a parameter)
    return found


Day = Annotated[date, BeforeValidator(whole_day)]
When = Annotated[date | datetime, BeforeValidator(day_or_moment)]


Closed = Annotated[tuple[str, ...], BeforeValidator(words)]


class Filters(BaseModel):
    """The filters of the dashboards. `metric` and `part` select the calls that a figure counts."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)

    since: Annotated[When | None, Field(validation_alias="from")] = None
    until: Annotated[When | None, Field(validation_alias="to")] = None
    status: Annotated[tuple[str, ...], one_of(STATUSES)] = ()
    direction: Annotated[tuple[str, ...], one_of(DIRECTIONS)] = ()
    language: Closed = ()
    end_reason: Annotated[tuple[str, ...], one_of((*END_REASONS, UNKNOWN))] = ()
    agent: Annotated[tuple[str, ...], BeforeValidator(identities)] = ()
    called: Annotated[tuple[str, ...], BeforeValidator(our_numbers)] = ()
    version: Closed = ()
    intent: Closed = ()
    service: Closed = ()
    urgency: Annotated[tuple[str, ...], one_of((*URGENCIES, UNKNOWN))] = ()
    outcome: Closed = ()
    sentiment: Annotated[tuple[str, ...], one_of((*SENTIMENTS, UNKNOWN))] = ()
    stage: Closed = ()
    step: Annotated[tuple[int | str, ...], places(MAX_STEPS)] = ()
    reason: Closed = ()
    wait: Annotated[tuple[int | str, ...], places(len(WAITS_MS))] = ()
    stay: Annotated[tuple[int | str, ...], places(len(STAYED_SECONDS))] = ()
    ending: Annotated[tuple[str, ...], one_of(ENDINGS)] = ()
    weekday: Annotated[tuple[int, ...], numbers(1, 7)] = ()
    hour: Annotated[tuple[int, ...], numbers(0, 23)] = ()
    id: Annotated[tuple[str, ...], BeforeValidator(identified)] = ()
    tag: Annotated[tuple[str, ...], BeforeValidator(tag_words)] = ()
    experiment: Annotated[tuple[str, ...], BeforeValidator(experiments)] = ()
    side: Annotated[tuple[str, ...], one_of((*SIDES, UNKNOWN))] = ()
    is_checked: bool | None = None
    is_test: bool | None = None
    is_staff: bool | None = None
    is_simulated: bool | None = None
    phone: Annotated[str | None, Field(max_length=64)] = None
    text: Annotated[str | None, Field(validation_alias=AliasChoices("q"), min_length=2, max_length=200)] = (
        None
    )
    metric: Annotated[str | None, AfterValidator(known_metric)] = None
    part: Literal["numerator", "denominator", "rest"] | None = None

    @model_validator(mode="after")
    def is_a_period(self) -> Self:
        if self.since is not None and self.until is not None and is_before(self.until, self.since):
            raise ValueError("to: must not be before `from`")
        return self

    @model_validator(mode="after")
    def part_of_a_metric(self) -> Self:
        """A part requires a metric that has it."""
        if self.part and not self.metric:
            raise ValueError("part: must come with `metric`")
        if self.metric and self.chosen_part() not in metrics_of_reader()[self.metric].listed:
            raise ValueError(f"part: `{self.metric}` has no {self.chosen_part()}")
        return self

    def chosen_part(self) -> str:
        """Default: the calls that the metric considers."""
        parts = metrics_of_reader()[self.metric].parts if self.metric else {}
        return self.part or ("denominator" if "denominator" in parts else "numerator")

    def selection(self, organization_id: UUID, timezone: str, now: datetime) -> Selection:
        zone = ZoneInfo(timezone)
        found = Selection(
            organization_id=organization_id,
            since=beginning(self.since, zone),
            until=end(self.until, zone),
            statuses=self.status,
            directions=self.direction,
            languages=self.language,
            end_reasons=self.end_reason,
            agents=self.agent,
            called_numbers=self.called,
            versions=self.version,
            intents=self.intent,
            services=self.service,
            urgencies=self.urgency,
            outcomes=self.outcome,
            sentiments=self.sentiment,
            stages=self.stage,
            steps=self.step,
            reasons=self.reason,
            waits=self.wait,
            stays=self.stay,
            endings=self.ending,
            weekdays=self.weekday,
            hours=self.hour,
            ids=self.id,
            tags=self.tag,
            experiments=self.experiment,
            sides=self.side,
            is_checked=self.is_checked,
            is_test=self.is_test,
            is_staff=self.is_staff,
            is_simulated=self.is_simulated,
            phone_number=self.phone,
            text=self.text,
        )
        if self.metric is None:
            return found
        return calls_behind(metrics_of_reader()[self.metric], self.chosen_part(), found, now=now)


def is_before(until: date | datetime, since: date | datetime) -> bool:
    """Whether a period ends before it begins; a day lasts until the next one. The organization's zone is not known here: what has
    no zone is before what has one only if it is so in every zone."""
    first, last = with_zone(moment_of(since), UTC), with_zone(moment_of(until), UTC)
    slack = timedelta(0) if has_zone(since) == has_zone(until) else FURTHEST_ZONE
    return last + slack < first if isinstance(until, datetime) else last + timedelta(days=1) + slack <= first


def moment_of(value: date | datetime) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time.min)


def has_zone(value: date | datetime) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def parse(model: type[Query], arguments: Mapping[str, list[str]]) -> Query:
    """Raises ApiError 422, naming each invalid parameter."""
    joined = {
        name: ",".join(values).replace("\x00", "\N{REPLACEMENT CHARACTER}")
        for name, values in arguments.items()
    }
    try:
        return model.model_validate(joined)
    except ValidationError as error:
        raise ApiError(
            422, "invalid_parameters", "Some parameters are not valid.", problems(error)
        ) from error


def problems(error: ValidationError) -> Details:
    return [
        problem(found["loc"], plain(found["msg"]))
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def problem(place: tuple[int | str, ...], message: str) -> dict[str, str]:
    """An error about several parameters names one of them before the colon."""
    if place:
        return {"field": str(place[0]), "message": message}
    name, _, rest = message.partition(": ")
    return {"field": name, "message": rest}


def plain(message: str) -> str:
    if message == "Extra inputs are not permitted":
        return "there is no such parameter"
    return message.removeprefix("Value error, ")


def beginning(value: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """A day starts at midnight in the organization's time zone."""
    return None if value is None else with_zone(moment_of(value), zone)


def end(value: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """The end of a day, or a time (exclusive)."""
    if value is None:
        return None
    day_after = value if isinstance(value, datetime) else value + timedelta(days=1)
    return with_zone(moment_of(day_after), zone)


def with_zone(value: datetime, zone: ZoneInfo) -> datetime:
    return value.replace(tzinfo=zone) if value.tzinfo is None else value
