"""`/forgotten-password` and `/new-password`: people get into their account by themselves. Both work without JavaScript.

The first answers the same after the same work, whoever has an account: the e-mail is written and sent by a job.
"""

import logging
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from uuid import uuid4

import redis
from flask import Blueprint, Response, current_app, make_response, render_template, request
from flask_babel import force_locale
from flask_babel import gettext as _

from dashboard_app import i18n
from dashboard_app.access.attempts import Attempts
from dashboard_app.access.members import begin_session
from dashboard_app.access.signin import MAX_FORM_BYTES, redirect_after_sign_in, too_many_words
from dashboard_app.settings import DashboardSettings
from db.actions.password_links import LinkOwner, owner_of_link, set_password_by_link
from db.actions.users import (
    MAX_PASSWORD_CHARACTERS,
    MIN_PASSWORD_CHARACTERS,
    UserError,
    note_sign_in,
)
from db.database import Database
from db.queries.users import Member, active_user_of_email, member_of_email
from workers.queue import JobQueue

log = logging.getLogger(__name__)
# The token stands in the address: nothing that the page loads or leads to may be told it. `no-referrer` would make browsers send the
# form with `Origin: null`, which is refused.
ORIGIN_ONLY = "strict-origin"
ASKING, SETTING = "/forgotten-password", "/new-password"
blueprint = Blueprint("password_links", __name__, template_folder="templates")


def sends_mail() -> bool:
    settings: DashboardSettings = current_app.extensions["dashboard_settings"]
    return settings.sends_mail


@blueprint.get(ASKING)
def show_asking_form() -> Response:
    return page("forgotten_password.html")


@blueprint.post(ASKING)
def ask_for_link() -> Response:
    request.max_content_length = MAX_FORM_BYTES
    if not sends_mail():
        return page("forgotten_password.html")
    email, address = request.form.get("email", "").strip(), request.remote_addr or ""
    attempts: Attempts = current_app.extensions["link_attempts"]
    if wait := attempts.begin(email, address):
        answer = page("forgotten_password.html", 429, error=too_many_words(wait), email=email)
        answer.headers["Retry-After"] = str(wait)
        return answer
    try:
        queue_link(email)
    except redis.RedisError as error:
        log.warning("password link not queued error=%s", error)
        unavailable = _("The service is not available right now. Try again in a moment.")
        return page("forgotten_password.html", 503, error=unavailable, email=email)
    log.info("password link asked for address=%s", address)
    return page("forgotten_password.html", asked=email)


def queue_link(email: str) -> None:
    """Queues a job for an unknown account too, which finds nobody."""
    database: Database = current_app.extensions["database"]
    jobs: JobQueue = current_app.extensions["job_queue"]
    with database.reading() as reading:
        found = active_user_of_email(reading, email.replace("\x00", "\ufffd"))
    jobs.enqueue_password_link(found or uuid4(), i18n.language_of_page())


@blueprint.get(SETTING)
def show_new_password() -> Response:
    token = request.args.get("link", "")
    with in_language_of_link() as _entered:
        answer = setting_form(token, owner_now(token))
    return i18n.keep_language(answer, language_of_link() or "")


@blueprint.post(SETTING)
def set_new_password() -> Response:
    request.max_content_length = MAX_FORM_BYTES
    token, password = request.form.get("link", ""), request.form.get("password", "")
    if not MIN_PASSWORD_CHARACTERS <= len(password) <= MAX_PASSWORD_CHARACTERS:
        return setting_form(token, owner_now(token), _("The new password is too short, or too long."))
    found = member_with_new_password(token, password)
    if found is None:
        return setting_form(token, None)
    address = request.remote_addr or ""
    current_app.extensions["sign_in_attempts"].forget(found.email, address)
    begin_session(found)
    log.info("password set by a link, signed in user=%s address=%s", found.id, address)
    return unreferred(redirect_after_sign_in(found))


def member_with_new_password(token: str, password: str) -> Member | None:
    database: Database = current_app.extensions["database"]
    try:
        with database.transaction() as session:
            owner = set_password_by_link(session, token=token, password=password, now=datetime.now(UTC))
            if owner is None:
                return None
            note_sign_in(session, user_id=owner.user_id)
            found = member_of_email(session, owner.email)
    except UserError:  # disabled in this very moment
        return None
    return found[0] if found else None


def owner_now(token: str) -> LinkOwner | None:
    database: Database = current_app.extensions["database"]
    with database.reading() as reading:
        return owner_of_link(reading, token, datetime.now(UTC))


def setting_form(token: str, owner: LinkOwner | None, error: str = "") -> Response:
    if owner is None:
        return page("worthless_link.html", 404)
    limits = {"shortest": MIN_PASSWORD_CHARACTERS, "longest": MAX_PASSWORD_CHARACTERS}
    return page("new_password.html", 400 if error else 200, token=token, owner=owner, error=error, **limits)


def language_of_link() -> str | None:
    """The language of the e-mail that a reader comes from, unless they have chosen one in this browser."""
    wanted = request.args.get("language", "")
    return wanted if wanted in i18n.LANGUAGES and i18n.COOKIE not in request.cookies else None


def in_language_of_link() -> AbstractContextManager[None]:
    wanted = language_of_link()
    return force_locale(wanted) if wanted else nullcontext()


def page(template: str, status: int = 200, **values: object) -> Response:
    answer = make_response(
        render_template(template, **({"sends_mail": sends_mail(), "error": "", "email": ""} | values)), status
    )
    answer.headers["Cache-Control"] = "no-store"
    return unreferred(answer)


def unreferred(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = ORIGIN_ONLY
    return answer
