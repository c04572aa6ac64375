"""Everything that is stored: tables, writes (`actions`), reads (`queries`), and the event channel. Imports none of the other packages."""
