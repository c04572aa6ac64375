"""Which ended calls left a need open and which served their caller: the basis of follow-ups."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Integer, and_, case, false, func, null, or_, select

from db.models import Conversation, Organization
from db.queries.metrics.parts import NO_NEED, UNMET
from db.queries.readings import INTENT, OF_CALL, OUTCOME, URGENCY, Reading

HELPED = (
    "appointment_booked",
    "appointment_changed",
    "appointment_cancelled",
    "information_given",
    "transferred_to_human",
)

# The agent could not be reached although the caller's stream had begun: `is_answered` of `call_facts` leaves these calls out too.
WAS_UNHEARD = Conversation.elevenlabs_conversation_id.is_(None) & (
    (func.coalesce(Conversation.end_reason, "") == "agent_unreachable")
    | (func.coalesce(Conversation.facts["forward_reason"].astext, "") == "agent_unreachable")
)
is_missed = (Conversation.answered_at.is_(None) | WAS_UNHEARD) & (Conversation.direction == "inbound")
is_unmet = OUTCOME.in_(UNMET) & ~INTENT.in_(NO_NEED)
# The caller expects an answer, regardless of the conversation before.
LEFT_MESSAGE = Conversation.facts.has_key("voicemail")
# The agent confirmed something, but its tool failed or did something else, and the caller does not know.
IS_BROKEN = func.coalesce(Reading.results["broken_promises"].astext.cast(Integer), 0) > 0
KIND: ColumnElement[str | None] = case(
    (LEFT_MESSAGE & URGENCY.in_(("critical", "high")), "urgent"),
    (LEFT_MESSAGE, "callback"),
    (is_missed, "missed"),
    (IS_BROKEN, "promise"),
    (~is_unmet | OUTCOME.is_(None), null()),
    (URGENCY.in_(("critical", "high")), "urgent"),
    (INTENT == "complaint", "complaint"),
    (OUTCOME == "callback_promised", "callback"),
    (OUTCOME == "abandoned", "abandoned"),
    else_="unresolved",
)
RANK: ColumnElement[int] = case(
    (URGENCY == "critical", 0),
    (URGENCY == "high", 1),
    ((INTENT == "complaint") | IS_BROKEN, 2),
    ((OUTCOME == "callback_promised") | LEFT_MESSAGE, 3),
    (is_missed, 4),
    (INTENT.startswith("book_", autoescape=True) | (INTENT == "change_appointment"), 5),
    else_=6,
)
# A call that a person took counts as served, regardless of the analysis of the part before, and of what it was forwarded for.
WAS_TAKEN = (Conversation.end_reason == "transferred") | (
    func.coalesce(Conversation.facts["forward_answered"].astext, "") == "true"
)
IS_SERVED = (
    ~LEFT_MESSAGE & ~IS_BROKEN & (OUTCOME.in_(HELPED) | (WAS_TAKEN & (Conversation.status == "completed")))
)
IS_CALLABLE = Conversation.phone_number.like("+%")


def ended_calls(*, organization_id: UUID, since: datetime, conversation_id: UUID | None = None) -> CTE:
    """Ended calls except tests, each with its open need, if any; only those of one call's number if it is given. Calls of the
    staff need nothing: what was opened before their number was known as such is withdrawn.
    """
    wanted = [
        Conversation.organization_id == organization_id,
        Conversation.started_at >= since,
        Conversation.ended_at.is_not(None),
        ~Conversation.is_test,
    ]
    if conversation_id is not None:
        number = select(Conversation.phone_number).where(Conversation.id == conversation_id).scalar_subquery()
        wanted.append(
            or_(Conversation.id == conversation_id, and_(IS_CALLABLE, Conversation.phone_number == number))
        )
    is_staff = of_staff(organization_id)
    kind = case((IS_SERVED.is_(True) | is_staff, null()), else_=KIND)
    return (
        select(
            Conversation.id,
            Conversation.organization_id,
            Conversation.started_at,
            Conversation.ended_at,
            case((IS_CALLABLE, Conversation.phone_number), else_=null()).label("phone_number"),
            kind.label("kind"),
            RANK.label("rank"),
            IS_SERVED.is_(True).label("is_served"),
            (is_missed | LEFT_MESSAGE | Reading.id.is_not(None) | is_staff).label("is_known"),
        )
        .outerjoin(Reading, OF_CALL)
        .where(*wanted)
        .cte("ended_calls")
    )


def of_staff(organization_id: UUID) -> ColumnElement[bool]:
    """Asked of the settings, not of `call_facts`, which are derived after what a call needs."""
    numbers = select(Organization.settings["staff_numbers"]).where(Organization.id == organization_id)
    return func.coalesce(func.jsonb_exists(numbers.scalar_subquery(), Conversation.phone_number), false())
