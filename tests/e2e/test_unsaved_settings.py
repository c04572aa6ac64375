"""Whoever leaves the settings with changes that are not saved is asked first; a session that ends does not take them away."""

import re

from playwright.sync_api import Browser, Dialog, Page, expect
from sqlalchemy import select

from db.actions.founding import create_organization
from db.actions.users import create_user
from db.database import Database
from db.models import Organization
from tests.e2e.conftest import SITE_PASSWORD, opened
from tests.e2e.test_pages import LIVE


def test_leaving_changes_that_are_not_saved_is_asked(desk_page: Page) -> None:
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    desk_page.on("dialog", stay)
    desk_page.goto("/settings")
    expect(desk_page.locator(LIVE)).to_be_attached()
    desk_page.wait_for_load_state("networkidle")
    form = desk_page.locator("section", has=desk_page.locator(".of-organization")).last
    field = form.locator(".of-organization input[type=text]").first
    field.fill("Taller de prueba")
    away = desk_page.locator(".sidebar .nav-item[href='/today']")
    with desk_page.expect_event("dialog"):
        away.click()
    expect(field).to_have_value("Taller de prueba")

    form.get_by_role("button", name="Guardar").click()
    expect(form.get_by_role("status")).to_contain_text("Guardado")
    away.click()
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Hoy")
    assert asked == ["beforeunload"]


def test_the_way_back_from_changes_that_are_not_saved_is_asked(desk_page: Page) -> None:
    answers = ["dismiss", "accept"]
    asked: list[str] = []

    def reply(dialog: Dialog) -> None:
        asked.append(dialog.message)
        getattr(dialog, answers.pop(0))()

    desk_page.on("dialog", reply)
    desk_page.goto("/today")
    desk_page.locator(".sidebar .nav-item[href='/settings']").click()
    field = desk_page.locator(".of-organization input[type=text]").first
    field.fill("Taller de prueba")
    with desk_page.expect_event("dialog"):
        desk_page.evaluate("history.back()")
    expect(desk_page).to_have_url(re.compile("/settings$"))
    expect(field).to_have_value("Taller de prueba")

    with desk_page.expect_event("dialog"):
        desk_page.evaluate("history.back()")
    expect(desk_page).to_have_url(re.compile("/today$"))
    expect(desk_page.get_by_role("heading", level=1)).to_have_text("Hoy")
    assert asked == ["Hay cambios sin guardar. ¿Salir sin guardarlos?"] * 2


def test_a_session_that_ends_leaves_the_changes(browser: Browser, site: str) -> None:
    context = opened(browser, site)
    context.set_default_timeout(90_000)
    page = context.new_page()
    page.goto("/settings")
    expect(page.locator(LIVE)).to_be_attached()
    page.wait_for_load_state("networkidle")
    form = page.locator("section", has=page.locator(".of-organization")).last
    field, save = (
        form.locator(".of-organization input[type=text]").first,
        form.get_by_role("button", name="Guardar"),
    )
    field.fill("Taller de prueba")
    session = context.cookies()
    context.clear_cookies()
    save.click()
    way = page.locator(".toast-place").get_by_role("link", name="Iniciar sesión en otra pestaña")
    expect(way).to_have_attribute("href", "/login?next=%2Fsettings")
    expect(field).to_have_value("Taller de prueba")

    context.add_cookies(session)  # type: ignore[arg-type]  # as they were given
    save.click()
    expect(form.get_by_role("status")).to_contain_text("Guardado")
    expect(way).to_have_count(0)
    context.close()


def test_changes_are_not_kept_for_who_signed_in_meanwhile(
    browser: Browser, site: str, database: Database
) -> None:
    with database.transaction() as session:
        clinic = create_organization(
            session,
            slug="clinic",
            name="Clínica",
            sector="dental-clinic",
            timezone="Europe/Madrid",
            language="es",
        )
        create_user(
            session, email="c@example.com", role="admin", password=SITE_PASSWORD, organization_id=clinic
        )
    context = opened(browser, site)
    page = context.new_page()
    page.goto("/settings")
    expect(page.locator(LIVE)).to_be_attached()
    page.wait_for_load_state("networkidle")
    form = page.locator("section", has=page.locator(".of-organization")).last
    form.locator(".of-organization input[type=text]").first.fill("Taller de prueba")
    context.request.post("/login", form={"email": "c@example.com", "password": SITE_PASSWORD})
    form.get_by_role("button", name="Guardar").click()
    expect(
        page.locator(".toast-place").get_by_role("link", name="Iniciar sesión en otra pestaña")
    ).to_be_visible()

    with database.reading() as session:
        assert "Taller de prueba" not in session.scalars(select(Organization.name)).all()
    context.close()
