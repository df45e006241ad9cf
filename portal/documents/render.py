"""How do the facts of a paper become the bytes of a PDF?

The template of each kind is a fixed file; facts reach it only as JSON through `sys_inputs`, as
values and never as markup, so whatever a citizen typed is printed letter for letter. The PDF is
tagged (PDF/UA-1), in Vietnamese, with its fonts inside; the same paper gives the same bytes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from portal.documents import qr
from portal.documents.rules import Paper
from portal.documents.words import day_forms, instant_forms, money, number_in_words

TEMPLATES = Path(__file__).parent / "templates"
BYTE_ORDER_MARK = "\ufeff"


def render(paper: Paper) -> bytes:
    """Return the paper as PDF bytes; an instant without a zone raises ValueError."""
    facts = printed(paper) | {"dated": paper.made_at is not None}
    made = int(paper.made_at.timestamp()) if paper.made_at else 0
    return _typesetter()(paper.template, json.dumps(facts, ensure_ascii=False), made)


def printed(value: Any) -> Any:
    """Return a paper, or anything inside one, in the forms its template asks for.

    Days and instants become every way of writing them, fields ending `_vnd` figures and words,
    fields ending `_url` a QR code and the site's name; empty ones become None.
    """
    if is_dataclass(value):
        return {field.name: _field(field.name, getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [printed(item) for item in value]
    if isinstance(value, str):
        return _printable(value)
    if isinstance(value, datetime):
        return instant_forms(value)
    return day_forms(value) if isinstance(value, date) else value


def _field(name: str, value: Any) -> Any:
    if name.endswith("_url"):
        return {"qr": qr.svg(value), "site": urlsplit(value).netloc} if value else None
    if name.endswith("_vnd") and value is not None:
        return {"figures": money(value), "words": number_in_words(value)}
    return printed(value)


def _printable(text: str) -> str:
    """Return the text in NFC, without what PDF/UA refuses: control characters, byte order marks."""
    composed = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\t", " ")
    return "".join(
        letter
        for letter in composed
        if letter == "\n" or (letter != BYTE_ORDER_MARK and unicodedata.category(letter) not in ("Cc", "Cs", "Cn"))
    )


@cache
def _typesetter() -> Callable[[str, str, int], bytes]:
    """Return the function that typesets a template.

    typst is imported (0.2 s, tens of MB) and the machine's fonts are listed at the first paper: a
    process that prints nothing does not pay for either.
    """
    import typst

    fonts = typst.Fonts()

    def typeset(template: str, facts: str, made: int) -> bytes:
        # The font list is shared, the compiler is not: two threads may print at once.
        return typst.compile(
            TEMPLATES / template,
            root=TEMPLATES,
            font_paths=fonts,
            sys_inputs={"facts": facts},
            pdf_standards=["ua-1"],
            timestamp=made,
        )

    return typeset
