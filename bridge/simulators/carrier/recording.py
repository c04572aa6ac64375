"""`<Record>`: records the caller after the beep. Silence makes no recording, and the next verb runs."""

from bridge.simulators import mulaw
from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.call_facts import new_sid
from bridge.simulators.carrier.line import Line
from bridge.simulators.carrier.webhooks import Document
from bridge.simulators.speech import Voice, say

BEEP_SECONDS = 0.5


def record(line: Line, verb: verbs.Record) -> Document | None:
    line.answer()
    message = line.script.voicemail
    sid = new_sid("RE")
    if not message:
        line.wait(BEEP_SECONDS + verb.silence_seconds)
        if verb.tells_absence:
            line.callbacks.send_later(verb.status_callback, _form(line, sid, 0, "absent"))
        return None
    spoken = say(message, Voice(line.script.language))[: int(verb.max_seconds) * mulaw.SAMPLE_RATE_HZ]
    seconds = mulaw.seconds(len(spoken))
    line.wait(BEEP_SECONDS + seconds)
    line.recordings[sid] = spoken
    form = _form(line, sid, seconds, "completed")
    line.callbacks.send_later(
        verb.status_callback, form | {"RecordingChannels": "1", "RecordingSource": "RecordVerb"}
    )
    return line.ask(verb.action, _what(line, sid, seconds) | {"Digits": "hangup"})


def _form(line: Line, sid: str, seconds: float, status: str) -> dict[str, str]:
    found = _what(line, sid, seconds) if status == "completed" else {"RecordingSid": sid}
    return line.facts.form() | found | {"RecordingStatus": status}


def _what(line: Line, sid: str, seconds: float) -> dict[str, str]:
    return {
        "RecordingSid": sid,
        "RecordingUrl": f"https://api.twilio.com/2010-04-01/Accounts/{line.facts.account_sid}/Recordings/{sid}",
        "RecordingDuration": str(round(seconds)),
    }
