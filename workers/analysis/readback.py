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
class Said:
    """A whole value, or (``value`` None) a fragment of one, said in a turn."""

    turn: int
    value: str | None
    raw: str
    evidence: Evidence


@dataclass(slots=True)
class Dictation:
    """The state of a dictated value over the turns."""

    reading: Reading
    value: str | None = None
    raw: str = ""
    state: EntityState = "captured"
    refused: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    def take(self, said: Said) -> None:
        if self.reading.is_user(said.turn):
            self._from_caller(said)
        else:
            self._from_agent(said)

    def _from_caller(self, said: Said) -> None:
        if said.value is None:
            if self.refused is not None or self.value is not None:
                self.refused = self.refused or self.value
                self.evidence.append(said.evidence)
            return
        if (self.value is not None and self.value != said.value) or (
            self.refused is not None and self.value == said.value
        ):
            self.state = "corrected"
        self.value, self.raw, self.refused = said.value, said.raw, None
        self.evidence.append(said.evidence)

    def _from_agent(self, said: Said) -> None:
        if said.value is None:
            return
        if self.value is None:
            self.value, self.raw, self.state = said.value, said.raw, "read_back"
            self.evidence.append(said.evidence)
        elif said.value.translate(_LOOK_ALIKE) == self.value.translate(_LOOK_ALIKE):
            self.value = said.value
            self._read_back(said)
        elif self.refused is not None and said.value != self.refused:
            self.value, self.raw, self.state, self.refused = said.value, said.raw, "corrected", None
            self.evidence.append(said.evidence)
        else:
            self.refused = said.value
            self.evidence.append(said.evidence)

    def _read_back(self, said: Said) -> None:
        self.evidence.append(said.evidence)
        self.refused = None
        if self.state != "corrected":
            self.state = "confirmed" if self._accepted_after(said.turn) else "read_back"

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
