"""Authenticates a browser at the bridge's own routes by its session cookie and its origin: it has no carrier's signature."""

from urllib.parse import urlsplit

from flask import Flask, request, session

from db.database import Database
from db.session_cookie import COOKIE_NAME, SIGNED_IN, Member, member_of_cookie


def read_cookies(app: Flask, secret_key: str) -> None:
    """Lets the voice process identify users by the same cookie as the web server; users cannot sign in here."""
    app.secret_key = secret_key
    app.config.update(SESSION_COOKIE_NAME=COOKIE_NAME, PERMANENT_SESSION_LIFETIME=SIGNED_IN)


def comes_from_page(public_url: str) -> bool:
    """Browsers send the page's origin with every upgrade, and no page can forge it."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    return origin in {urlsplit(public_url).netloc, request.host}


def signed_in(database: Database) -> Member | None:
    """None if the user is no longer signed in."""
    if "member" not in session:
        return None
    with database.reading() as reading:
        return member_of_cookie(reading, session)


def member_id(database: Database) -> str:
    """Empty if no user is signed in."""
    found = signed_in(database)
    return str(found.id) if found else ""
