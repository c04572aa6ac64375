"""Speech acts: the agent's statements as opposed to questions, agreements as opposed to offers; where the caller states the request."""

from workers.analysis.memoization import cached_in_owner
from workers.analysis.patterns import Hit
from workers.analysis.reading import Reading
from workers.analysis.text import QUESTION, clause_end, clause_start

_LATE_TURNS = 8


def is_question(reading: Reading, hit: Hit) -> bool:
    """Its clause ends with a question mark."""
    words = reading.words[hit.turn]
    return words.has_question and words.breaks[clause_end(words, hit.last - 1) - 1] == QUESTION


def follows_offer(reading: Reading, hit: Hit) -> bool:
    """«Si quiere» precedes it in the same sentence."""
    start = clause_start(reading.words[hit.turn], hit.first)
    return any(start <= offer.first < hit.first for offer in reading.in_turn(hit.turn, "agent:offer"))


def in_offer(reading: Reading, hit: Hit) -> bool:
    """Its sentence contains «si quiere»."""
    words = reading.words[hit.turn]
    start, end = clause_start(words, hit.first), clause_end(words, hit.last - 1)
    return any(start <= offer.first < end for offer in reading.in_turn(hit.turn, "agent:offer"))


def accepted_after(reading: Reading, turn: int) -> bool:
    """The caller's next words begin with a yes."""
    following = turn + 1
    if following >= len(reading.words) or not reading.is_user(following):
        return False
    return any(hit.first <= 1 for hit in reading.in_turn(following, "caller:accept"))


def statements(reading: Reading, concept: str) -> list[Hit]:
    """Return the hits that are not questions."""
    hits = reading.hits_of(concept)
    return [hit for hit in hits if not is_question(reading, hit)] if hits else []


def last_statement(reading: Reading, concept: str) -> Hit | None:
    found = statements(reading, concept)
    return found[-1] if found else None


@cached_in_owner
def request_turn(reading: Reading) -> int:
    """The caller's first turn that states an intent or names a service."""
    turns = reading.user_turns()
    meaningful = (turn for turn in turns if reading.family(turn, "intent") or reading.family(turn, "service"))
    return next(meaningful, turns[0] if turns else 0)


@cached_in_owner
def agreed_slot(reading: Reading) -> Hit | None:
    """Return the day the agent names as agreed, «Miércoles a las diez, señor Bartolomé»: no question, no offer, near the end."""
    agent = reading.agent_turns()
    for turn in reversed(agent[-_LATE_TURNS:]):
        for day in reversed(reading.in_turn(turn, "both:day")):
            if _agreed(reading, day):
                return day
    return None


def _awaits_yes(reading: Reading, turn: int) -> bool:
    """The turn asks for confirmation, and no yes follows."""
    if not any(is_question(reading, hit) for hit in reading.in_turn(turn, "agent:confirm_question")):
        return False
    following = turn + 1
    if following >= len(reading.words) or not reading.is_user(following):
        return True
    refused = any(word in ("no", "nein", "not", "don") for word in reading.words[following].words[:5])
    return refused or not reading.says(following, "caller:accept")


def _agreed(reading: Reading, day: Hit) -> bool:
    words = reading.words[day.turn]
    start, end = clause_start(words, day.first), clause_end(words, day.last - 1)
    if words.breaks[end - 1] == QUESTION or day.turn < 4 or _awaits_yes(reading, day.turn):
        return False
    inside = [
        hit
        for concept in ("both:slot_words", "agent:callback", "agent:found_booking")
        for hit in reading.in_turn(day.turn, concept)
    ]
    if any(start <= hit.first < end for hit in inside):
        return False
    has_hour = any(start <= hit.first < end for hit in reading.in_turn(day.turn, "both:hour"))
    return has_hour or reading.says(day.turn, "agent:booked", "agent:changed")
