"""Component ids used by more than one module. Those of one page are at its top."""

LOCATION = "_pages_location"  # Dash's own id
NOTICE = "shell-notice"
NAVIGATION = "shell-navigation"
LIVE_STATE_CLASS = "live-state"
SHEET = "shell-sheet"
SHEET_BUTTON = "shell-sheet-button"
ALERTS_TOLD = "shell-alerts-told"
ALERT_COUNT = "shell-alert-count"  # an id type
FOLLOW_UPS_TOLD = "shell-follow-ups-told"
FOLLOW_UP_COUNT = "shell-follow-up-count"  # an id type
