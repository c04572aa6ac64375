"""The OpenAPI description, in parts by client. `tests/dashboard_app/test_api_openapi.py` checks it against the routes."""

from typing import Any

from dashboard_app.api.openapi import (
    alert_chat,
    alerts,
    analyses,
    annotations,
    boards,
    bulk_orders,
    callbacks,
    costs,
    erasures,
    experiments,
    follow_ups,
    hints,
    many_calls,
    operations,
    own_rules,
    reports,
    saved_views,
    schemas,
    sockets,
    topics,
    webhooks,
)

Document = dict[str, Any]


def document(public_url: str) -> Document:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "AutoBox Voice Analytics",
            "version": "1",
            "description": "Calls that a voice agent answered: what was said, what it means, what it cost. "
            "Times are ISO 8601 with the organization's offset; money is a decimal string with its currency.",
            "license": {"name": "Proprietary", "identifier": "LicenseRef-Proprietary"},
        },
        "servers": [{"url": public_url}],
        "security": [{"session": []}, {"token": []}],
        "paths": {
            **operations.PATHS,
            **analyses.PATHS,
            **annotations.PATHS,
            **erasures.PATHS,
            **experiments.PATHS,
            **follow_ups.PATHS,
            **hints.PATHS,
            **alerts.PATHS,
            **alert_chat.PATHS,
            **own_rules.PATHS,
            **many_calls.PATHS,
            **bulk_orders.PATHS,
            **saved_views.PATHS,
            **boards.PATHS,
            **costs.PATHS,
            **reports.PATHS,
            **topics.PATHS,
            **webhooks.PATHS,
            **sockets.PATHS,
            **callbacks.PATHS,
        },
        "webhooks": webhooks.WEBHOOKS,
        "components": {
            "schemas": {
                **schemas.SCHEMAS,
                **analyses.SCHEMAS,
                **annotations.SCHEMAS,
                **erasures.SCHEMAS,
                **experiments.SCHEMAS,
                **hints.SCHEMAS,
                **follow_ups.SCHEMAS,
                **alerts.SCHEMAS,
                **alert_chat.SCHEMAS,
                **own_rules.SCHEMAS,
                **many_calls.SCHEMAS,
                **bulk_orders.SCHEMAS,
                **saved_views.SCHEMAS,
                **boards.SCHEMAS,
                **costs.SCHEMAS,
                **topics.SCHEMAS,
                **webhooks.SCHEMAS,
            },
            "responses": {**schemas.RESPONSES, **hints.RESPONSES},
            "parameters": schemas.PARAMETERS,
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "autobox_session"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }
