"""The life of a dictated value: captured, read back, confirmed or corrected, turn by turn."""

from dataclasses import dataclass, field

from workers.analysis.findings import EntityFinding, EntityState, Evidence
from workers.analysis.reading import Reading

_CONFIDENCE: dict[EntityState, float] = {
    "captured": 0.75,
    "read_back": 0.88,
    "confirmed": 0.97,
    "corrected": 0.9,
}
_LOOK_ALIKE = str.maketrans("OI", "01")
"""«one eight O»: a letter or a digit? The agent's transcription decides."""


@dataclass(frozen=True, slots=True)
class SpokenValue:
    """A whole value, or (``value`` None) a fragment of one, said in a turn; ``before`` proves what earlier turns said of it.

    A doubtful one was corrected as it was said; how the agent reads it decides.
    """

    turn: int
    value: str | None
    raw: str
    evidence: Evidence
    before: tuple[Evidence, ...] = ()
    doubtful: bool = False


def are_alike(one: str, other: str) -> bool:
    """Tell whether two readings of a value begin with the same half."""
    half = min(len(one), len(other)) // 2
    return one[:half] == other[:half]


@dataclass(slots=True)
class Dictation:
    """The state of a dictated value over the turns."""

    reading: Reading
    value: str | None = None
    raw: str = ""
    state: EntityState = "captured"
    refused: str | None = None
    evidence: list[Evidence] = field(default_factory=list)
    doubtful: bool = False
    heard: SpokenValue | None = None
    """What the caller last said in one piece and without a slip."""

    def take(self, spoken: SpokenValue) -> None:
        if self.reading.is_user(spoken.turn):
            self._from_caller(spoken)
        else:
            self._from_agent(spoken)

    def _from_caller(self, spoken: SpokenValue) -> None:
        if spoken.value is None:
            if self.refused is not None or self.value is not None:
                self.refused = self.refused or self.value
                self.evidence.append(spoken.evidence)
            return
        if (self.value is not None and self.value != spoken.value) or (
            self.refused is not None and self.value == spoken.value
        ):
            self.state = "corrected"
        self.value, self.raw, self.refused = spoken.value, spoken.raw, None
        self.doubtful = spoken.doubtful
        if not spoken.doubtful:
            self.heard = spoken
        self.evidence += (*spoken.before, spoken.evidence)

    def insist(self, letters: str, evidence: Evidence) -> bool:
        """The caller names letters of what they said that are missing from the agent's second reading of it."""
        said = self.heard
        if said is None or self.value is None or set(letters) <= set(self.value):
            return False
        if said.value is None or not set(letters) <= set(said.value):
            return False
        self.value, self.raw, self.state, self.refused = said.value, said.raw, "corrected", None
        self.evidence.append(evidence)
        return True

    def _from_agent(self, spoken: SpokenValue) -> None:
        if spoken.value is None:
            return
        if self.value is None:
            self.value, self.raw, self.state = spoken.value, spoken.raw, "read_back"
            self.doubtful = True  # never heard from the caller
            self.evidence.append(spoken.evidence)
        elif spoken.value.translate(_LOOK_ALIKE) == self.value.translate(_LOOK_ALIKE):
            self.value = spoken.value
            self._read_back(spoken)
        elif (self.refused is not None and spoken.value != self.refused) or (
            self.doubtful and are_alike(spoken.value, self.value)
        ):
            self.value, self.raw, self.state, self.refused = spoken.value, spoken.raw, "corrected", None
            self.evidence.append(spoken.evidence)
        else:
            self.refused = spoken.value
            self.evidence.append(spoken.evidence)

    def _read_back(self, spoken: SpokenValue) -> None:
        self.evidence.append(spoken.evidence)
        self.refused = None
        if self.state != "corrected":
            self.state = "confirmed" if self._accepted_after(spoken.turn) else "read_back"

    def _accepted_after(self, turn: int) -> bool:
        following = turn + 1
        while following < len(self.reading.words) and not self.reading.is_user(following):
            following += 1
        if following >= len(self.reading.words) or not self.reading.words[following].words:
            return False
        return self.reading.words[following].words[0] not in ("no", "nein", "nee")

    def finding(self) -> EntityFinding | None:
        if self.value is None:
            return None
        return EntityFinding(self.value, self.raw, self.state, _CONFIDENCE[self.state], tuple(self.evidence))
