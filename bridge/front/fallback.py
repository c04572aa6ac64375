"""What happens to a caller whom the agent cannot serve: a person is called, the agent tries again, voicemail, or a short message. Pure."""

from enum import StrEnum

from db.telephone.rules import TelephoneRules


class Fallback(StrEnum):
    RING = "ring"
    AGENT = "agent"
    VOICEMAIL = "voicemail"
    MESSAGE = "message"


def instead_of_agent(rules: TelephoneRules, *, has_mobile: bool, is_open: bool, has_rung: bool) -> Fallback:
    """A person's telephone is called at most once per call."""
    if has_rung:
        return _recorder(rules)
    if not has_mobile:
        return Fallback.VOICEMAIL if rules.unanswered == "voicemail" else Fallback.MESSAGE
    return Fallback.RING if is_open else Fallback(rules.closed)


def after_no_answer(rules: TelephoneRules, reason: str) -> Fallback:
    """Back to the agent only if it was working: after a transfer by the agent or by our staff."""
    if rules.unanswered == "agent" and reason == "transferred":
        return Fallback.AGENT
    return _recorder(rules)


def _recorder(rules: TelephoneRules) -> Fallback:
    return Fallback.MESSAGE if rules.unanswered == "message" else Fallback.VOICEMAIL


def can_transfer(rules: TelephoneRules, *, has_mobile: bool, is_open: bool) -> bool:
    """Whether the agent may promise a person. Voicemail is not one, and the agent takes messages better."""
    return has_mobile and (is_open or rules.closed == "ring")
