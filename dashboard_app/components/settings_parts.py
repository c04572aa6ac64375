"""The parts of the settings page: cards under a heading each, and links to the headings."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from dash import html
from dash.development.base_component import Component
from flask_babel import gettext as _

from dashboard_app.components.attributes import attributes


@dataclass(frozen=True, slots=True)
class Part:
    """`anchor` is its place in the address. Cards stand side by side where there is room; `wide` ones come first, over the whole width."""

    anchor: str
    title: str
    cards: Sequence[Component]
    wide: Sequence[Component] = field(default=())


def ways_to(parts: Sequence[Part]) -> html.Nav:
    links = [html.A(part.title, href=f"#{part.anchor}") for part in parts]
    return html.Nav(links, className="settings-ways", **attributes(aria_label=_("Parts of this page")))


def settings_part(part: Part) -> html.Section:
    cards = [html.Div(part.cards, className="settings-cards")] if part.cards else []
    heading = html.H2(part.title, id=part.anchor, className="settings-heading", tabIndex="-1")
    return html.Section([heading, *part.wide, *cards], className="stack settings-part")
