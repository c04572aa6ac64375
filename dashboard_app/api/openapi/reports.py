"""Reports as files."""

from typing import Any

from dashboard_app.api.openapi.parts import operation, refusals
from dashboard_app.api.openapi.schemas import TEXT, parameter

WEEKLY = operation(
    "download_weekly_sheet",
    "The sheet of a week as one page: three numbers, three calls to hear, three decisions",
    parameters=[
        parameter(
            "week",
            "Such as 2026-W47; the last one that is over, where it is not given or not over yet.",
            {**TEXT, "pattern": r"^\d{4}-W\d{2}$"},
        )
    ],
    responses={
        "200": {"description": "The page.", "content": {"application/pdf": {}}},
        **refusals(_422="Invalid"),
    },
)
PATHS: dict[str, Any] = {"/api/reports/weekly.pdf": {"get": WEEKLY}}
