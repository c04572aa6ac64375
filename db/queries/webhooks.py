"""Webhook endpoints, deliveries and their health, for the sender and for administrators. Rows, not frames: there are few."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import exists, func, select, tuple_
from sqlalchemy.orm import Session

from db.actions.events import as_event
from db.channel import Event
from db.models import Organization, RealTimeEvent, WebhookCursor, WebhookDelivery, WebhookEndpoint
from db.webhooks.kinds import OUTWARD

LATELY = timedelta(hours=24)
MAX_RETRY_PERIOD = timedelta(days=11)  # if a receiver answers every attempt with a `Retry-After` of a day


@dataclass(frozen=True, slots=True)
class Subscription:
    """An enabled endpoint: its event types, privacy settings, and its organization's time zone and sector."""

    endpoint_id: UUID
    organization_id: UUID
    event_types: tuple[str, ...]
    with_words: bool
    is_masked: bool
    timezone: str
    sector: str
    since: datetime
    is_chat: bool = False


def has_endpoints(session: Session) -> bool:
    return bool(session.scalar(select(exists().where(WebhookEndpoint.disabled_at.is_(None)))))


def subscriptions(session: Session) -> list[Subscription]:
    statement = (
        select(WebhookEndpoint, Organization.timezone, Organization.sector)
        .join(Organization, Organization.id == WebhookEndpoint.organization_id)
        .where(WebhookEndpoint.disabled_at.is_(None))
        .order_by(WebhookEndpoint.created_at)
    )
    return [
        Subscription(
            row.id,
            row.organization_id,
            tuple(row.event_types),
            row.with_words,
            row.is_masked,
            timezone,
            sector,
            row.created_at,
            row.is_chat,
        )
        for row, timezone, sector in session.execute(statement)
    ]


def outward_events(session: Session, *, after: int, until: int, limit: int) -> list[Event]:
    """Events of types that webhooks can send, oldest first."""
    statement = (
        select(RealTimeEvent)
        .where(RealTimeEvent.id > after, RealTimeEvent.id <= until, RealTimeEvent.event_type.in_(OUTWARD))
        .order_by(RealTimeEvent.id)
        .limit(limit)
    )
    return [as_event(row) for row in session.scalars(statement)]


def endpoints_of(session: Session, organization_id: UUID) -> list[WebhookEndpoint]:
    """Without the chat, which has no signing secret and no log of its own."""
    theirs = (WebhookEndpoint.organization_id == organization_id, ~WebhookEndpoint.is_chat)
    statement = select(WebhookEndpoint).where(*theirs)
    return list(session.scalars(statement.order_by(WebhookEndpoint.created_at, WebhookEndpoint.id)))


def endpoint_of(session: Session, organization_id: UUID, endpoint_id: UUID) -> WebhookEndpoint | None:
    theirs = (
        WebhookEndpoint.id == endpoint_id,
        WebhookEndpoint.organization_id == organization_id,
        ~WebhookEndpoint.is_chat,
    )
    return session.scalars(select(WebhookEndpoint).where(*theirs)).one_or_none()


@dataclass(frozen=True, slots=True)
class LogPosition:
    """The last delivery of a page of the log; newest first."""

    created_at: datetime
    id: UUID


def deliveries_of(
    session: Session,
    endpoint_id: UUID,
    *,
    states: tuple[str, ...] = (),
    after: LogPosition | None = None,
    limit: int,
) -> list[WebhookDelivery]:
    """Newest first."""
    order = WebhookDelivery.created_at.desc(), WebhookDelivery.id.desc()
    statement = select(WebhookDelivery).where(WebhookDelivery.endpoint_id == endpoint_id).order_by(*order)
    if states:
        statement = statement.where(WebhookDelivery.state.in_(states))
    if after is not None:
        place = tuple_(WebhookDelivery.created_at, WebhookDelivery.id)
        statement = statement.where(place < tuple_(after.created_at, after.id))
    return list(session.scalars(statement.limit(limit)))


def delivery_of(session: Session, endpoint_id: UUID, delivery_id: UUID) -> WebhookDelivery | None:
    theirs = (WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint_id)
    return session.scalars(select(WebhookDelivery).where(*theirs)).one_or_none()


def states_of(session: Session, endpoint_ids: list[UUID]) -> dict[UUID, dict[str, int]]:
    """Numbers of deliveries by endpoint and state."""
    found: dict[UUID, dict[str, int]] = {one: {} for one in endpoint_ids}
    counted = select(WebhookDelivery.endpoint_id, WebhookDelivery.state, func.count())
    counted = counted.where(WebhookDelivery.endpoint_id.in_(endpoint_ids))
    for endpoint_id, state, count in session.execute(
        counted.group_by(WebhookDelivery.endpoint_id, WebhookDelivery.state)
    ):
        found[endpoint_id][state] = count
    return found


@dataclass(frozen=True, slots=True)
class WebhookHealth:
    """Of an organization: endpoints, those `stopped` automatically, waiting deliveries, and those given up in the last day."""

    endpoints: int
    stopped: int
    waiting: int
    lost: int


def webhook_health(session: Session, *, organization_id: UUID, now: datetime) -> WebhookHealth:
    lately = now - LATELY
    is_waiting = WebhookDelivery.next_attempt_at.is_not(None)
    ended_at = func.coalesce(WebhookDelivery.last_attempt_at, WebhookDelivery.created_at)
    is_lost = (WebhookDelivery.state == "given_up") & (ended_at >= lately)
    is_stopped = WebhookEndpoint.disabled_at.is_not(None) & (WebhookEndpoint.disabled_why != "person")
    is_new = is_waiting | (WebhookDelivery.created_at >= lately - MAX_RETRY_PERIOD)
    endpoints = func.count(WebhookEndpoint.id.distinct())
    statement = (
        select(
            endpoints,
            endpoints.filter(is_stopped),
            func.count(WebhookDelivery.id).filter(is_waiting),
            func.count(WebhookDelivery.id).filter(is_lost),
        )
        .outerjoin(WebhookDelivery, (WebhookDelivery.endpoint_id == WebhookEndpoint.id) & is_new)
        .where(WebhookEndpoint.organization_id == organization_id)
    )
    return WebhookHealth(*session.execute(statement).one())


def overdue_deliveries(session: Session, *, by: timedelta) -> int:
    """Number of deliveries overdue by that time: the sender does not run."""
    late = WebhookDelivery.next_attempt_at < func.now() - by
    is_open = WebhookEndpoint.disabled_at.is_(None)
    statement = select(func.count()).select_from(WebhookDelivery)
    joined = statement.join(WebhookEndpoint, WebhookEndpoint.id == WebhookDelivery.endpoint_id)
    return session.scalars(joined.where(late, is_open)).one()


def unread_events(session: Session, *, by: timedelta) -> int:
    """Number of events older than that without deliveries, although there is an enabled endpoint."""
    if not has_endpoints(session):
        return 0
    cursor = select(func.coalesce(func.max(WebhookCursor.event_id), 0)).scalar_subquery()
    late = RealTimeEvent.created_at < func.now() - by
    wanted = RealTimeEvent.event_type.in_(OUTWARD)
    statement = select(func.count()).select_from(RealTimeEvent)
    return session.scalars(statement.where(RealTimeEvent.id > cursor, late, wanted)).one()
