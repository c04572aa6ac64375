"""Sector templates: what a line of business asks, does and counts as urgent, as folders of data files."""

from workers.sectors.loader import SectorError, load_sector
from workers.sectors.schema import EntitySpec, FunnelSpec, Intent, Sector, Service, UrgencyRule

__all__ = [
    "EntitySpec",
    "FunnelSpec",
    "Intent",
    "Sector",
    "SectorError",
    "Service",
    "UrgencyRule",
    "load_sector",
]
