"""How do several PDFs become one, to be printed in one go?"""

from __future__ import annotations

import io
from collections.abc import Iterable

import pikepdf


def joined(parts: Iterable[bytes]) -> bytes:
    """Return one PDF with all the pages, in order."""
    whole = pikepdf.new()
    for part in parts:
        whole.pages.extend(pikepdf.open(io.BytesIO(part)).pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()
