"""Has a part of a foreign object the shape it should have? Anything else is a TypeError, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def text_of(data: Mapping[str, Any], key: str) -> str:
    """Return the text under a key, "" if there is none; TypeError for anything else."""
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key}: {value!r}")
    return value or ""


def list_of(data: Mapping[str, Any], key: str, kind: type) -> list[Any]:
    """Return the list under a key, [] if there is none; TypeError when it is no list of that kind."""
    value = data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(one, kind) for one in value):
        raise TypeError(f"{key}: {value!r}")
    return value
