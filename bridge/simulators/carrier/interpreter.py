"""Carries out TwiML verb by verb. Each verb returns the document to continue with, or None for the next verb."""

from collections.abc import Callable
from functools import partial

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.connect import connect
from bridge.simulators.carrier.control import Update
from bridge.simulators.carrier.dial import CHARACTERS_PER_SECOND, dial
from bridge.simulators.carrier.line import CallOver, Interrupted, Line
from bridge.simulators.carrier.recording import record
from bridge.simulators.carrier.twiml import read_twiml
from bridge.simulators.carrier.webhooks import Document

MAX_DOCUMENTS = 100  # a real call would go on for hours


def follow(line: Line, first: Callable[[], Document | None]) -> None:
    """Runs until the TwiML ends, which hangs up. Always raises `CallOver` or a carrier fault."""
    step = first
    for _ in range(MAX_DOCUMENTS):
        try:
            document = step()
        except Interrupted:
            document = apply_update(line)
        if document is None:
            raise CallOver("server")
        step = partial(_carry_out, line, document)
    line.log.debugger.report(0, f"the TwiML goes round in circles: {MAX_DOCUMENTS} documents")
    raise CallOver("server")


def apply_update(line: Line) -> Document | None:
    update = line.control.take() or Update(status="completed")
    if update.url:
        return line.ask(update.url, method=update.method)
    if update.twiml:
        return Document("", read_twiml(update.twiml.encode(), "text/xml", ""))
    raise CallOver("rest", update.status or "completed")


def _carry_out(line: Line, document: Document) -> Document | None:
    for verb in document.verbs:
        if line.control.interrupted():
            raise Interrupted
        following = _act(line, verb)
        if following is not None:
            return following
    return None


def _act(line: Line, verb: verbs.Verb) -> Document | None:
    match verb:
        case verbs.Connect():
            return connect(line, verb)
        case verbs.Dial():
            return dial(line, verb)
        case verbs.Redirect():
            return line.ask(verb.url, method=verb.method)
        case verbs.Reject():
            raise CallOver("rejected", "busy" if verb.reason == "busy" else "no-answer")
        case verbs.Hangup():
            raise CallOver("server")
        case verbs.Record():
            return record(line, verb)
        case verbs.Gather():
            _gather(line, verb)
            return None
        case _:
            _play(line, verb)
            return None


def _play(line: Line, verb: verbs.Say | verbs.Play | verbs.Pause) -> None:
    line.answer()
    match verb:
        case verbs.Say():
            line.log.said.append(verb.text)
            line.wait(len(verb.text) / CHARACTERS_PER_SECOND)
        case verbs.Pause():
            line.wait(verb.seconds)
        case verbs.Play():
            line.wait(1 + len(verb.digits) / 2)


def _gather(line: Line, verb: verbs.Gather) -> None:
    """The caller presses no key, so the next verb runs."""
    line.answer()
    for say in verb.prompt:
        _play(line, say)
    line.wait(verb.timeout_seconds)
