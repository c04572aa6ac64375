"""Sector templates: vocabulary and rules of a line of business, as folders of data files. Imports no analysis."""

from workers.sectors.folders import template_folder, template_names, use_folder
from workers.sectors.loader import load_sector, read_sector
from workers.sectors.schema import EntitySpec, FunnelSpec, Intent, KpiSpec, Sector, Service, UrgencyRule
from workers.sectors.source import Fault, SectorError, read_table

__all__ = [
    "EntitySpec",
    "Fault",
    "FunnelSpec",
    "Intent",
    "KpiSpec",
    "Sector",
    "SectorError",
    "Service",
    "UrgencyRule",
    "load_sector",
    "read_sector",
    "read_table",
    "template_folder",
    "template_names",
    "use_folder",
]
