"""The list of calls that an address of a page opens."""

from urllib.parse import parse_qs, urlsplit

from dashboard_app.call_filters import wanted_calls
from dashboard_app.viewer import current_viewer, reading
from db.queries.calls import Block, calls_block


def behind(address: str) -> int:
    """How many calls the list of that address has."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    wanted = wanted_calls(query, current_viewer())
    with reading() as session:
        frame, more = calls_block(session, wanted, Block(end=1000))
    assert not more
    return len(frame)
