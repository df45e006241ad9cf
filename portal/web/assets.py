"""Under which address is a stylesheet or script served? One that changes with its content, so it can be kept for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, url_for


@cache
def _fingerprint(path: str, changed_ns: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def asset(filename: str) -> str:
    """Return the address of a static file with the fingerprint of its content."""
    path = Path(current_app.static_folder or "") / filename
    return url_for("static", filename=filename, v=_fingerprint(str(path), path.stat().st_mtime_ns))


def set_up(app: Flask) -> None:
    """Give templates `asset()`."""
    app.jinja_env.globals["asset"] = asset
