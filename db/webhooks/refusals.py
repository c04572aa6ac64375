"""Why an endpoint cannot be kept as it is wanted."""


class WebhookError(Exception):
    """`code` is for programs, the message says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
