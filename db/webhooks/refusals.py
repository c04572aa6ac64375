"""The error of invalid webhook settings."""


class WebhookError(Exception):
    """`code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
