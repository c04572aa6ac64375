"""`flask analyses budget …`: an organization's budget for AI analyses."""

from decimal import Decimal, InvalidOperation
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from pydantic import ValidationError

from db.actions.organizations import set_setting
from db.ai_budget import BUDGET_SETTING, MAX_EUR, BudgetRules
from db.database import Database


class Euros(click.ParamType[Decimal]):
    name = "euros"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        try:
            return Decimal(str(value))
        except InvalidOperation:
            self.fail(f"{value!r} is no amount such as 5 or 2.50", param, ctx)


@click.command("budget")
@click.argument("slug", default="autobox")
@click.option("--day", type=Euros(), help="Maximum in euros per day.")
@click.option("--month", type=Euros(), help="Maximum in euros per calendar month.")
@with_appcontext
def budget(slug: str, day: Decimal | None, month: Decimal | None) -> None:
    """Set the budget for AI analyses of the organization SLUG; without options, the server's default.

    AI_DAILY_BUDGET_EUR and AI_MONTHLY_BUDGET_EUR remain the maximum if they are set.
    """
    try:
        rules = BudgetRules(day_eur=day, month_eur=month)
    except ValidationError as error:
        raise click.ClickException(
            f"a budget is an amount from 0 to {MAX_EUR}, with cents at most"
        ) from error
    value = rules.model_dump(mode="json", exclude_none=True) or None
    database: Database = current_app.extensions["database"]
    with database.transaction() as session:
        if not set_setting(session, slug=slug, name=BUDGET_SETTING, value=value):
            raise click.ClickException(f"there is no organization {slug}")
    said = [
        f"{amount} EUR a {period}"
        for period, amount in (("day", day), ("month", month))
        if amount is not None
    ]
    click.echo(f"{slug}: {', '.join(said) or 'as the server is configured'}")
