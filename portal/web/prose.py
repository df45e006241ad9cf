"""How is a long text of the law shown? Its lines stay paragraphs, its dashes a list; what is too long is cut at a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

_DASH = re.compile(r"^\s*(?:[-–—+*•▪◦]|\uf0b7)\s*(?=\S)")


@dataclass(frozen=True)
class Block:
    """A paragraph, or the items of a list."""

    is_list: bool
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Return the paragraphs and lists of a text; empty lines are left out."""
    found: list[Block] = []
    for is_item, line in _lines(text):
        if is_item and found and found[-1].is_list:
            found[-1] = Block(True, (*found[-1].lines, line))
        else:
            found.append(Block(is_item, (line,)))
    return found


def _lines(text: str) -> Iterator[tuple[bool, str]]:
    for line in text.splitlines():
        bare = _DASH.sub("", line).strip()
        if bare:
            yield bool(_DASH.match(line)), bare


def beginning(text: str, most: int) -> str:
    """Return as much of a text as fits, up to the end of a line or sentence, or else of a word."""
    if len(text) <= most:
        return text
    head = text[:most]
    for end in ("\n", ". ", "; ", " "):
        place = head.rfind(end)
        if place > most // 2:
            return head[: place + 1].rstrip() + " …"
    return head + "…"


def set_up(app: Flask) -> None:
    """Make them filters: `text|blocks`, `text|beginning(6000)`."""
    app.jinja_env.filters["blocks"] = blocks
    app.jinja_env.filters["beginning"] = beginning
