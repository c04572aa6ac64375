"""A request in Spanish of somebody at a workshop, for components that speak."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from flask import Flask, g

from dashboard_app import i18n
from db.queries.users import Member

NOBODY = UUID(int=0)


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/"):
        g.member = Member(NOBODY, NOBODY, "ana@example.com", "staff", "UTC", "", "AutoBox", "workshop")
        yield
