"""Browser behaviour of the frame: marks the current page, opens the sheet, switches between light and dark."""

from dash import ALL, ClientsideFunction, Input, Output, State, clientside_callback

from dashboard_app import ids

clientside_callback(
    ClientsideFunction("shell", "mark"),
    Output({"type": ids.NAVIGATION, "path": ALL, "where": ALL}, "className"),
    Input(ids.LOCATION, "pathname"),
    State({"type": ids.NAVIGATION, "path": ALL, "where": ALL}, "id"),
)
clientside_callback(
    ClientsideFunction("shell", "theme"),
    Output({"type": "theme-button", "where": ALL}, "data-pressed"),
    Input({"type": "theme-button", "where": ALL}, "n_clicks"),
    prevent_initial_call=True,
)
clientside_callback(
    ClientsideFunction("shell", "sheet"),
    Output(ids.SHEET, "is_open"),
    Input(ids.SHEET_BUTTON, "n_clicks"),
    prevent_initial_call=True,
)
