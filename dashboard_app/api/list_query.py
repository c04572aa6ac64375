"""Query parameters of the list of conversations beside the filters: page size, cursor, format."""

from typing import Annotated, Literal

from pydantic import Field

from dashboard_app.filters import Filters


class ListQuery(Filters):
    limit: Annotated[int, Field(ge=1, le=200)] = 50
    next: Annotated[str | None, Field(max_length=200)] = None
    format: Literal["json", "csv", "xlsx", "parquet"] = "json"
