"""Links by which people set their own password: what makes one worthless, and that it is good once."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.actions.members import add_member, change_member
from db.actions.organizations import ensure_first_organization
from db.actions.password_links import (
    FORGOTTEN_LIVES,
    INVITATION_LIVES,
    MOST_IN_A_WHILE,
    WHILE,
    had_enough_links,
    make_link,
    owner_of_link,
    set_password_by_link,
)
from db.actions.users import UserError, create_user, set_password
from db.database import Database
from db.models import PasswordLink, SettingChange, User
from db.passwords import is_password
from db.queries.users import member_of_email

NOW = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
ANA, OLD, NEW = "ana@example.com", "the old password", "the new password"


@pytest.fixture
def ana(database: Database) -> UUID:
    with database.transaction() as session:
        create_user(session, email="jefa@example.com", role="admin", password=OLD)
        return create_user(session, email=ANA, role="staff", password=OLD)


def link_of(database: Database, user_id: UUID, lives: timedelta = FORGOTTEN_LIVES) -> str:
    with database.transaction() as session:
        return make_link(session, user_id=user_id, lives=lives, now=NOW)


def password_of(database: Database) -> str | None:
    with database.reading() as session:
        return session.scalars(select(User.password_hash).where(User.email == ANA)).one()


def nothing(_session: Session, _user: UUID) -> None:
    pass


def same_password_again(session: Session, _user: UUID) -> None:
    set_password(session, email=ANA, password=OLD)


def by_hand(**values: object) -> Callable[[Session, UUID], None]:
    """As an operator would with SQL: nobody deletes the link."""
    return lambda session, user: (
        session.execute(update(User).where(User.id == user).values(**values)) and None
    )


def disable(session: Session, user: UUID) -> None:
    place(session, user, is_active=False)


def disable_for_a_while(session: Session, user: UUID) -> None:
    disable(session, user)
    place(session, user, is_active=True)


def place(session: Session, user: UUID, *, is_active: bool, role: str = "staff") -> None:
    organization = ensure_first_organization(session)
    by = session.scalars(select(User.id).where(User.role == "admin")).one()
    change_member(session, organization_id=organization, by=by, user_id=user, role=role, is_active=is_active)


def another_role(session: Session, user: UUID) -> None:
    place(session, user, is_active=True, role="analyst")


def another_link(session: Session, user: UUID) -> None:
    make_link(session, user_id=user, lives=FORGOTTEN_LIVES, now=NOW)


def used_already(session: Session, user: UUID) -> None:
    token = make_link(session, user_id=user, lives=FORGOTTEN_LIVES, now=NOW)
    assert set_password_by_link(session, token=token, password=NEW, now=NOW)


SECOND = timedelta(seconds=1)
CASES = {
    "fresh": (nothing, FORGOTTEN_LIVES, SECOND, True),
    "just before its end": (nothing, FORGOTTEN_LIVES, FORGOTTEN_LIVES - SECOND, True),
    "a day later": (nothing, FORGOTTEN_LIVES, FORGOTTEN_LIVES, False),
    "an invitation after a day": (nothing, INVITATION_LIVES, FORGOTTEN_LIVES, True),
    "an invitation after a week": (nothing, INVITATION_LIVES, INVITATION_LIVES, False),
    "a password was set since": (same_password_again, FORGOTTEN_LIVES, SECOND, False),
    "a password was set by another link": (used_already, FORGOTTEN_LIVES, SECOND, False),
    "a password was set by hand": (by_hand(password_hash="another"), FORGOTTEN_LIVES, SECOND, False),
    "the account has another address": (by_hand(email="b@example.com"), FORGOTTEN_LIVES, SECOND, False),
    "the account was disabled": (disable, FORGOTTEN_LIVES, SECOND, False),
    "the account was disabled by hand": (by_hand(is_active=False), FORGOTTEN_LIVES, SECOND, False),
    "the account was disabled and let in again": (disable_for_a_while, FORGOTTEN_LIVES, SECOND, False),
    "another role": (another_role, FORGOTTEN_LIVES, SECOND, True),
    "another link was made since": (another_link, FORGOTTEN_LIVES, SECOND, True),
}


@pytest.mark.parametrize("case", CASES)
def test_what_a_link_is_worth(database: Database, ana: UUID, case: str) -> None:
    happens, lives, later, is_good = CASES[case]
    token = link_of(database, ana, lives)
    with database.transaction() as session:
        happens(session, ana)
    before = password_of(database) if case != "the account has another address" else None

    with database.transaction() as session:
        shown = owner_of_link(session, token, NOW + later)
        done = set_password_by_link(session, token=token, password=NEW, now=NOW + later)

    assert (shown is not None, done is not None) == (is_good, is_good)
    if is_good:
        assert is_password(NEW, password_of(database))
    elif before is not None:
        assert password_of(database) == before


@pytest.mark.parametrize("token", ["", "\x00", "ñ" * 50, "x" * 5000, "0" * 43])
def test_what_is_no_link(database: Database, ana: UUID, token: str) -> None:
    with database.transaction() as session:
        assert owner_of_link(session, token, NOW) is None
        assert set_password_by_link(session, token=token, password=NEW, now=NOW) is None


def test_a_link_is_good_once_and_its_use_is_on_record(database: Database, ana: UUID) -> None:
    token = link_of(database, ana)
    with database.transaction() as session:
        assert set_password_by_link(session, token=token, password=NEW, now=NOW)
    with database.transaction() as session:
        assert set_password_by_link(session, token=token, password="a third password", now=NOW) is None
        [noted] = session.scalars(select(SettingChange).where(SettingChange.subject == "password"))

    assert is_password(NEW, password_of(database))
    assert (noted.user_id, noted.after) == (ana, {"email": ANA})


def test_of_two_at_once_one_sets_the_password(database: Database, ana: UUID) -> None:
    """With two links of one account, so that nothing but the account itself can stop the second."""
    tokens = [link_of(database, ana) for _ in range(2)]
    begin, done = threading.Barrier(2), []

    def use(token: str) -> None:
        begin.wait(30)
        with database.transaction() as session:
            done.append(set_password_by_link(session, token=token, password=f"{NEW} {token}", now=NOW))

    threads = [threading.Thread(target=use, args=(token,)) for token in tokens]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(one is not None for one in done) == [False, True]


@pytest.mark.parametrize("password", ["short", "x" * 1025])
def test_a_password_that_is_refused_leaves_the_link_good(
    database: Database, ana: UUID, password: str
) -> None:
    token = link_of(database, ana)
    with pytest.raises(UserError), database.transaction() as session:
        set_password_by_link(session, token=token, password=password, now=NOW)

    with database.reading() as session:
        assert owner_of_link(session, token, NOW) is not None


def test_nothing_that_is_stored_leads_in(database: Database, ana: UUID) -> None:
    token = link_of(database, ana)
    with database.reading() as session:
        [kept] = session.scalars(select(PasswordLink))
        assert token not in (kept.digest, kept.account)
        assert owner_of_link(session, kept.digest, NOW) is None


def test_who_has_no_password_yet_cannot_sign_in_and_sets_one(database: Database, ana: UUID) -> None:
    with database.transaction() as session:
        organization = ensure_first_organization(session)
        pep = add_member(
            session, organization_id=organization, by=ana, email="pep@x.y", role="staff", password=None
        )
        found = member_of_email(session, "pep@x.y")
        assert found is not None
        assert not is_password("", found[1])
        token = make_link(session, user_id=pep, lives=INVITATION_LIVES, now=NOW)
        owner = owner_of_link(session, token, NOW)
        assert owner is not None
        assert owner.is_new
        assert set_password_by_link(session, token=token, password=NEW, now=NOW)
        found = member_of_email(session, "pep@x.y")

    assert found is not None
    assert is_password(NEW, found[1])


def test_a_mailbox_is_not_flooded(database: Database, ana: UUID) -> None:
    def enough(later: timedelta) -> bool:
        with database.transaction() as session:
            return had_enough_links(session, user_id=ana, now=NOW + later)

    for _ in range(MOST_IN_A_WHILE):
        assert not enough(SECOND)
        link_of(database, ana)
    assert enough(SECOND)
    assert not enough(WHILE)


def test_old_links_go(database: Database, ana: UUID) -> None:
    link_of(database, ana)
    with database.transaction() as session:
        make_link(session, user_id=ana, lives=FORGOTTEN_LIVES, now=NOW + FORGOTTEN_LIVES)
        assert len(session.scalars(select(PasswordLink)).all()) == 1


def test_nobody_gets_no_link(database: Database, ana: UUID) -> None:
    with database.transaction() as session:
        disable(session, ana)
    with pytest.raises(UserError):
        link_of(database, ana)
