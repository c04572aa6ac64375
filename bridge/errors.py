"""What can go wrong between a caller and the agent. Each error says whether a retry can help."""


class BridgeError(Exception):
    can_retry = False


class UntrustedRequestError(BridgeError):
    """A request that does not prove where it comes from: a bad signature, or a token that is not good."""


class CarrierRefusedError(BridgeError):
    """The carrier's REST API did not do what was asked; the message is its own."""


class CarrierSilentError(CarrierRefusedError):
    """The carrier did not answer: it may have done what it was asked for."""


class PlacingError(BridgeError):
    """A test call that our own rules do not allow; `code` names which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class SimulatorsAwayError(BridgeError):
    """No simulators answer at SIMULATORS_URL."""

    can_retry = True


class FullError(BridgeError):
    """No place is left for one more call."""

    can_retry = True


class UnknownCallError(BridgeError):
    """No conversation has this id."""


class NotLiveError(BridgeError):
    """The call is over, or what is asked of it cannot be done where it stands; `code` names which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
