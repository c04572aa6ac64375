"""Errors in the form in which OpenAI sends them."""

from typing import Any


class ApiError(Exception):
    """An answer other than 200. `kind` is the API's `type`."""

    def __init__(
        self, status: int, message: str, *, code: str | None = None, param: str | None = None, kind: str = ""
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {
            "error": {"message": message, "type": kind or kind_of(status), "param": param, "code": code}
        }


def kind_of(status: int) -> str:
    if status == 429:
        return "requests"
    return "server_error" if status >= 500 else "invalid_request_error"


def missing(param: str) -> ApiError:
    message = f"Missing required parameter: '{param}'."
    return ApiError(400, message, code="missing_required_parameter", param=param)


def unknown(param: str) -> ApiError:
    return ApiError(400, f"Unknown parameter: '{param}'.", code="unknown_parameter", param=param)


def wrong_type(param: str, wanted: str) -> ApiError:
    message = f"Invalid type for '{param}': expected {wanted}."
    return ApiError(400, message, code="invalid_type", param=param)
