"""`/login` and `/logout`: a form that works without JavaScript. Its errors never reveal who has an account."""

import logging

from flask import (
    Blueprint,
    Flask,
    Response,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
)
from flask_babel import gettext as _

from dashboard_app.access.attempts import Attempts
from dashboard_app.access.members import begin_session, find_member, leave_session
from dashboard_app.access.next_page import safe_next
from dashboard_app.settings import DashboardSettings
from db.actions.users import MAX_PASSWORD_CHARACTERS, note_sign_in
from db.database import Database
from db.errors import DATABASE_AWAY
from db.passwords import is_password
from db.queries.users import Member, member_of_email

log = logging.getLogger(__name__)
MAX_FORM_BYTES = 16 * 1024
FIRST_PAGES = {"staff": "/today"}
blueprint = Blueprint("access", __name__, template_folder="templates")


def init_app(server: Flask, attempts: Attempts) -> None:
    server.extensions["sign_in_attempts"] = attempts
    server.register_blueprint(blueprint)


@blueprint.get("/login")
def show_form() -> Response:
    if (found := find_member()) is not None:
        return redirect_after_sign_in(found)
    return form()


@blueprint.post("/login")
def sign_in() -> Response:
    request.max_content_length = MAX_FORM_BYTES
    email, password = request.form.get("email", "").strip(), request.form.get("password", "")
    attempts: Attempts = current_app.extensions["sign_in_attempts"]
    address = request.remote_addr or ""
    if wait := attempts.begin(email, address):
        return too_many(email, wait)
    try:
        found = check(email, password) if "\x00" not in email else None
    except DATABASE_AWAY:
        attempts.take_back(email, address)
        raise
    if found is None:
        log.warning("sign-in failed address=%s", address)
        return form(_("The e-mail address or the password is not right."), email, 401)
    attempts.take_back(email, address)
    attempts.forget(email, address)
    begin_session(found)
    log.info("signed in user=%s address=%s", found.id, address)
    return redirect_after_sign_in(found)


@blueprint.post("/logout")
def sign_out() -> Response:
    leave_session()
    return make_response(redirect("/login", 303))


def check(email: str, password: str) -> Member | None:
    """Takes the same time for every attempt, whether or not the account exists."""
    database: Database = current_app.extensions["database"]
    with database.reading() as reading:
        found = member_of_email(reading, email) if email else None
    member, password_hash = found or (None, None)
    if len(password) > MAX_PASSWORD_CHARACTERS or not is_password(password, password_hash) or member is None:
        return None
    with database.transaction() as writing:
        note_sign_in(writing, user_id=member.id)
    return member


def redirect_after_sign_in(member: Member) -> Response:
    """To the requested page, or else to the first page of the member's role."""
    wanted = safe_next(request.values.get("next", "/"))
    return make_response(redirect(FIRST_PAGES.get(member.role, "/") if wanted == "/" else wanted, 303))


def too_many(email: str, wait_seconds: int) -> Response:
    answer = form(too_many_words(wait_seconds), email, 429)
    answer.headers["Retry-After"] = str(wait_seconds)
    return answer


def too_many_words(wait_seconds: int) -> str:
    minutes = max(1, -(-wait_seconds // 60))
    return str(_("Too many attempts. Try again in %(minutes)s min.", minutes=minutes))


def form(error: str = "", email: str = "", status: int = 200) -> Response:
    wanted = safe_next(request.values.get("next", "/"))
    settings: DashboardSettings = current_app.extensions["dashboard_settings"]
    values = {"error": error, "email": email, "next": wanted, "sends_mail": settings.sends_mail}
    answer = make_response(render_template("login.html", **values), status)
    answer.headers["Cache-Control"] = "no-store"
    return answer
