"""The address of a link, for e-mails and for the console."""

from urllib.parse import urlencode

from dashboard_app.settings import public_url
from db.environment import Environment


def address_of(env: Environment, token: str, language: str = "") -> str:
    return link_address(public_url(env), token, language)


def link_address(base_url: str, token: str, language: str = "") -> str:
    """`language`: of the page, where this browser has chosen none."""
    query = {"link": token} | ({"language": language} if language else {})
    return f"{base_url}/new-password?{urlencode(query)}"
