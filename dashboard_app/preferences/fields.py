"""A form as data. `read` turns input into settings, or says what is wrong with it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from pydantic import ValidationError

from db.queries.organizations import Profile

Kind = Literal["text", "number", "choice", "switch", "lines", "ticks"]
Typed = Mapping[str, Any]
Changes = Mapping[str, Any]  # by the setting's name; None goes back to the default
Options = Sequence[Mapping[str, str]]


Model = TypeVar("Model")


class FormError(Exception):
    """What was typed cannot be kept; the message is for whoever typed it."""


@dataclass(frozen=True, slots=True)
class Field:
    """`lines` is a list, one entry a line; `ticks` are several of `options`."""

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
    """`title` and `about` are message ids."""

    name: str
    title: str
    about: str
    fields: Callable[[Profile], list[Field]]
    read: Callable[[Typed, Profile], Changes]


def lines_of(text: Any) -> list[str]:
    """One a line, or with commas."""
    return [part.strip() for part in str(text or "").replace(",", "\n").splitlines() if part.strip()]


def shown_lines(values: Sequence[str]) -> str:
    return "\n".join(values)


def checked(made: Callable[[], Model], said: str) -> Model:
    """Raises FormError in place of ValidationError, whose words are for programmers; `said` is for the reader."""
    try:
        return made()
    except ValidationError as error:
        raise FormError(said) from error
