"""`/api/openapi.json`."""

from flask import Blueprint, Response, current_app, jsonify

from dashboard_app.api.openapi import document

blueprint = Blueprint("api_description", __name__)


@blueprint.get("/api/openapi.json")
def show() -> Response:
    return jsonify(document(current_app.extensions["dashboard_settings"].public_url))
