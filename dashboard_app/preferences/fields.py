"""Settings forms as data: fields to show, and a function that validates what was submitted."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from db.queries.organizations import Profile

Kind = Literal["text", "number", "choice", "switch", "lines", "ticks"]
Submitted = Mapping[str, Any]
Changes = Mapping[str, Any]  # new values by setting name; None restores the default
Options = Sequence[Mapping[str, str]]


Model = TypeVar("Model")


class FormError(Exception):
    """The submitted values are invalid; the message is shown to the user."""


@dataclass(frozen=True, slots=True)
class Field:
    """`lines`: a list, one entry per line; `ticks`: several of `options`; `least` and `most`: limits of a number."""

    name: str
    label: str
    kind: Kind
    value: Any
    about: str = ""
    options: Options = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """`title` and `about` are message ids. `read` raises FormError."""

    name: str
    title: str
    about: str
    fields: Callable[[Profile], list[Field]]
    read: Callable[[Submitted, Profile], Changes]


def lines_of(text: Any) -> list[str]:
    """Splits at line breaks and commas; skips empty parts."""
    return [part.strip() for part in str(text or "").replace(",", "\n").splitlines() if part.strip()]


def shown_lines(values: Sequence[str]) -> str:
    return "\n".join(values)


def checked(made: Callable[[], Model], message: str) -> Model:
    """Calls `made`, and raises FormError with `message` instead of ValidationError, whose text is for programmers."""
    try:
        return made()
    except ValidationError as error:
        raise FormError(message) from error
