"""Does a PDF carry a digital signature, and may it then be kept as it is? A signed file that is written anew is no longer signed.

So nothing is taken out of it: what holds something that runs is refused whole.
"""

from __future__ import annotations

import pikepdf

#: Actions that start something, wherever they hang: in an outline, behind another action.
RUNS = ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE")
#: Keys that hang something that runs, or another file, on whatever has them.
_HOLDS = frozenset({"/AA", "/JS", "/XFA", "/JavaScript", "/EmbeddedFiles"})
_BLANKS = b"\0\t\n\f\r "


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Say whether a field of the document holds a signature."""
    form = pdf.Root.get("/AcroForm")
    fields = list(form.get("/Fields", ())) if isinstance(form, pikepdf.Dictionary) else []
    for field in fields:  # grows while it is walked
        if not isinstance(field, pikepdf.Dictionary) or len(fields) > 10_000:
            continue
        value = field.get("/V")
        if isinstance(value, pikepdf.Dictionary) and "/ByteRange" in value and "/Contents" in value:
            return True
        fields.extend(field.get("/Kids", ()))
    return False


def is_harmless(pdf: pikepdf.Pdf, content: bytes) -> bool:
    """Say whether nothing in it runs, and no other file hangs inside or behind it."""
    return content.rstrip(_BLANKS).endswith(b"%%EOF") and not any(map(_holds, pdf.objects))


def runs(thing: object) -> bool:
    """Say whether this is an action that starts something."""
    return isinstance(thing, pikepdf.Dictionary) and str(thing.get("/S")) in RUNS


def _holds(thing: pikepdf.Object) -> bool:
    """Say whether something that runs hangs here; parts that are objects of their own are looked at by themselves."""
    if isinstance(thing, pikepdf.Array):
        return any(_holds(part) for part in thing if _is_part(part))
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if not isinstance(thing, pikepdf.Dictionary):
        return False
    if runs(thing) or not _HOLDS.isdisjoint(thing.keys()):
        return True
    return any(_holds(part) for _key, part in thing.items() if _is_part(part))


def _is_part(thing: object) -> bool:
    return isinstance(thing, pikepdf.Object) and not thing.is_indirect
