"""What an organization sets for itself on a page: forms as data, each with its fields, and with how what was typed becomes a setting."""
