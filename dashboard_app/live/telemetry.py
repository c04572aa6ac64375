"""Metrics of the live channel for Prometheus."""

from prometheus_client import Counter, Gauge

LIVE_SOCKETS = Gauge("autobox_live_sockets", "Browser sockets that are open in this process")
EVENTS_SENT = Counter("autobox_live_events_sent", "Events written to browser sockets, replays included")
SOCKETS_CUT = Counter("autobox_live_sockets_cut", "Browser sockets closed because they could not keep up")
EVENTS_RELAYED = Counter("autobox_events_relayed", "Events published again because nobody had published them")
