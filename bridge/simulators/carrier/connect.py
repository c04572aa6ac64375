"""`<Connect><Stream>`: streams the call's audio to the bridge until one side ends it."""

import logging

from bridge.simulators.carrier import verbs
from bridge.simulators.carrier.call_facts import new_sid
from bridge.simulators.carrier.callbacks import stream_form
from bridge.simulators.carrier.faults import CarrierError
from bridge.simulators.carrier.faulty_stream import FaultyMediaStream
from bridge.simulators.carrier.line import CallOver, Interrupted, Line
from bridge.simulators.carrier.stream_socket import StreamEnd, StreamSocket, dial_server
from bridge.simulators.carrier.webhooks import Document

log = logging.getLogger(__name__)


def connect(line: Line, verb: verbs.Connect) -> Document | None:
    """Returns the action's document if the server ended or refused the stream; without an action the next verb runs."""
    line.answer()
    stream_sid = new_sid("MZ")
    try:
        end = _stream(line, verb.stream, stream_sid)
    except CarrierError as error:
        line.log.debugger.add(error.fault)
        _tell(line, verb.stream, stream_sid, "stream-error", str(error))
    else:
        _tell(line, verb.stream, stream_sid, "stream-stopped")
        _unwind(line, end)
    return line.ask(verb.action) if verb.action else None


def _stream(line: Line, stream: verbs.Stream, stream_sid: str) -> StreamEnd:
    connection = dial_server(stream.url, line.auth_token)
    faults = line.script.carrier_faults
    media = FaultyMediaStream(line.facts, stream_sid, stream.parameters, faults)
    line.log.streams.append(media.counts)
    _tell(line, stream, stream_sid, "stream-started")
    log.info("carrier stream opened call_sid=%s stream_sid=%s", line.facts.sid, stream_sid)
    socket = StreamSocket(connection, media, line.log.debugger, faults)
    end = socket.run(line.caller, line.control.speed, line.control.interrupted, record=line.record_heard)
    log.info("carrier stream closed call_sid=%s stream_sid=%s by=%s", line.facts.sid, stream_sid, end)
    return end


def _tell(line: Line, stream: verbs.Stream, stream_sid: str, event: str, error: str = "") -> None:
    form = stream_form(line.facts, stream_sid, stream.name, event, error)
    line.callbacks.send_later(stream.status_callback, form)


def _unwind(line: Line, end: StreamEnd) -> None:
    if end == "interrupted":
        raise Interrupted
    if end == "gave_up":
        patience = line.script.caller.patience_seconds
        line.log.debugger.report(0, f"the caller heard nothing for {patience:g} s and gave up")
    if end != "server":
        raise CallOver("caller")
