"""Right or wrong: people's marks on an analysis' statements. `assets/06_call_page.js` submits them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon

Choice = tuple[str, str]  # value and label
Marker = Callable[..., Component | None]
RIGHT, WRONG = "right", "wrong"


def no_marks(_subject: str, **_how: Any) -> None:
    """For analyses without marks: comparisons and tests."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks on one analysis, and who is looking. Calling it with a statement returns that statement's buttons."""

    analysis_id: str
    version: str
    reader_id: str
    may_write: bool
    reviews: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    def __call__(
        self, subject: str, *, item: int = 0, said: str = RIGHT, choices: Sequence[Choice] = ()
    ) -> Component | None:
        """`choices` are the possible correct values; without them the mark is just right or wrong."""
        given = [one for one in self.reviews if self.is_about(one, subject, item)]
        own = next((str(one["judged"]) for one in given if str(one["reviewer_id"]) == self.reader_id), None)
        others = [one for one in given if str(one["reviewer_id"]) != self.reader_id]
        if not self.may_write and not given:
            return None
        about = {"data_review": subject, "data_item": str(item), "data_analysis": self.analysis_id}
        buttons = [
            mark_button(_("Right"), "check-lg", own == said, value=said, about=about),
            self.wrong(own, said, choices, about),
        ]
        return html.Span(
            [*(buttons if self.may_write else ()), *(mark_of_other(one, said, choices) for one in others)],
            className="marks",
            role="group",
            **attributes(aria_label=_("Is this right?")),
        )

    def is_about(self, review: Mapping[str, Any], subject: str, item: int) -> bool:
        return (
            str(review["analysis_id"]) == self.analysis_id
            and review["version"] == self.version
            and review["subject"] == subject
            and review["item"] == item
        )

    def wrong(
        self, own: str | None, said: str, choices: Sequence[Choice], about: Mapping[str, str]
    ) -> Component:
        """Marking a value as wrong requires the right one, without which agreement cannot be computed."""
        is_on = own is not None and own != said
        if not choices:
            return mark_button(_("Wrong"), "x-lg", is_on, value=WRONG, about=about)
        options = [
            html.Button(
                name,
                type="button",
                className="btn btn-sm btn-light" + (" is-on" if own == value else ""),
                **attributes(**about, data_judged=value),
            )
            for value, name in choices
            if value != said
        ]
        name = dict(choices).get(own, own) if is_on and own else ""
        sign = html.Summary(
            [icon("x-lg"), html.Span(name)] if name else icon("x-lg"),
            className="mark is-on" if is_on else "mark",
            title=_("Wrong"),
            **attributes(aria_label=_("Wrong: it should be…")),
        )
        return html.Details(
            [
                sign,
                html.Div(
                    [html.Span(_("It should be:"), className="faint"), *options], className="mark-choices"
                ),
            ],
            className="mark-wrong",
            **attributes(data_stays="wrong {data_review} {data_item} {data_analysis}".format_map(about)),
        )


def mark_button(words: str, symbol: str, is_on: bool, *, value: str, about: Mapping[str, str]) -> html.Button:
    """A second click removes the mark."""
    return html.Button(
        icon(symbol),
        type="button",
        className="mark is-on" if is_on else "mark",
        title=words,
        **attributes(
            **about,
            aria_label=words,
            aria_pressed="true" if is_on else "false",
            data_judged="" if is_on else value,
        ),
    )


def mark_of_other(review: Mapping[str, Any], said: str, choices: Sequence[Choice]) -> html.Span:
    judged = str(review["judged"])
    is_right = judged == said
    said_of_it = _("Right") if is_right else dict(choices).get(judged) or _("Wrong")
    title = f"{formats.colleague(review['reviewer'])}: {said_of_it}"
    return html.Span(
        [icon("check-lg" if is_right else "x-lg"), html.Span(title, className="only-read-out")],
        className="mark-of-others",
        title=title,
    )
