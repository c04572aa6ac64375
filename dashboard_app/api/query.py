"""What may stand after the question mark: checked, bounded, and turned into a selection of conversations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from dashboard_app.answers import ApiError
from db.models.conversation import DIRECTIONS, END_REASONS, STATUSES
from db.queries.selection import Selection
from db.queries.users import Member

FIRST_YEAR, LAST_YEAR = 1970, 2200
Query = TypeVar("Query", bound=BaseModel)


def one_of(allowed: Sequence[str]) -> BeforeValidator:
    """A list of words from a closed list, by commas."""

    def check(value: str) -> tuple[str, ...]:
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        unknown = [word for word in words if word not in allowed]
        if unknown:
            raise ValueError(f"must be of {', '.join(allowed)}, not {', '.join(unknown)[:64]}")
        return words

    return BeforeValidator(check)


def words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(",") if word.strip())


def day_or_moment(value: str) -> date | datetime:
    try:
        found = (
            date.fromisoformat(value) if len(value) <= len("2026-11-22") else datetime.fromisoformat(value)
        )
    except ValueError:
        raise ValueError("must be an ISO 8601 date or time; in a URL, + is written %2B") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"must be between the years {FIRST_YEAR} and {LAST_YEAR}")
    return found


When = Annotated[date | datetime, BeforeValidator(day_or_moment)]


class Filters(BaseModel):
    """The filters of the dashboards."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True, arbitrary_types_allowed=True)

    since: Annotated[When | None, Field(validation_alias="from")] = None
    until: Annotated[When | None, Field(validation_alias="to")] = None
    status: Annotated[tuple[str, ...], one_of(STATUSES)] = ()
    direction: Annotated[tuple[str, ...], one_of(DIRECTIONS)] = ()
    language: Annotated[tuple[str, ...], BeforeValidator(words)] = ()
    end_reason: Annotated[tuple[str, ...], one_of(END_REASONS)] = ()
    is_test: bool | None = None
    phone: Annotated[str | None, Field(max_length=64)] = None
    text: Annotated[str | None, Field(validation_alias=AliasChoices("q"), min_length=2, max_length=200)] = (
        None
    )

    def selection(self, member: Member) -> Selection:
        zone = ZoneInfo(member.timezone)
        return Selection(
            organization_id=member.organization_id,
            since=beginning(self.since, zone),
            until=end(self.until, zone),
            statuses=self.status,
            directions=self.direction,
            languages=self.language,
            end_reasons=self.end_reason,
            is_test=self.is_test,
            phone_number=self.phone,
            text=self.text,
        )


class ListQuery(Filters):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    next: Annotated[str | None, Field(max_length=200)] = None
    format: Literal["json", "csv"] = "json"


def parse(model: type[Query], arguments: Mapping[str, list[str]]) -> Query:
    """Raises ApiError 422, naming each parameter that is wrong."""
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


def problems(error: ValidationError) -> list[dict[str, Any]]:
    return [
        {"field": ".".join(str(part) for part in found["loc"][:1]), "message": plain(found["msg"])}
        for found in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def plain(message: str) -> str:
    if message == "Extra inputs are not permitted":
        return "there is no such parameter"
    return message.removeprefix("Value error, ")


def beginning(value: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """A day begins at its first moment on the organization's clocks."""
    if value is None or isinstance(value, datetime):
        return with_zone(value, zone)
    return datetime.combine(value, time.min, zone)


def end(value: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """Of a day, its last moment; of a time, that time, excluded."""
    if value is None or isinstance(value, datetime):
        return with_zone(value, zone)
    return datetime.combine(value + timedelta(days=1), time.min, zone)


def with_zone(value: datetime | None, zone: ZoneInfo) -> datetime | None:
    return value.replace(tzinfo=zone) if value is not None and value.tzinfo is None else value
