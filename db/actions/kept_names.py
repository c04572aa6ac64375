"""The names under which people keep things: views and boards."""


class KeepingError(Exception):
    """What somebody wants to keep is invalid; `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def kept_name(name: str, *, what: str, most: int, error: type[KeepingError]) -> str:
    """On one line, without what PostgreSQL cannot keep. `what` is being named, in at most so many characters."""
    kept = " ".join(name.replace("\x00", "").split())
    if not kept:
        raise error("empty_name", f"A {what} needs a name.")
    if len(kept) > most:
        raise error("long_name", f"A name has at most {most} characters.")
    return kept
