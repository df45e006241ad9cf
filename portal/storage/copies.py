"""How is a PDF printed in two copies? Its pages stand in it twice."""

from __future__ import annotations

import io

import pikepdf


def twice(content: bytes) -> bytes:
    """Return a PDF with its pages a second time behind the first."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for page in list(pdf.pages):
            pdf.pages.append(page)
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()
