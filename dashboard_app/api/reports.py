"""`/api/reports/weekly.pdf`: the weekly report, to print or pass on."""

from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, request
from pydantic import BaseModel, Field

from dashboard_app.access.members import member
from dashboard_app.filters import parse
from dashboard_app.settings import DashboardSettings
from dashboard_app.viewer import database
from dashboard_app.weekly.gathering import gather
from dashboard_app.weekly.sheet import sheet_of
from dashboard_app.weekly.weeks import week_named

blueprint = Blueprint("api_reports", __name__)


class SheetQuery(BaseModel):
    week: Annotated[str | None, Field(pattern=r"^\d{4}-W\d{2}$")] = None


@blueprint.get("/api/reports/weekly.pdf")
def weekly() -> Response:
    """For an unfinished week, the last complete one is returned."""
    # Loads fpdf2 only when needed.
    from dashboard_app.weekly.pdf import pdf_of

    query, who = parse(SheetQuery, request.args.to_dict(flat=False)), member()
    settings: DashboardSettings = current_app.extensions["dashboard_settings"]
    now = datetime.now(ZoneInfo(who.timezone))
    week = week_named(query.week, now)
    with database().reading() as session:
        facts = gather(
            session, organization_id=who.organization_id, timezone=who.timezone, week=week, now=now
        )
    answer = Response(
        pdf_of(sheet_of(facts, who.organization), settings.public_url), mimetype="application/pdf"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{week.name}.pdf"'
    return answer
