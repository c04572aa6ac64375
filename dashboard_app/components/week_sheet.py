"""The owner's weekly sheet: three numbers, three calls, three decisions, printable on one side of A4."""

from collections.abc import Sequence

from dash import dcc, html
from flask_babel import gettext as _

from dashboard_app import formats
from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from dashboard_app.components.states import button_link, nothing_here
from dashboard_app.weekly.message import headings
from dashboard_app.weekly.sheet import Line, Sheet
from dashboard_app.weekly.weeks import Week


def week_sheet(sheet: Sheet) -> html.Article:
    head = [html.P(sheet.period, className="sheet-period"), html.P(sheet.lead, className="sheet-lead")]
    return html.Article([html.Header(head), *body(sheet)], className="card-box week-sheet")


def body(sheet: Sheet) -> list[html.Section]:
    if sheet.is_empty:
        nothing = nothing_here(
            _("A week without calls"),
            _("When calls come in, the sheet of their week writes itself."),
            symbol="calendar-check",
            way_on=button_link(_("Place a test call"), "/test-calls"),
        )
        return [html.Section(nothing)]
    numbers, calls, decisions = headings(sheet)
    return [
        section(numbers[0], [figure(line) for line in numbers[1]], "sheet-numbers"),
        section(calls[0], [entry(line, _("Hear it")) for line in calls[1]], "sheet-entries", calls[2]),
        section(
            decisions[0],
            [entry(line, _("See its calls")) for line in decisions[1]],
            "sheet-entries",
            decisions[2],
        ),
        html.Section(html.P(sheet.rules, className="sheet-rules faint")),
    ]


def section(title: str, items: Sequence[html.Li], look: str, nothing: str = "") -> html.Section:
    listed = html.Ol(list(items), className=look) if items else html.P(nothing, className="faint")
    return html.Section([html.H2(title), listed])


def figure(line: Line) -> html.Li:
    value = html.Span(line.value, className="tile-value numbers")
    parts = [
        html.Div(line.head, className="tile-name"),
        dcc.Link(value, href=line.href, className="tile-link"),
        html.P(line.text),
    ]
    return html.Li(parts, className="tile is-few" if line.is_few else "")


def entry(line: Line, words: str) -> html.Li:
    link = dcc.Link(words, href=line.href, className="sheet-link", **attributes(title=line.head))
    return html.Li([html.H3(line.head), html.P([line.text, " ", link])])


def week_steps(before: Week, this: Week, after: Week | None) -> html.Nav:
    """Links stop at the last completed week."""
    following = (
        step(after, "chevron-right", _("The week after"))
        if after
        else html.Span(icon("chevron-right"), className="icon-button is-off")
    )
    return html.Nav(
        [
            step(before, "chevron-left", _("The week before")),
            html.Span(days_of(this), className="numbers"),
            following,
        ],
        className="week-steps",
        **attributes(aria_label=_("Weeks")),
    )


def days_of(week: Week) -> str:
    """`16 nov – 22 nov`"""
    return f"{formats.short_date(week.monday)} – {formats.short_date(week.sunday)}"


def step(week: Week, symbol: str, words: str) -> dcc.Link:
    """dcc.Link has no aria-label, so the text is inside it for screen readers."""
    inside = [icon(symbol), html.Span(words, className="only-read-out")]
    return dcc.Link(inside, href=f"/monday?week={week.name}", className="icon-button", title=days_of(week))
