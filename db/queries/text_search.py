"""Full-text search in transcripts, in four languages and without accents, and by any part of a number or a plate."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, TextClause, any_, bindparam, func, select, text
from sqlalchemy.orm import Session

from db.models import CallFact, CallText
from db.plain_text import DROPPED, LANGUAGES, MIN_PART_CHARACTERS, OTHER, PART, plain

SIGNS = re.compile(r"[\W_]+")
PHRASE = re.compile(r'"([^"]+)"')
NOTHING = "''::tsquery"
MIN_PREFIX_CHARACTERS = 3  # letters of a word that may go on
MAX_TERMS = 12
COMMON = 10_000  # calls
ASKED, FEW_OF_ASKED = 1000, 4  # of the newest calls


def mentions(words: str, *, is_rare: bool, is_walked: bool = False) -> ColumnElement[bool]:
    """The condition that a call of `call_facts` mentions all of the words, or phrases in quotation marks, in any order.

    The planner guesses how often words are found, and a wrong guess reads every call. Of rare words all calls are found
    first; of common ones the newest calls are looked through. `is_walked` says that only the first few calls of an order are
    wanted: then the planner, which knows nothing of parts of numbers, is left no other way.
    """
    found = select(CallText.conversation_id).where(CallText.words.op("@@")(query_of(words)))
    if is_rare:
        return CallFact.conversation_id == any_(func.array(found.scalar_subquery()))
    if is_walked and part_in(words):
        return found.where(CallText.conversation_id == CallFact.conversation_id).offset(0).exists()
    return CallFact.conversation_id.in_(found)


def are_rare(session: Session, words: str, organization_id: UUID) -> bool:
    """Whether few calls have them. The planner's statistics name the common ones, whose list in the index alone is long to read; of
    the others it knows nothing, so the index is asked, and never the table. Of parts of numbers the newest calls say it."""
    if part := part_in(words):
        return is_rare_part(session, part, organization_id)
    if guessed(session, words) > COMMON:
        return False
    session.execute(text("SET LOCAL enable_seqscan = off"))
    some = select(CallText.conversation_id).where(CallText.words.op("@@")(query_of(words))).limit(COMMON)
    found = session.scalars(select(func.count()).select_from(some.subquery())).one()
    session.execute(text("SET LOCAL enable_seqscan = on"))
    return found < COMMON


def is_rare_part(session: Session, part: str, organization_id: UUID) -> bool:
    """Samples the numbers of the newest calls. Plates need not be sampled: four digits are about as frequent in both."""
    newest = (
        select(CallFact.phone_number)
        .where(CallFact.organization_id == organization_id)
        .order_by(CallFact.started_at.desc(), CallFact.conversation_id.desc())
        .limit(ASKED)
        .subquery()
    )
    having = select(func.count()).select_from(newest).where(newest.c.phone_number.contains(part))
    return session.scalars(having).one() <= FEW_OF_ASKED


def part_in(words: str) -> str | None:
    """The part of a number or plate, if the search is nothing else; otherwise None."""
    found = parts_or_words(words)
    is_part = len(found) == 1 and found[0][1].startswith(PART)
    return found[0][1].removeprefix(PART) if is_part else None


def guessed(session: Session, words: str) -> int:
    """The planner's estimate of the number of matching calls."""
    statement = select(CallText.conversation_id).where(CallText.words.op("@@")(query_of(words)))
    asked = statement.compile(dialect=session.get_bind().dialect)
    plan: list[dict[str, Any]] = (
        session.connection().exec_driver_sql(f"EXPLAIN (FORMAT JSON) {asked}", asked.params).scalar_one()
    )
    return int(plan[0]["Plan"]["Plan Rows"])


def query_of(words: str) -> TextClause:
    """The `tsquery`, folded to a constant by the planner, which then knows how rare it is."""
    terms = [phrase(part) for part in PHRASE.findall(words)]
    rest = PHRASE.sub(" ", words)
    terms = [*terms, *parts_or_words(rest)][:MAX_TERMS]
    numbered = [sql.replace(":word", f":word_{place}") for place, (sql, _) in enumerate(terms)]
    values: list[BindParameter[str]] = [
        bindparam(f"word_{place}", value, unique=True) for place, (_, value) in enumerate(terms)
    ]
    return text(f"({' && '.join(numbered) or NOTHING})").bindparams(*values)


Term = tuple[str, str]


def parts_or_words(rest: str) -> list[Term]:
    """Digits and plates are looked for whole, however they are spaced; words one by one."""
    rest = rest.lower().replace(DROPPED, "")
    compact = SIGNS.sub("", rest)
    if not compact:
        return []
    if compact.isdecimal():
        return [part_of(compact)] if len(compact) >= MIN_PART_CHARACTERS else [beginning(compact)]
    words = [word for word in SIGNS.split(rest) if word]
    if len(compact) >= MIN_PART_CHARACTERS and is_plate(compact):
        return [part_of(compact)]
    return [any_language(word) for word in words]


def is_plate(compact: str) -> bool:
    """Spanish plates, old and new, whole or cut: digits and a few letters."""
    return bool(re.fullmatch(r"[a-z]{0,2}\d{1,4}[a-z]{1,3}|[a-z]{1,2}\d{2,4}", compact)) and compact.isascii()


def part_of(compact: str) -> Term:
    return "(quote_literal(:word) || ':*')::tsquery", PART + compact


def beginning(word: str) -> Term:
    return f"to_tsquery('{OTHER}', quote_literal({plain(':word')}) || ':*')", word


def phrase(words: str) -> Term:
    queries = (f"phraseto_tsquery('{name}', {plain(':word')})" for name in LANGUAGES.values())
    return f"({' || '.join(queries)})", words


def any_language(word: str) -> Term:
    """In the stem of any of the languages, or as the beginning of a word. What one of them leaves out says nothing."""
    queries = [f"plainto_tsquery('{name}', {plain(':word')})" for name in LANGUAGES.values()]
    is_empty = " OR ".join(f"numnode({query}) = 0" for query in queries)
    if len(word) >= MIN_PREFIX_CHARACTERS:
        queries.append(beginning(word)[0])
    return f"(CASE WHEN {is_empty} THEN {NOTHING} ELSE {' || '.join(queries)} END)", word
