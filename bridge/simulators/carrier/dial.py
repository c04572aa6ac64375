"""`<Dial>`: calls another telephone, plays the whisper to whoever answers, bridges, and reports the result."""

from dataclasses import dataclass

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.call_facts import CallFacts, new_sid
from bridge.simulators.carrier.callbacks import CallProgress
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.line import Line
from bridge.simulators.carrier.result import DialledLeg
from bridge.simulators.carrier.webhooks import Document

CHARACTERS_PER_SECOND = 15  # of a voice that reads aloud


def dial(line: Line, verb: verbs.Dial) -> Document | None:
    """Only the first number is called: who answers first does not matter to the protocol."""
    _check_caller_id(line, verb.caller_id)
    if not verb.answer_on_bridge:
        line.answer()
    leg = _Leg(line, verb, verb.numbers[0]).run()
    line.log.dialled.append(leg)
    if not verb.action:
        return None
    result = {
        "DialCallStatus": leg.status,
        "DialCallSid": leg.sid,
        "DialCallDuration": str(leg.duration_seconds),
        "DialBridged": "true" if leg.bridged else "false",
    }
    return line.ask(verb.action, result)


def _check_caller_id(line: Line, caller_id: str) -> None:
    allowed = {"", line.facts.from_number, line.facts.to_number, line.owned_number}
    if caller_id not in allowed:
        raise CarrierError(
            13214, f"<Dial callerId> {caller_id!r} is neither of this call nor an owned number"
        )


@dataclass(slots=True)
class _Leg:
    line: Line
    verb: verbs.Dial
    number: verbs.Number

    def run(self) -> DialledLeg:
        facts = self._facts()
        progress = CallProgress(
            facts, self.line.callbacks, self.number.status_callback, self.number.status_callback_events
        )
        for event in ("initiated", "ringing"):
            facts.status = event
            progress.report(event)
        talked = self._ring_and_talk(facts, progress)
        facts.duration_seconds = round(talked or 0)
        progress.report("completed")
        return DialledLeg(
            facts.sid, facts.to_number, facts.status, facts.duration_seconds, talked is not None
        )

    def _facts(self) -> CallFacts:
        parent = self.line.facts
        return CallFacts(
            account_sid=parent.account_sid,
            sid=new_sid("CA"),
            from_number=self.verb.caller_id or parent.from_number,
            to_number=self.number.number,
            direction="outbound-dial",
            parent_sid=parent.sid,
        )

    def _ring_and_talk(self, facts: CallFacts, progress: CallProgress) -> float | None:
        """Returns the seconds talked, None if the legs were not bridged. Sets the leg's final status."""
        forward = self.line.script.forward
        rings_out = forward.outcome == "no-answer" or forward.ring_seconds > self.verb.timeout_seconds
        self.line.wait(self.verb.timeout_seconds if rings_out else forward.ring_seconds)
        facts.status = "no-answer" if rings_out else forward.outcome
        if facts.status != "answered":
            return None
        facts.status = "in-progress"
        progress.report("answered")
        if not self._whisper(facts):
            facts.status = "completed"
            return None
        self.line.answer()
        talk_seconds = min(forward.talk_seconds, self.verb.time_limit_seconds)
        self.line.wait(talk_seconds)
        facts.status = "completed"
        return talk_seconds

    def _whisper(self, facts: CallFacts) -> bool:
        """Plays the whisper to the called person before bridging. Returns whether the legs are to be bridged."""
        return not self.number.url or self._follow(
            facts, self.line.webhooks.ask(self.number.url, facts.form())
        )

    def _follow(self, facts: CallFacts, document: Document) -> bool:
        for verb in document.verbs:
            match verb:
                case verbs.Say():
                    self._say(verb)
                case verbs.Pause():
                    self.line.wait(verb.seconds)
                case verbs.Hangup():
                    return False
                case verbs.Gather():
                    for say in verb.prompt:
                        self._say(say)
                    if self.line.script.forward.presses:
                        pressed = {"Digits": self.line.script.forward.presses}
                        return self._follow(
                            facts, self.line.webhooks.ask(verb.action, facts.form() | pressed)
                        )
                    self.line.wait(verb.timeout_seconds)
                case _:
                    raise CarrierError(12200, f"{type(verb).__name__} is no verb for a person who is dialled")
        return True

    def _say(self, verb: verbs.Say) -> None:
        self.line.log.whispered.append(verb.text)
        self.line.wait(len(verb.text) / CHARACTERS_PER_SECOND)
