"""An organization's settings page: forms as data, each with its fields and how input becomes a setting."""
