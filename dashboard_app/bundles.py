"""Our scripts and styles as one file each. Forty requests take a browser with an empty cache longer than everything it
computes.

Files are joined in the order of their names when the process starts, so a change needs a restart. Each file is complete by
itself, so joining is all there is to do.
"""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from flask import Flask, Response

Kind = Literal["css", "js"]
ASSETS = Path(__file__).parent.parent / "assets"
MIMETYPES: dict[Kind, str] = {"css": "text/css", "js": "text/javascript"}


def init_app(server: Flask) -> None:
    def bundle(kind: Kind) -> Response:
        return Response(joined(kind), mimetype=MIMETYPES[kind])

    server.add_url_rule("/assets/all.<any(css, js):kind>", "bundle", bundle)


@lru_cache
def joined(kind: Kind) -> str:
    files = sorted(ASSETS.glob(f"*.{kind}"), key=lambda file: file.name)
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@lru_cache
def address(kind: Kind) -> str:
    """The URL changes with the content: browsers cache it for a year."""
    return f"/assets/all.{kind}?m={hashlib.sha256(joined(kind).encode()).hexdigest()[:16]}"
