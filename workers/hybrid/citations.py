"""Checks that the words a model quotes occur in the turn it cites. Unproven claims are dropped and counted."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from workers.hybrid.injection import WITHHELD
from workers.llm.schema import CallAnalysis, Citation, Claim, FollowUp, Judgement

C = TypeVar("C", bound=Claim)
WORD = re.compile(r"[^\W_]+|\[[A-Z]+_\d+\]")
ELLIPSIS = re.compile(r"\.{3}|…")
MIN_QUOTE_WORDS = 2


@dataclass(slots=True)
class Proof:
    """Checks claims against what the model was given to read, and counts those that fail."""

    heard: Mapping[int, str]
    of_agent: frozenset[int] = frozenset()
    dropped: Counter[str] = field(default_factory=Counter)

    def proven(self, name: str, claims: Iterable[C]) -> list[C]:
        """The claims that keep at least one valid citation, without the invalid ones."""
        return [checked for claim in claims if (checked := self.checked(name, claim)) is not None]

    def checked(self, name: str, claim: C) -> C | None:
        true = [citation for citation in claim.citations if self.is_true(citation)]
        if not (true and self.suits(claim, true)) and not needs_no_proof(claim):
            self.dropped[name] += 1
            return None
        return claim.model_copy(update={"citations": true, **self.unproven_words(claim, true)})

    def unproven_words(self, claim: Claim, true: Sequence[Citation]) -> dict[str, str]:
        """What the claim says besides and its citations do not bear out, as empty texts: why something is `unknown`, and a time that is to be in
        words of the call.
        """
        if isinstance(claim, Judgement) and not true:
            return {"rationale": ""}
        if isinstance(claim, FollowUp) and not self.was_said(claim.due):
            return {"due": ""}
        return {}

    def was_said(self, text: str) -> bool:
        """Whether a turn has its words, in order."""
        parts = [[word] for word in words(text)]
        return any(in_order(words(turn), parts) for turn in self.heard.values())

    def suits(self, claim: Claim, true: Iterable[Citation]) -> bool:
        """Praise for the agent must be proven by the agent's own words: callers cannot declare it."""
        is_praise = isinstance(claim, Judgement) and claim.verdict == "success"
        return not is_praise or any(citation.turn in self.of_agent for citation in true)

    def is_true(self, citation: Citation) -> bool:
        said = words(self.heard.get(citation.turn, "").replace(WITHHELD, " "))
        parts = [words(part) for part in ELLIPSIS.split(citation.quote)]
        quoted = [part for part in parts if part]
        length = sum(len(part) for part in quoted)
        enough = length >= min(MIN_QUOTE_WORDS, len(said))
        return bool(quoted) and enough and in_order(said, quoted)


def needs_no_proof(claim: Claim) -> bool:
    return isinstance(claim, Judgement) and claim.verdict == "unknown"


def in_order(said: list[str], parts: list[list[str]]) -> bool:
    """Whether all parts occur in the turn, in order."""
    start = 0
    for part in parts:
        places = range(start, len(said) - len(part) + 1)
        found = next((place for place in places if said[place : place + len(part)] == part), None)
        if found is None:
            return False
        start = found + len(part)
    return True


def words(text: str) -> list[str]:
    """Words without accents, case and punctuation, which models tend to correct when quoting."""
    plain = unicodedata.normalize("NFKD", text)
    return WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold().upper())


def verify(
    answer: CallAnalysis, heard: Mapping[int, str], of_agent: frozenset[int] = frozenset()
) -> tuple[CallAnalysis, dict[str, int]]:
    """The answer reduced to proven claims, and the number of dropped ones by field. An unproven intent loses its rationale."""
    proof = Proof(heard, of_agent)
    lists = {name: proof.proven(name, value) for name, value in answer if isinstance(value, list)}
    unproven = answer.intent.model_copy(update={"citations": [], "rationale": ""})
    intent = proof.checked("intent", answer.intent) or unproven
    return answer.model_copy(update={**lists, "intent": intent}), dict(proof.dropped)
