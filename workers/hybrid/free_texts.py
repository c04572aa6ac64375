"""What a model writes in words of its own: made harmless, bounded, and without figures and addresses that nobody said. Pure.

Citations prove that words were said, not that the text beside them follows from those words: a model that obeyed an order could cite the
order itself. So nothing stays in a text that somebody would act upon and that does not come from the call.
"""

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

from workers.hybrid.unsaid import Said
from workers.llm.schema import CallAnalysis

FREE = frozenset({"text", "caller_text", "rationale", "due"})
MOST_CHARACTERS = 800
MOST_CLAIMS = 30
"""In each list of an answer; of honest ones the longest have a dozen."""
MOST_CITATIONS = 8
HARMLESS = {"<": "‹", ">": "›", "`": "'"}
HIDDEN = frozenset({"Cf", "Cs", "Co", "Cn"})
GAPS = frozenset({"Cc", "Zl", "Zp", "Zs"})
MOST_MARKS = 2
"""Over one letter; more of them cover the lines around."""


def harmless(text: str) -> str:
    """One line of visible characters, without marks of HTML and without the links of Markdown."""
    kept, marks = list[str](), 0
    for letter in unicodedata.normalize("NFC", "".join(map(unfolded, text))):
        category = unicodedata.category(letter)
        marks = marks + 1 if category == "Mn" else 0
        if category in HIDDEN or marks > MOST_MARKS or "\ufe00" <= letter <= "\ufe0f":
            continue
        kept.append(" " if category in GAPS else HARMLESS.get(letter, letter))
    return " ".join("".join(kept).replace("](", "] (").split())


def unfolded(letter: str) -> str:
    """Letters and digits in place of their full-width, circled or mathematical forms, which read alike and match no pattern."""
    return letter if letter < "\u2000" or letter == "…" else unicodedata.normalize("NFKC", letter)


def bound(answer: CallAnalysis, said: Said) -> tuple[CallAnalysis, dict[str, int], dict[str, int]]:
    """The answer, with how many of its texts had something that nobody said, and how many claims were too many, by part."""
    unsaid, surplus, plain = Counter[str](), Counter[str](), dict[str, Any]()
    for name, value in answer.model_dump().items():
        claims = value if isinstance(value, list) else [value]
        surplus[name] += len(claims[MOST_CLAIMS:])
        kept = [bounded(claim, name, said, unsaid) for claim in claims[:MOST_CLAIMS]]
        plain[name] = kept if isinstance(value, list) else kept[0]
    return CallAnalysis.model_validate(plain), +unsaid, +surplus


def bounded(claim: Mapping[str, Any], part: str, said: Said, unsaid: Counter[str]) -> dict[str, Any]:
    free = FREE | {"value"} if part == "entities" else FREE

    def text(written: str) -> str:
        kept, count = said.without_unsaid(shortened(harmless(written)))
        unsaid[part] += bool(count)
        return kept

    texts = {name: text(value) for name, value in claim.items() if name in free}
    return {**claim, **texts, "citations": cited(claim["citations"])}


def shortened(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"


def cited(citations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each once."""
    quotes = [{**one, "quote": harmless(one["quote"])[:MOST_CHARACTERS]} for one in citations]
    return list({(one["turn"], one["quote"]): one for one in quotes}.values())[:MOST_CITATIONS]
