"""Bulk actions on the calls selected in the grid: the button bar and its dialogs. `08_call_grid.js` carries them out."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.export_menu import FORMATS
from dashboard_app.components.icons import icon
from dashboard_app.components.menu import menu
from dashboard_app.filters import MAX_CALL_IDS
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.models.annotation import MAX_TAG_CHARACTERS

BAR, COUNT, TOLD = "calls-selection", "calls-selection-count", "calls-told"


def selection_bar(*, may_write: bool) -> html.Div:
    """Buttons are hidden until something is selected."""
    acts = [
        button("tag", "tag", _("Tag")),
        button("check", "check-circle", _("Mark as reviewed")),
        button("follow_up", "clipboard-check", _("Follow-up")),
        button("analyse", "stars", _("Analyse with AI")),
    ]
    files = html.Ul(
        [
            html.Li(
                html.A([html.Span(_(name)), html.Span(kind.upper(), className="faint")], href="#", **about)
            )
            for kind, name in FORMATS.items()
            for about in (attributes(data_many_export=kind),)
        ],
        className="menu-links",
    )
    parts: list[Any] = [
        html.B("", id=COUNT, className="numbers"),
        *(acts if may_write else []),
        menu("download", _("Download"), files, look="opens-up"),
        html.Div(
            [
                button("all", "list-task", _("All loaded")),
                button("filter", "funnel", _("All of the filter")),
                button("none", "x-lg", _("None")),
            ],
            className="selection-which",
        ),
    ]
    bar = html.Div(
        parts,
        id=BAR,
        className="selection-bar",
        hidden=True,
        role="toolbar",
        **attributes(aria_label=_("Chosen calls"), data_words=json.dumps(words())),
    )
    return html.Div([bar, result_line()], className="selection-place")


def button(what: str, symbol: str, name: str) -> html.Button:
    return html.Button(
        [icon(symbol), " ", name],
        type="button",
        className="btn btn-light btn-sm",
        **attributes(data_many=what),
    )


def result_line() -> html.Div:
    """The result, with an undo; it stays visible after the selection is cleared."""
    return html.Div(id=TOLD, className="selection-told", role="status")


def words() -> dict[str, str]:
    """{n} is a number of calls."""
    n = "{n}"
    return {
        "one": _("1 call chosen"),
        "many": _("%(n)s calls chosen", n=n),
        "too_many": _("At most %(most)s calls at once: choose fewer.", most=MAX_CALL_IDS),
        "doing": _("One moment…"),
        "undo": _("Undo"),
        "done_tag": _("Tagged: %(n)s", n=n),
        "done_untag": _("Tag taken off: %(n)s", n=n),
        "done_check": _("Marked as reviewed: %(n)s", n=n),
        "done_uncheck": _("No longer marked: %(n)s", n=n),
        "done_follow_up": _("Follow-ups opened: %(n)s", n=n),
        "done_dismiss_follow_up": _("Follow-ups taken back: %(n)s", n=n),
        "done_analyse": _("AI analyses started: %(n)s", n=n),
        "changed": _("Given to somebody else: %(n)s", n=n),
        "unchanged": _("As before: %(n)s", n=n),
        "refused": _("Left out: %(n)s", n=n),
        "done_analyse_batch": _(
            "AI analyses on their way as a batch: %(n)s. The answers come within 24 hours", n=n
        ),
        "why_many_tags": _("they have 20 tags already"),
        "why_words_gone": _("what was said in them was erased"),
        "why_test_call": _("they are test calls"),
        "why_call_not_over": _("they are not over yet"),
        "why_nothing_to_analyse": _("nothing was said"),
        "why_analysis_under_way": _("an analysis is under way"),
        "why_budget_exceeded": _("the budget is used up"),
        "why_provider_suspended": _("the model's provider refuses us for now"),
        "why_queue_unavailable": _("the job queue does not answer"),
        "why_unknown_conversation": _("they are gone"),
        "empty_tag": _("Write a tag first."),
        "long_tag": _("The tag is too long: 40 characters at most."),
        "unknown_colleague": _("That person cannot see to follow-ups any more."),
        "forbidden": _("You are not allowed to do this."),
        "unreachable": _("The server does not answer. Check the connection and try again."),
        "any": _("It did not work. Nothing was changed; try again in a moment."),
        "analyse_able": _("%(n)s calls would be read.", n=n),
        "analyse_how_now": _("Now, one by one: %(cost)s at most", cost="{cost}"),
        "analyse_how_batch": _("As a batch, within 24 hours: %(cost)s at most", cost="{cost}"),
        "analyse_about_now": _("Each is read as soon as its turn comes."),
        "analyse_about_batch": _("Half the price; mostly it takes much less than a day."),
        "analyse_lacks": _(
            "The model is on a server of your own: where that takes no batches, each goes by itself at the full price, within the budget."
        ),
        "analyse_left": _("Left of the budget: %(day)s today", day="{day}"),
        "analyse_month": _("%(month)s this month", month="{month}"),
        "analyse_over": _("The budget is not enough for all: those at the end will be left out."),
        "analyse_used_up": _(
            "The budget for AI analyses is used up. It starts anew tomorrow, or with the next month."
        ),
        "analyse_rest": _(
            "Left out, as a model has read them, nothing was said, or they are too many for once: %(n)s.", n=n
        ),
        "whole": _("All %(n)s calls of the filter", n=n),
        "progress": _("%(seen)s of %(n)s calls…", seen="{seen}", n=n),
        "stop": _("Stop"),
        "stopped": _("Stopped after %(seen)s of %(n)s calls", seen="{seen}", n=n),
        "failed": _("Given up after %(seen)s of %(n)s calls: it failed for a day", seen="{seen}", n=n),
        "analyse_none": _("None of these calls can be analysed."),
    }


def questions(tags: Sequence[str], colleagues: Sequence[tuple[UUID, str]], reader: UUID) -> html.Div:
    return html.Div(
        [
            tag_question(tags),
            check_question(),
            follow_up_question(colleagues, reader),
            analysis_question(),
        ]
    )


def check_question() -> html.Dialog:
    """Asked only for all calls of the filter: smaller selections are as easy to unmark as to mark."""
    return question(
        "check",
        _("Mark them as reviewed?"),
        [html.P("", id="many-check-count", className="numbers")],
        _("Mark as reviewed"),
    )


def tag_question(tags: Sequence[str]) -> html.Dialog:
    known = html.Datalist([html.Option(value=one) for one in tags], id="many-tags-known")
    box = dbc.Input(
        id="many-tag-word",
        type="text",
        list="many-tags-known",
        maxLength=MAX_TAG_CHARACTERS,
        autocomplete="off",
    )
    field = html.Div([html.Label(_("Tag"), htmlFor="many-tag-word", className="form-label"), box, known])
    return question("tag", _("Tag the chosen calls"), [field], _("Tag"))


def follow_up_question(colleagues: Sequence[tuple[UUID, str]], reader: UUID) -> html.Dialog:
    listed = [("", _("Whoever takes it")), (str(reader), _("Me"))]
    listed += [
        (str(one), f"{formats.colleague(email)} ({email})") for one, email in colleagues if one != reader
    ]
    assignee = html.Select(
        [html.Option(name, value=value) for value, name in listed],
        id="many-assignee",
        className="form-select",
    )
    note = html.Textarea(id="many-note", className="form-control", rows=2, maxLength=str(MAX_NOTE_CHARACTERS))
    fields = [
        html.P("", id="many-follow-up-count", className="numbers"),
        html.Div(
            [html.Label(_("Who sees to it"), htmlFor="many-assignee", className="form-label"), assignee]
        ),
        html.Div(
            [
                html.Label(
                    _("What is to be done (if you like)"), htmlFor="many-note", className="form-label"
                ),
                note,
            ],
            **attributes(data_draft=f"many-{reader}"),
        ),
    ]
    return question("follow_up", _("Open a follow-up for the chosen calls"), fields, _("Open the follow-up"))


def analysis_question() -> html.Dialog:
    """`08_call_grid.js` fills in the prices and decides by the number of calls."""
    said = html.Div(id="many-estimate", role="status")
    options = [html.Option("", value="batch"), html.Option("", value="now")]
    how = html.Div(
        [
            html.Label(_("When"), htmlFor="many-how", className="form-label"),
            html.Select(options, id="many-how", className="form-select"),
            html.P("", id="many-how-about", className="faint"),
        ],
        id="many-how-place",
    )
    return question(
        "analyse", _("Have a language model read the chosen calls"), [said, how], _("Yes, analyse")
    )


def question(what: str, title: str, fields: list[Any], yes: str) -> html.Dialog:
    """A native dialog: Escape closes it, Enter in a field confirms."""
    buttons = html.Div(
        [
            html.Button(yes, value="yes", className="btn btn-primary"),
            html.Button(_("Cancel"), value="no", className="btn btn-light", formNoValidate=True),
        ],
        className="form-line",
    )
    heading = f"many-{what}-title"
    return html.Dialog(
        html.Form([html.H2(title, id=heading), *fields, buttons], method="dialog"),
        id=f"many-{what}",
        className="confirm",
        **attributes(aria_labelledby=heading),
    )
