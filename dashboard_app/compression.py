"""Compressed responses: static files are compressed once, at the highest level, and cached for a year; dynamic ones are
compressed quickly.

URLs of components and assets carry a version or modification time, so a cached file is never stale.
"""

import hashlib
import re
import threading
import zlib
from dataclasses import dataclass, field

import brotli
from flask import Flask, Response, request

STATIC = ("/_dash-component-suites/", "/assets/")
DYNAMIC = ("/_dash-", "/api/")
YEAR = "public, max-age=31536000, immutable"
TEXTS = {
    "text/javascript",
    "application/javascript",
    "text/css",
    "image/svg+xml",
    "application/json",
    "text/html",
}
VERSION = re.compile(r"-[0-9]+[.][0-9]+")
SMALLEST = 1400  # bytes: fits into one packet anyway
GZIP_HEADER = 16  # added to zlib's window bits, it selects the gzip format
QUICK, HARD = 4, 9
BROTLI_HARD = 9


@dataclass(slots=True)
class Cache:
    """Compressed bodies by content and encoding, cached for the life of the process. Not by address: anybody can write any number
    of addresses of one file, and each would be compressed and kept.
    """

    bodies: dict[tuple[bytes, str], bytes] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def body(self, encoding: str, plain: bytes) -> bytes:
        key = (hashlib.sha256(plain).digest(), encoding)
        if key not in self.bodies:
            with self.lock:  # concurrent requests wait for the first one's result
                if key not in self.bodies:
                    self.bodies[key] = hard(plain, encoding)
        return self.bodies[key]


def init_app(server: Flask) -> None:
    cache = server.extensions["compressed_files"] = Cache()

    def compress(response: Response) -> Response:
        if request.method != "GET" and not request.path.startswith(DYNAMIC):
            return response
        if response.status_code == 200 and request.path.startswith(STATIC):
            return compress_static(response, cache)
        if request.path.startswith(DYNAMIC) or response.mimetype == "text/html":
            return compress_dynamic(response)
        return response

    server.after_request(compress)


def compress_static(response: Response, cache: Cache) -> Response:
    """Fonts and images are already compressed; they only get a long cache time."""
    if "v" in request.args or "m" in request.args or is_versioned(request.path):
        response.headers["Cache-Control"] = YEAR
    encoding = wanted(("br", "gzip"))
    if response.mimetype not in TEXTS or encoding is None:
        return response
    response.direct_passthrough = False
    plain = response.get_data()
    if len(plain) < SMALLEST:
        return response
    return encoded(response, cache.body(encoding, plain), encoding)


def is_versioned(path: str) -> bool:
    """Whether the URL has Dash's fingerprint or a third-party file's version; fonts do not change."""
    name = path.rsplit("/", 1)[-1]
    return ".v" in name or bool(VERSION.search(name)) or name.endswith(".woff2")


def compress_dynamic(response: Response) -> Response:
    """Streams are not compressed."""
    if response.is_streamed or response.mimetype not in TEXTS or wanted(("gzip",)) is None:
        return response
    plain = response.get_data()
    if len(plain) < SMALLEST or "Content-Encoding" in response.headers:
        return response
    return encoded(response, gzip(plain, QUICK), "gzip")


def wanted(encodings: tuple[str, ...]) -> str | None:
    return next((name for name in encodings if request.accept_encodings[name] > 0), None)


def encoded(response: Response, body: bytes, encoding: str) -> Response:
    response.set_data(body)
    response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.headers.pop("ETag", None)  # it was for the uncompressed body
    return response


def hard(plain: bytes, encoding: str) -> bytes:
    return bytes(brotli.compress(plain, quality=BROTLI_HARD)) if encoding == "br" else gzip(plain, HARD)


def gzip(plain: bytes, level: int) -> bytes:
    packer = zlib.compressobj(level, zlib.DEFLATED, zlib.MAX_WBITS | GZIP_HEADER)
    return packer.compress(plain) + packer.flush()
