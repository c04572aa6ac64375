"""Reports as files."""

from typing import Any

from dashboard_app.api.openapi.parts import operation, refusals
from dashboard_app.api.openapi.schemas import TEXT, parameter

WEEKLY = operation(
    "download_weekly_sheet",
    "The weekly report as a one-page PDF",
    parameters=[
        parameter(
            "week",
            "Such as 2026-W47. Default: the last complete week.",
            {**TEXT, "pattern": r"^\d{4}-W\d{2}$"},
        )
    ],
    responses={
        "200": {"description": "The page.", "content": {"application/pdf": {}}},
        **refusals(_422="Invalid"),
    },
)
PATHS: dict[str, Any] = {"/api/reports/weekly.pdf": {"get": WEEKLY}}
