"""Who is on the other end: a person, a machine (voicemail, menu, hold music) or nobody."""

import re

from workers.analysis.findings import Evidence, LineFinding
from workers.analysis.reading import Reading

# Recognizers' notations for non-speech: «♪», «[música]», «(hold music)», «*Wartemusik*».
_MUSIC = re.compile(
    r"[♩♪♫♬]+|[\[(*][^\])*\n]{0,20}\b(?:music|m[uú]sica|musik|wartemusik|ringing|tono|to de marcar|freizeichen)\b[^\])*\n]{0,20}[\])*]",
    re.IGNORECASE,
)
_PROOFS = 3


def find_line(reading: Reading) -> LineFinding:
    spoken = [
        turn
        for turn in reading.user_turns()
        if reading.words[turn].words or _MUSIC.search(text_of(reading, turn))
    ]
    if not spoken:
        return LineFinding("silence", ())
    machine = reading.hits_of("caller:machine")
    if machine:
        return LineFinding("machine", tuple(reading.evidence(hit) for hit in machine[:_PROOFS]))
    music: list[Evidence] = []
    for turn in spoken:
        heard = _music_alone(reading, turn)
        if heard is None:
            return LineFinding("person", ())
        music.append(heard)
    return LineFinding("machine", tuple(music[:_PROOFS]))


def _music_alone(reading: Reading, turn: int) -> Evidence | None:
    """The music, if nobody speaks over it."""
    text = text_of(reading, turn)
    found = _MUSIC.search(text)
    if found is None or re.search(r"\w", _MUSIC.sub(" ", text)):
        return None
    return Evidence(reading.transcript.turns[turn].position, found.start(), found.end(), found.group())


def text_of(reading: Reading, turn: int) -> str:
    return reading.transcript.turns[turn].text
