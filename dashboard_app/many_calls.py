"""Bulk actions on calls, for page and API, with a uniform answer."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from flask import current_app
from pydantic import Field

from dashboard_app.access.members import member
from dashboard_app.api.body import Closed
from dashboard_app.errors import ApiError
from dashboard_app.filters import MAX_CALL_IDS
from dashboard_app.viewer import database
from db.actions import many_calls
from db.actions.annotations import AnnotationError
from db.actions.follow_ups import MAX_NOTE_CHARACTERS
from db.actions.many_calls import Outcome
from db.rendering import money
from workers.estimating import is_within
from workers.estimating_many import WantedEstimate
from workers.queue import Estimate, estimate_ai_analyses, start_ai_analysis
from workers.starting_many import start_each

Answer = dict[str, Any]


class Order(Closed):
    """`tag` is for tags; `assigned_to` and `note` are for follow-ups."""

    action: str
    ids: list[UUID] = Field(min_length=1, max_length=MAX_CALL_IDS)
    tag: str = ""
    assigned_to: UUID | None = None
    note: str = Field("", max_length=MAX_NOTE_CHARACTERS)


def carry_out(order: Order) -> Answer:
    """Raises ApiError 422 if nothing of it can be done."""
    act = ACTIONS.get(order.action)
    if act is None:
        raise ApiError(422, "unknown_action", f"The action must be one of {', '.join(ACTIONS)}.")
    order = order.model_copy(update={"ids": list(dict.fromkeys(order.ids))})
    try:
        return {"action": order.action, **act(order)}
    except AnnotationError as error:
        raise ApiError(422, error.code, str(error)) from error
    except ValueError as error:
        raise ApiError(422, "unknown_colleague", str(error)) from error


def writing(
    act: Callable[..., Outcome], *, by: bool = True, takes: tuple[str, ...] = ()
) -> Callable[[Order], Answer]:
    """Wraps a database action as one returning an answer; with `by`, the action records who did it."""

    def carried(order: Order) -> Answer:
        who = member()
        more: dict[str, Any] = {"user_id": who.id} if by else {}
        more |= {name: getattr(order, name) for name in takes}
        with database().transaction() as session:
            outcome = act(session, organization_id=who.organization_id, ids=order.ids, **more)
        return answered(outcome.done, outcome.refused, changed=outcome.changed, unchanged=outcome.unchanged)

    return carried


def answered(done: list[UUID], refused: Mapping[str, list[UUID]], **more: Any) -> Answer:
    lists = {name: [str(one) for one in ids] for name, ids in more.items() if isinstance(ids, list)}
    rest = {name: value for name, value in more.items() if name not in lists}
    told = [{"id": str(one), "code": code} for code, ids in refused.items() for one in ids]
    return {
        "done": [str(one) for one in done],
        "changed": [],
        "unchanged": [],
        **lists,
        "refused": told,
        **rest,
    }


def estimate(order: Order) -> Answer:
    who = member()
    own, refused = own_ids(order)
    found = estimate_ai_analyses(
        database(),
        own,
        organization_id=who.organization_id,
        timezone=who.timezone,
        settings=current_app.extensions["worker_settings"],
    )
    return answered(found.able, {**refused, **found.refused}, **prices(found))


def prices(found: Estimate | WantedEstimate) -> Answer:
    """Prices of single and batch analyses. A self-hosted server may lack a Batch API: then each call is analysed singly, at full price."""
    settings = current_app.extensions["worker_settings"]
    return {
        "cost_eur": money(found.amount_eur),
        "is_within_budget": is_within(found.left_eur, found.amount_eur),
        "batch_cost_eur": money(found.batch_eur),
        "is_batch_within_budget": is_within(found.left_eur, found.batch_eur),
        "may_lack_batch": bool(settings.openai_base_url) and not settings.is_simulated,
        "left_eur": {period: money(left) for period, left in found.left_eur.items()},
    }


def analyse(order: Order) -> Answer:
    """Each call is checked against the remaining budget; once it is exhausted, so is it for the rest."""
    own, refused = own_ids(order)
    start = partial(
        start_ai_analysis,
        database(),
        current_app.extensions["job_queue"],
        settings=current_app.extensions["worker_settings"],
    )
    begun = start_each(start, own)
    for code, calls in begun.refused.items():
        refused.setdefault(code, []).extend(calls)
    return answered(begun.started, refused)


def own_ids(order: Order) -> tuple[list[UUID], dict[str, list[UUID]]]:
    outcome = Outcome()
    with database().reading() as session:
        own = many_calls.own_calls(session, member().organization_id, order.ids, outcome)
    return own, outcome.refused


ACTIONS: dict[str, Callable[[Order], Answer]] = {
    "tag": writing(many_calls.tag_calls, takes=("tag",)),
    "untag": writing(many_calls.untag_calls, by=False, takes=("tag",)),
    "check": writing(many_calls.check_calls),
    "uncheck": writing(many_calls.uncheck_calls, by=False),
    "follow_up": writing(many_calls.ask_follow_ups, by=False, takes=("assigned_to", "note")),
    "dismiss_follow_up": writing(many_calls.dismiss_asked),
    "estimate": estimate,
    "analyse": analyse,
}
