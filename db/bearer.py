"""Checks the bearer token of a request to a process without pages: does it belong to the organization that runs the server?"""

from sqlalchemy.orm import Session

from db.queries.users import member_of_token

BEARER = "Bearer "


def is_of_the_host(session: Session, authorization: str) -> bool:
    """`authorization` is the value of the header. Every member of the host organization may read the server's metrics."""
    if not authorization.startswith(BEARER):
        return False
    found = member_of_token(session, authorization.removeprefix(BEARER).strip())
    return found is not None and found.is_host
