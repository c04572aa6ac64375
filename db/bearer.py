"""Bearer tokens in the header of a request, and whether one belongs to the organization that runs the server."""

from sqlalchemy.orm import Session

from db.queries.users import member_of_token

SCHEME = "bearer "


def token_in(authorization: str) -> str | None:
    """`authorization` is the value of the header. None without a token. The scheme is case-insensitive (RFC 9110)."""
    is_bearer = authorization[: len(SCHEME)].lower() == SCHEME
    return authorization[len(SCHEME) :].strip() if is_bearer else None


def is_of_the_host(session: Session, authorization: str) -> bool:
    """For processes without pages: every member of the host organization may read the server's metrics."""
    token = token_in(authorization)
    found = member_of_token(session, token) if token is not None else None
    return found is not None and found.is_host
