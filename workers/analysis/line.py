"""Who is at the other end: a person, a machine (voicemail, menu, hold music) or nobody."""

from workers.analysis.findings import LineFinding
from workers.analysis.reading import Reading


def find_line(reading: Reading) -> LineFinding:
    if not any(reading.words[turn].words for turn in reading.user_turns()):
        return LineFinding("silence", ())
    machine = reading.of("caller:machine")
    if machine:
        return LineFinding("machine", tuple(reading.evidence(hit) for hit in machine[:3]))
    return LineFinding("person", ())
