"""Whether an organization hides personal data from whoever is sent its calls: models, and receivers of webhooks."""

from collections.abc import Mapping
from typing import Any

MASKING = "mask_pii"  # among the organization's settings


def masks(settings: Mapping[str, Any]) -> bool:
    """Unless somebody has said in so many words that it does not."""
    return settings.get(MASKING) is not False
