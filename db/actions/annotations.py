"""Notes, tags and ratings of a call. Each change records an event for open pages. Callers must check that the call is theirs."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from db.actions.call_events import owner_of, record_call_event
from db.actions.changed_rows import changed_rows
from db.actions.limits import lock_limit
from db.models import CallNote, CallRating, CallTag, Conversation
from db.models.annotation import MAX_NOTE_CHARACTERS, MAX_TAG_CHARACTERS, RATINGS

MAX_TAGS = 20


class AnnotationError(Exception):
    """The annotation is invalid; `code` is for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class WordsGoneError(AnnotationError):
    """The period for which the words of the call were kept is over: nothing is written beside it any more."""

    def __init__(self) -> None:
        super().__init__("words_gone", "The words of this call were erased; nothing can be added.")


def note_text(text: str) -> str:
    kept = text.replace("\x00", "").strip()
    if not kept:
        raise AnnotationError("empty_note", "A note needs words.")
    if len(kept) > MAX_NOTE_CHARACTERS:
        raise AnnotationError("long_note", f"A note has at most {MAX_NOTE_CHARACTERS} characters.")
    return kept


def tag_word(tag: str) -> str:
    """The normalized tag: lower case, single spaces."""
    kept = re.sub(r"\s+", " ", tag.replace("\x00", "")).strip().lower()
    if not kept:
        raise AnnotationError("empty_tag", "A tag needs a word.")
    if len(kept) > MAX_TAG_CHARACTERS:
        raise AnnotationError("long_tag", f"A tag has at most {MAX_TAG_CHARACTERS} characters.")
    return kept


def add_note(session: Session, *, conversation_id: UUID, author_id: UUID, text: str) -> UUID:
    values = {"conversation_id": conversation_id, "author_id": author_id, "text": note_text(text)}
    refuse_without_words(session, conversation_id)
    note_id = session.scalars(insert(CallNote).values(values).returning(CallNote.id)).one()
    announce(session, conversation_id, "notes")
    return note_id


def edit_note(session: Session, *, conversation_id: UUID, note_id: UUID, author_id: UUID, text: str) -> bool:
    """False if that author has no such note."""
    theirs = (
        CallNote.id == note_id,
        CallNote.conversation_id == conversation_id,
        CallNote.author_id == author_id,
    )
    values = {"text": note_text(text), "edited_at": func.now()}
    return announced(session, conversation_id, "notes", update(CallNote).where(*theirs).values(values))


def delete_note(session: Session, *, conversation_id: UUID, note_id: UUID, author_id: UUID | None) -> bool:
    """Deletes a note of that author, or anybody's if no author is given."""
    wanted = [CallNote.id == note_id, CallNote.conversation_id == conversation_id]
    if author_id is not None:
        wanted.append(CallNote.author_id == author_id)
    return announced(session, conversation_id, "notes", delete(CallNote).where(*wanted))


def add_tag(session: Session, *, conversation_id: UUID, user_id: UUID, tag: str) -> str:
    """Returns the normalized tag. Idempotent."""
    word, owner = tag_word(tag), owner_of(session, conversation_id)
    refuse_without_words(session, conversation_id)
    lock_limit(session, "tags", owner)
    tags = session.scalars(select(CallTag.tag).where(CallTag.conversation_id == conversation_id)).all()
    if word not in tags and len(tags) >= MAX_TAGS:
        raise AnnotationError("many_tags", f"A call has at most {MAX_TAGS} tags.")
    values = {"conversation_id": conversation_id, "tag": word, "organization_id": owner, "added_by": user_id}
    announced(session, conversation_id, "tags", insert(CallTag).values(values).on_conflict_do_nothing())
    return word


def remove_tag(session: Session, *, conversation_id: UUID, tag: str) -> bool:
    wanted = (CallTag.conversation_id == conversation_id, CallTag.tag == tag_word(tag))
    return announced(session, conversation_id, "tags", delete(CallTag).where(*wanted))


def refuse_without_words(session: Session, conversation_id: UUID) -> None:
    """Waits for who takes the words of the call at this moment."""
    gone = select(Conversation.words_erased_at).where(Conversation.id == conversation_id)
    if session.scalar(gone.with_for_update(read=True, key_share=True)) is not None:
        raise WordsGoneError


def rate_call(session: Session, *, conversation_id: UUID, user_id: UUID, rating: str | None) -> None:
    """None removes the rating."""
    if rating is None:
        wanted = (CallRating.conversation_id == conversation_id, CallRating.user_id == user_id)
        announced(session, conversation_id, "rating", delete(CallRating).where(*wanted))
        return
    if rating not in RATINGS:
        raise AnnotationError("unknown_rating", f"A rating is one of {', '.join(RATINGS)}.")
    statement = insert(CallRating).values(conversation_id=conversation_id, user_id=user_id, rating=rating)
    changed = statement.on_conflict_do_update(
        index_elements=["conversation_id", "user_id"], set_={"rating": rating, "rated_at": func.now()}
    )
    announced(session, conversation_id, "rating", changed)


def announced(session: Session, conversation_id: UUID, what: str, statement: Any) -> bool:
    """Records the event only if the statement changed something; returns whether it did."""
    if changed_rows(session, statement) == 0:
        return False
    announce(session, conversation_id, what)
    return True


def announce(session: Session, conversation_id: UUID, what: str) -> None:
    record_call_event(session, conversation_id, "call.annotated", {"what": what})
