"""The interface of every language model: a question with a closed answer, and a record of each request that may cost money."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from workers.costs import Usage


@dataclass(frozen=True, slots=True)
class Question:
    """`instructions` are ours and stay the same from call to call, so that providers can cache them; `data` is the call's."""

    instructions: str
    data: str
    schema: Mapping[str, Any]
    schema_name: str
    max_output_tokens: int
    cache_key: str

    def digest(self, model: str) -> str:
        """The same for the same question to the same model."""
        asked = json.dumps([model, self.instructions, self.data, self.schema, self.max_output_tokens])
        return hashlib.sha256(asked.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Request:
    """One request to a provider. `usage` is None if the provider did not report it."""

    model: str
    api: str
    usage: Usage | None
    latency_ms: int
    request_id: str | None
    status: str

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


Note = Callable[[Request], None]


class LanguageModel(Protocol):
    name: str

    def ask(self, question: Question, note: Note) -> str:
        """Returns the answer's JSON text. `note` is called for every request before its answer is parsed. Raises AnalysisError."""
        ...

    def named(self, name: str) -> "LanguageModel":
        """Another model of the same provider, on the same connection."""
        ...

    def close(self) -> None: ...
