"""The line of business of the reader's organization: its sector template."""

import logging

from flask import g, has_app_context

from workers.sectors import Sector, SectorError, load_sector

log = logging.getLogger(__name__)


def sector_of_reader() -> Sector | None:
    """None without a reader, or if the template is unusable: then values are shown unchanged."""
    found = g.get("member") if has_app_context() else None
    if found is None:
        return None
    try:
        return load_sector(found.sector)
    except SectorError as error:
        log.warning("template cannot be used sector=%s error=%s", found.sector, error)
        return None
