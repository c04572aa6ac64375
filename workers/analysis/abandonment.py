"""Whether the caller left before the purpose was reached, why, and where the call then was."""

from workers.analysis.findings import AbandonmentFinding, Finding
from workers.analysis.reading import Reading
from workers.sectors.schema import Intent


def find_abandonment(reading: Reading, intent: Intent, outcome: Finding) -> AbandonmentFinding:
    gave_up = reading.of("caller:give_up")
    users = reading.user_turns()
    if not users:
        return AbandonmentFinding(True, "greeting", "silent", 0.9, ())
    if gave_up and gave_up[-1].turn == users[-1]:
        return AbandonmentFinding(True, "problem", "gave_up", 0.7, (reading.evidence(gave_up[-1]),))
    return AbandonmentFinding(False, None, None, 0.7, ())
