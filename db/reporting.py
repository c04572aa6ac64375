"""Recipients of the weekly report by e-mail; by default none. Pure; stored in an organization's settings."""

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from db.mail_addresses import is_mail_address

REPORTS_SETTING = "weekly_report"  # a key of an organization's settings


def addressable(text: str) -> str:
    if not is_mail_address(text):
        raise ValueError("is no e-mail address")
    return text


Address = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=254, pattern=r"^[^@\s,;<>]{1,64}@[^@\s,;<>]+$"),
    AfterValidator(addressable),
]


class ReportRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    recipients: tuple[Address, ...] = Field(default=(), max_length=20)


def read_report_rules(settings: dict[str, Any]) -> ReportRules:
    """Raises ValidationError."""
    return ReportRules.model_validate(settings.get(REPORTS_SETTING) or {})
