"""The socket under a media stream: connects to the server, paces the frames, and reports how the stream ended."""

import ssl
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any, Literal

import websocket

from bridge.simulators import mulaw
from bridge.simulators.carrier.caller import Caller
from bridge.simulators.carrier.faults import CarrierError, Code, Debugger
from bridge.simulators.carrier.signing import SIGNATURE_HEADER, sign_upgrade
from bridge.simulators.carrier.stream import MediaStream
from bridge.simulators.script import CarrierFault

CONNECT_SECONDS = 5.0
CLOSE_SECONDS = 2.0
SLOW_READER_SECONDS = 1.0  # of not reading at all, while the server has things to say
# What is caught up after a stall of this machine; the rest of it makes the call longer.
MAX_CATCH_UP_FRAMES = 5

StreamEnd = Literal["server", "caller", "gave_up", "interrupted"]


def dial_server(url: str, auth_token: str, connect_seconds: float = CONNECT_SECONDS) -> Any:
    """Opens the WebSocket with a signature and without an Origin; raises what Twilio would report."""
    try:
        return websocket.create_connection(
            url,
            header={SIGNATURE_HEADER: sign_upgrade(url, auth_token)},
            timeout=connect_seconds,
            redirect_limit=0,
            suppress_origin=True,
            enable_multithread=True,
            skip_utf8_validation=True,  # it is done byte by byte in Python
        )
    except websocket.WebSocketBadStatusException as error:
        raise CarrierError(31920, f"the handshake was answered {error.status_code}, not 101") from error
    except (websocket.WebSocketTimeoutException, TimeoutError) as error:
        raise CarrierError(31901, f"no WebSocket within {connect_seconds:g} s") from error
    except ssl.SSLError as error:
        raise CarrierError(31910, f"TLS failed: {error}") from error
    except websocket.WebSocketAddressException as error:
        raise CarrierError(31904, f"the host is unknown: {error}") from error
    except websocket.WebSocketException as error:  # a redirect, too
        raise CarrierError(31920, f"the handshake failed: {error}") from error
    except OSError as error:
        raise CarrierError(31902, f"the connection was refused: {error}") from error


class StreamSocket:
    """Runs one stream to its end in the calling thread; a second thread reads."""

    def __init__(
        self,
        connection: Any,
        stream: MediaStream,
        debugger: Debugger,
        faults: frozenset[CarrierFault] = frozenset(),
    ) -> None:
        self._connection, self._stream, self._debugger = connection, stream, debugger
        self._faults = faults
        self._received: SimpleQueue[str | bytes] = SimpleQueue()
        self._closed = Event()
        self._reader = Thread(target=self._read, name=f"carrier-{stream.stream_sid}", daemon=True)

    def run(
        self, caller: Caller, speed: float, interrupted: Callable[[], bool], *, record: bool
    ) -> StreamEnd:
        self._connection.settimeout(None)
        self._reader.start()
        end: StreamEnd = "interrupted"
        try:
            end = self._converse(caller, mulaw.FRAME_MS / 1000 / speed, interrupted, record=record)
        finally:
            self._hang_up(end)
        return end

    def _converse(
        self, caller: Caller, frame_seconds: float, interrupted: Callable[[], bool], *, record: bool
    ) -> StreamEnd:
        self._send(self._stream.opening())
        due = time.monotonic()
        while not self._closed.is_set():
            self._take_received()
            moment, messages = self._stream.tick(caller, record=record)
            if moment.hangs_up:
                return "gave_up" if moment.gave_up else "caller"
            if interrupted():
                return "interrupted"
            self._send(messages)
            due = max(due + frame_seconds, time.monotonic() - MAX_CATCH_UP_FRAMES * frame_seconds)
            self._closed.wait(max(0.0, due - time.monotonic()))
        self._take_received()
        return "server"

    def _take_received(self) -> None:
        while True:
            try:
                self._stream.receive(self._received.get_nowait(), self._debugger)
            except Empty:
                return

    def _send(self, messages: list[str]) -> None:
        """Ignores a broken socket: the reading thread notices it and reports how it ended."""
        try:
            for message in messages:
                self._connection.send(message)
        except (OSError, websocket.WebSocketException):
            self._closed.wait(CLOSE_SECONDS)

    def _read(self) -> None:
        try:
            if "slow_reader" in self._faults:
                self._closed.wait(SLOW_READER_SECONDS)
            self._read_until_closed()
        except (websocket.WebSocketProtocolException, websocket.WebSocketPayloadException) as error:
            self._report(31924, f"the server broke the WebSocket protocol: {error}")
        except (OSError, websocket.WebSocketException) as error:
            self._report(31903, f"the socket broke: {error}")
        finally:
            self._closed.set()

    def _report(self, code: Code, message: str) -> None:
        """Errors after the end of the stream are ignored."""
        if not self._closed.is_set():
            self._debugger.report(code, message)

    def _read_until_closed(self) -> None:
        while True:
            opcode, data = self._connection.recv_data(control_frame=True)
            if opcode == websocket.ABNF.OPCODE_TEXT:
                self._received.put(data.decode("utf-8", "replace"))
            elif opcode == websocket.ABNF.OPCODE_BINARY:
                self._received.put(bytes(data))
            elif opcode == websocket.ABNF.OPCODE_CLOSE:
                self._note_close(data)
                return

    def _note_close(self, data: bytes) -> None:
        code = int.from_bytes(data[:2], "big") if len(data) >= 2 else 1005
        if code not in {1000, 1005}:
            reason = data[2:].decode("utf-8", "replace")
            self._report(31921, f"the server closed the stream with {code} {reason}".rstrip())

    def _hang_up(self, end: StreamEnd) -> None:
        if end != "server":
            self._closed.set()  # what the server says or does from here on is no fault: it may be gone at the first word
            self._send(self._stream.closing())
        if end != "server" and "no_stop" not in self._faults:
            self._close_politely()
        self._connection.abort()  # wakes a reader whose server never answered the close
        self._reader.join(CLOSE_SECONDS)
        self._connection.shutdown()

    def _close_politely(self) -> None:
        try:
            self._connection.send_close(1000)
        except (OSError, websocket.WebSocketException):
            return
        self._reader.join(CLOSE_SECONDS)
