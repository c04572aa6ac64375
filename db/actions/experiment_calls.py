"""Calls that take part in an experiment."""

from uuid import UUID

from sqlalchemy import literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.calls import add_facts
from db.models import Conversation, Experiment, ExperimentCall


def join_experiment(
    session: Session, *, conversation_id: UUID, experiment_id: UUID, side: str, is_known_number: bool
) -> None:
    """Once per call. A caller without a number is a new one each time, as they are for the choice. A call or an experiment that is
    gone, or of different organizations, is none.
    """
    call = session.get(Conversation, conversation_id)
    found = session.get(Experiment, experiment_id)
    if call is None or found is None or call.organization_id != found.organization_id:
        return
    row = {
        "conversation_id": conversation_id,
        "experiment_id": experiment_id,
        "organization_id": call.organization_id,
        "side": side,
        "is_first": not (is_known_number and _has_called(session, experiment_id, call)),
    }
    joined = insert(ExperimentCall).values(row).on_conflict_do_nothing()
    if session.scalar(joined.returning(literal(1))):
        add_facts(
            session,
            conversation_id=conversation_id,
            facts={"experiment": {"id": str(experiment_id), "side": side}},
        )


def _has_called(session: Session, experiment_id: UUID, call: Conversation) -> bool:
    earlier = (
        select(ExperimentCall.conversation_id)
        .join(Conversation, Conversation.id == ExperimentCall.conversation_id)
        .where(ExperimentCall.experiment_id == experiment_id, ExperimentCall.conversation_id != call.id)
        .where(Conversation.phone_number == call.phone_number)
    )
    return session.scalar(earlier.limit(1)) is not None
