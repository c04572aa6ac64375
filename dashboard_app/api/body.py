"""Parses and validates a request's JSON body."""

import json
from typing import TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard_app.errors import ApiError
from dashboard_app.filters import problems

NO_OBJECT = "The body must be a JSON object, sent with Content-Type: application/json."
Body = TypeVar("Body", bound=BaseModel)


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


def body(model: type[Body]) -> Body:
    """Raises ApiError 422, naming each invalid field. As the description says: no text or number counts as a truth value."""
    given = request.get_json(silent=True)
    if not isinstance(given, dict):
        raise ApiError(422, "invalid_body", NO_OBJECT)
    try:
        return model.model_validate_json(json.dumps(given), strict=True)
    except ValidationError as error:
        raise ApiError(
            422, "invalid_body", "The body is not valid JSON of this form.", problems(error)
        ) from error
