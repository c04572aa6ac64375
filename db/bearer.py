"""The bearer token of a request, for a process without pages: whether whoever runs the server sent it."""

from sqlalchemy.orm import Session

from db.queries.users import member_of_token

BEARER = "Bearer "


def is_of_the_host(session: Session, authorization: str) -> bool:
    """`authorization` is the header. Anybody of the organization that runs the server may read its figures."""
    if not authorization.startswith(BEARER):
        return False
    found = member_of_token(session, authorization.removeprefix(BEARER).strip())
    return found is not None and found.is_host
