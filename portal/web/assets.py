"""Under which address is a stylesheet or script served? One that changes with its content, so it can be kept for a year."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app, request, url_for


@cache
def _fingerprint(path: Path, changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def _address(path: Path, filename: str, root: str) -> str:
    return url_for("static", filename=filename, v=_fingerprint(path, path.stat().st_mtime_ns))


#: A page names the sprite for every icon; while a process serves, its files do not change.
_lasting = cache(_address)


def asset(filename: str) -> str:
    """Return the address of a static file with the fingerprint of its content."""
    path = Path(current_app.static_folder or "") / filename
    return (_address if current_app.debug else _lasting)(path, filename, request.root_path)


def set_up(app: Flask) -> None:
    """Give templates `asset()`."""
    app.jinja_env.globals["asset"] = asset
