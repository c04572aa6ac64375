"""Tells `assets/live.js` which rooms the page declares, whenever one is added or removed.

Needs Dash, so only the server with pages imports it. The output exists because Dash does not run a callback without one.
"""

from dash import ALL, ClientsideFunction, Input, Output, clientside_callback

ROOMS = {"type": "live", "topic": ALL}

clientside_callback(ClientsideFunction("live", "sync"), Output(ROOMS, "storage_type"), Input(ROOMS, "id"))
