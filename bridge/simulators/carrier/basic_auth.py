"""HTTP basic authentication of the carrier's REST API, with account SID and auth token."""

import secrets

from werkzeug.datastructures import Authorization

from bridge.simulators.settings import SimulatorSettings


def credentials_fit(given: Authorization | None, settings: SimulatorSettings) -> bool:
    if given is None or given.type != "basic":
        return False
    is_account = secrets.compare_digest(str(given.username), settings.account_sid)
    return is_account and secrets.compare_digest(str(given.password), settings.auth_token)
