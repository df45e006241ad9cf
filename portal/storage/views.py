"""How is a kept file answered? Always as what it was found to be, never as something a browser would run."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from portal.storage.models import StoredFile
from portal.storage.store import Store
from portal.web.app_state import service


def file_response(file: StoredFile, *, small: bool = False, download: bool = False) -> Response:
    """Answer with the file (or its preview); the caller has decided that this person may see it."""
    key = file.preview_key if small and file.preview_key else file.key
    media_type = "image/jpeg" if key == file.preview_key else file.media_type
    return bytes_response(service(Store).get(key), media_type, file.filename, download=download)


def bytes_response(content: bytes, media_type: str, filename: str, *, download: bool = False) -> Response:
    """Answer with bytes under a name; private, not kept by proxies."""
    response = Response(content, mimetype=media_type)
    how = "attachment" if download else "inline"
    response.headers["Content-Disposition"] = f"{how}; filename*=UTF-8''{quote(filename)}"
    response.headers["Cache-Control"] = "private, max-age=300"
    response.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    if media_type == "application/pdf":  # a sandboxed PDF does not open in Chromium's viewer
        response.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'self'"
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
