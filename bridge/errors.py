"""Errors of the bridge. `can_retry` is whether a retry can help."""


class BridgeError(Exception):
    can_retry = False


class UntrustedRequestError(BridgeError):
    """A request without proof of its origin: a bad signature or an invalid token."""


class CarrierRefusedError(BridgeError):
    """The carrier's REST API refused; the message is the carrier's."""


class CarrierSilentError(CarrierRefusedError):
    """The carrier did not answer; it may have acted on the request."""


class OutcomeUnknownError(BridgeError):
    """The carrier was asked to call, or to change a call, and has not said whether it does: asking again could ring the
    telephone twice.
    """


class PlacingError(BridgeError):
    """A test call that our own rules do not allow; `code` names which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SimulatorsAwayError(BridgeError):
    """No simulators answer at SIMULATORS_URL."""

    can_retry = True


class FullError(BridgeError):
    """The capacity is exhausted."""

    can_retry = True


class UnknownCallError(BridgeError):
    """No conversation has this id."""


class NotLiveError(BridgeError):
    """The call is over, or its state does not allow the request; `code` distinguishes the cases."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
