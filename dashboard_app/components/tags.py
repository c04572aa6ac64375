"""Tags and ratings of a call, changed through the API (`assets/06_call_page.js`)."""

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes
from dashboard_app.components.icons import icon
from db.models.annotation import MAX_TAG_CHARACTERS

BOX, KNOWN = "call-tag-new", "call-tags-known"


def tag_list(tags: Sequence[str], known: Sequence[str], *, may_write: bool) -> list[Any]:
    shown = [tag(one, may_write=may_write) for one in tags]
    empty = html.Span(_("No tags"), className="faint") if not tags else None
    suggestions = html.Datalist([html.Option(value=one) for one in known if one not in tags], id=KNOWN)
    return [html.Div([*shown, empty], className="badges"), suggestions]


def tag(word: str, *, may_write: bool) -> html.Span:
    remove = html.Button(
        icon("x-lg"),
        type="button",
        className="tag-remove",
        **attributes(aria_label=_("Remove the tag %(tag)s", tag=word), data_tag_remove=word),
    )
    return html.Span([word, remove] if may_write else word, className="badge-soft tag")


def new_tag(*, reader_id: str, call_id: str) -> html.Div:
    """What is being written is kept in the browser, as a new note is (`assets/06_drafts.js`)."""
    box = dbc.Input(
        id=BOX,
        type="text",
        maxLength=MAX_TAG_CHARACTERS,
        size="sm",
        list=KNOWN,
        placeholder=_("Add a tag"),
        autocomplete="off",
    )
    label = html.Label(_("Add a tag"), htmlFor=BOX, className="only-read-out")
    add = html.Button(
        icon("plus-lg"),
        type="button",
        className="btn btn-light btn-sm",
        **attributes(aria_label=_("Add the tag"), data_tag_add="yes"),
    )
    draft = attributes(data_draft=f"{reader_id}:{call_id}:tag")
    return html.Div([label, box, add], className="tag-new", **draft)


def thumbs(ratings: Sequence[Mapping[str, Any]], *, reader_id: str, may_write: bool) -> html.Div:
    own = next((one["rating"] for one in ratings if one["user_id"] == reader_id), None)
    names = {"up": _("A good call"), "down": _("A call that went badly")}
    buttons = [
        html.Button(
            [
                icon(f"hand-thumbs-{way}{'-fill' if own == way else ''}"),
                html.Span(str(sum(one["rating"] == way for one in ratings)), className="numbers"),
            ],
            type="button",
            disabled=not may_write,
            className="thumb is-on" if own == way else "thumb",
            title=names[way],
            **attributes(
                aria_label=names[way],
                aria_pressed="true" if own == way else "false",
                data_thumb="" if own == way else way,
            ),
        )
        for way in names
    ]
    return html.Div(
        buttons, className="thumbs", role="group", **attributes(aria_label=_("How was this call?"))
    )
