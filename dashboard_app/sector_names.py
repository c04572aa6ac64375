"""Names of intents, services and figures for the reader's organization, from its sector template."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from dashboard_app.i18n import language_of_page
from dashboard_app.reader_sector import sector_of_reader


class NamesOfSector(Mapping[str, str]):
    """Names from one section of the template, in the language of the page; `otherwise` holds our own for values it does not name.

    One object serves all readers: the reader is looked up each time.
    """

    def __init__(self, group: str, otherwise: Mapping[str, str] | None = None) -> None:
        self._group, self._otherwise = group, otherwise or {}

    def __getitem__(self, name: str) -> str:
        sector = sector_of_reader()
        text = sector.label(self._group, name, language_of_page()) if sector else None
        return text or str(_(self._otherwise[name]))

    def __iter__(self) -> Iterator[str]:
        sector = sector_of_reader()
        named = sector.texts.get(self._group, {}) if sector else {}
        return iter({**self._otherwise, **named})

    def __len__(self) -> int:
        return sum(1 for _name in self)
