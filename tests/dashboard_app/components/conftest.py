"""A request in Spanish, for components that speak."""

from collections.abc import Iterator

import pytest
from flask import Flask

from dashboard_app import i18n


@pytest.fixture(autouse=True)
def _request() -> Iterator[None]:
    server = Flask("tests")
    i18n.init_app(server)
    with server.test_request_context("/"):
        yield
