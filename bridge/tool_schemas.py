"""Schemas of the tools whose work is done by external systems: what the agent must send. Pure."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class ToolParameters(BaseModel):
    model_config = ConfigDict(extra="forbid")

    plate: Short | None = None
    name: Short | None = None
    phone: Annotated[str, StringConstraints(pattern=r"^\+?[0-9 ]{6,20}$")] | None = None
    notes: Long | None = None


class Appointment(ToolParameters):
    """`starts_at` without an offset is the workshop's local time."""

    service: Long
    starts_at: datetime


class Link(ToolParameters):
    """Without a `phone` it goes to the caller's own."""

    purpose: Short


SCHEMAS: dict[str, type[ToolParameters]] = {"book_appointment": Appointment, "send_sms_link": Link}


class InvalidParametersError(ValueError):
    """The message, which the agent reads, names what is missing or wrong."""


def read_parameters(tool: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The validated parameters as JSON data. Raises InvalidParametersError."""
    try:
        return SCHEMAS[tool].model_validate(parameters).model_dump(mode="json", exclude_none=True)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        raise InvalidParametersError("; ".join(faults)[:500]) from None
