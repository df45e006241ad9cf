"""Which release of the portal is this? A mark of its own files: pages of another release are never taken for ours."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path

_PORTAL = Path(__file__).parents[1]
_ENDINGS = frozenset(["py", "html", "css", "js", "svg", "mo", "txt"])


@cache
def release() -> str:
    """Return a hash of code, templates, translations and pinned packages, the same on every node of a release."""
    whole = sha256()
    inside = (path for folder in (_PORTAL, _PORTAL.parent / "translations") for path in folder.rglob("*"))
    for path in sorted([*inside, _PORTAL.parent / "requirements.txt"]):
        if path.suffix[1:] in _ENDINGS and path.is_file():
            whole.update(f"{path.relative_to(_PORTAL.parent)}\0".encode())
            whole.update(path.read_bytes())
    return whole.hexdigest()
