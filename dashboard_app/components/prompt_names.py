"""Display names of analysis prompts: templates name files, whose versions carry a number and a fingerprint."""

import re
from collections.abc import Mapping

from dashboard_app import texts
from dashboard_app.i18n import N_

NAMES: Mapping[str, str] = {"call_analysis": N_("Whole reading"), "brief": N_("Short reading")}
_VERSION = re.compile(r"(?P<template>.+)-(?P<number>\d+)\+[0-9a-f]{6,}")


def prompt_name(name: str) -> str:
    """A file from the organization's own template keeps its name."""
    return texts.say(NAMES, name) if name in NAMES else name.replace("_", " ")


def prompt_version(version: str | None) -> str:
    """`workshop-call-analysis-2+b6135c3b` becomes «Lectura completa 2»; other formats are returned unchanged."""
    found = _VERSION.fullmatch(version or "")
    if found is None:
        return version or ""
    template = found["template"].replace("-", "_")
    known = next((name for name in NAMES if template.endswith(f"_{name}")), None)
    return f"{texts.say(NAMES, known)} {found['number']}" if known else (version or "")
