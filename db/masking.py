"""Whether an organization masks personal data for external recipients of its calls: models and webhook receivers."""

from collections.abc import Mapping
from typing import Any

MASKING = "mask_pii"  # among the organization's settings


def masks(settings: Mapping[str, Any]) -> bool:
    """True unless masking was explicitly switched off."""
    return settings.get(MASKING) is not False
