"""Today so far beside the same weekdays before, each up to the same time on the organization's clock."""

from datetime import UTC, timedelta

import pandas as pd

from dashboard_app.viewer import Viewer, days_before, reading
from db.queries.today import Span, day_counts

WEEKS_COMPARED = 4


def day_so_far(viewer: Viewer) -> pd.DataFrame:
    """The first row is today."""
    with reading() as session:
        return day_counts(
            session,
            organization_id=viewer.organization_id,
            spans=[span_before(viewer, week) for week in range(WEEKS_COMPARED + 1)],
        )


def span_before(viewer: Viewer, weeks: int) -> Span:
    """Arithmetic on a local time keeps the time of day, also where the clocks change in between."""
    day = days_before(viewer.today, 7 * weeks)
    return Span(viewer.start_of(day), (viewer.now - timedelta(weeks=weeks)).astimezone(UTC))
