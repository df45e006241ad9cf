"""Is this file what it claims to be? Opening it is the proof; its name and its declared type are not.

Photographs are turned upright and written anew, which drops the place they were taken; PDF loses its scripts. Only a
digitally signed PDF is kept byte for byte, or refused (`signed.py`).
"""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from tempfile import TemporaryFile

import pikepdf
import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from portal.kernel.errors import N_, Invalid
from portal.storage.scanning import Scanner
from portal.storage.signed import is_harmless, is_signed, runs

#: A larger picture is a mistake or a bomb: 60 million points, twice what phones of today make by default.
MOST_PIXELS = 60_000_000
LONG_EDGE = 2_400
PREVIEW_EDGE = 480
MOST_PAGES = 200

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
pillow_heif.register_heif_opener(thumbnails=False)
#: What iPhones write (ISO/IEC 23008-12): the first brand of the file.
_HEIC_BRANDS = (b"heic", b"heix", b"mif1", b"msf1", b"heim", b"heis")

_PDF_SCRIPTS = ("/OpenAction", "/AA", "/AcroForm")
_PDF_NAMES = ("/JavaScript", "/EmbeddedFiles")


@dataclass(frozen=True)
class Inspected:
    """A file that is safe to keep: its clean bytes, media type, extension, and a small JPEG preview (or b"")."""

    content: bytes
    media_type: str
    extension: str
    preview: bytes
    is_scanned: bool = False


def inspect(content: bytes, filename: str, *, most_bytes: int, scanner: Scanner) -> Inspected:
    """Return the clean file, or raise Invalid with what to do: empty, too large, infected, wrong type, damaged, locked."""
    if not content:
        raise Invalid(N_("This file is empty. Choose another picture or PDF."))
    if len(content) > most_bytes:
        raise Invalid(N_("This file is too large. Choose a picture or PDF of up to %(mb)s MB."), mb=most_bytes >> 20)
    is_scanned = scanner.scan(content)
    return replace(_opened(content, filename), is_scanned=is_scanned)


def is_pdf(content: bytes) -> bool:
    """Say whether it begins as a PDF does."""
    return content[:1024].lstrip().startswith(b"%PDF")


def _opened(content: bytes, filename: str) -> Inspected:
    if is_pdf(content):
        return inspect_pdf(content)
    if _is_picture(content):
        return _inspect_image(content)
    extension = filename.rpartition(".")[2].lower()[:8] if "." in filename else ""
    if extension.isalnum() and extension not in ("pdf", "jpg", "jpeg", "png"):
        raise Invalid(N_("This is a .%(extension)s file. Choose a picture or a PDF."), extension=extension)
    raise Invalid(N_("This file is not a picture or a PDF. Choose a JPG, PNG, HEIC or PDF file."))


def _is_picture(content: bytes) -> bool:
    is_heic = content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS
    return content[:3] == b"\xff\xd8\xff" or content[:8] == b"\x89PNG\r\n\x1a\n" or content[8:12] == b"WEBP" or is_heic


def _inspect_image(content: bytes) -> Inspected:
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP", "HEIF")) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Invalid(N_("This picture is too large to open. Take it again at normal size."))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (
        UnidentifiedImageError,
        OSError,
        EOFError,
        SyntaxError,
        ValueError,
        RuntimeError,
        Image.DecompressionBombError,
    ) as error:
        raise Invalid(N_("This picture is damaged and cannot be opened. Take or choose it again.")) from error
    upright.info.clear()  # comments would be written again
    upright.thumbnail((LONG_EDGE, LONG_EDGE))
    clean = _jpeg(upright, 82)
    upright.thumbnail((PREVIEW_EDGE, PREVIEW_EDGE), reducing_gap=1.0)
    return Inspected(clean, "image/jpeg", "jpg", _jpeg(upright, 70))


def _jpeg(image: Image.Image, quality: int) -> bytes:
    """Write it to a file: only then do the other threads of the process go on meanwhile."""
    with TemporaryFile() as out:
        image.save(out, "JPEG", quality=quality, optimize=True)
        out.seek(0)
        return out.read()


def inspect_pdf(content: bytes) -> Inspected:
    """Return a PDF that opens, without its scripts; a digitally signed one as it is."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if not 1 <= len(pdf.pages) <= MOST_PAGES:
                raise Invalid(N_("This PDF has no page, or more than %(most)s pages."), most=MOST_PAGES)
            if is_signed(pdf):
                return _as_signed(pdf, content)
            _disarm(pdf)
            out = io.BytesIO()
            pdf.save(out)
    except pikepdf.PasswordError as error:
        raise Invalid(N_("This PDF is locked with a password. Save it without one and choose it again.")) from error
    except pikepdf.PdfError as error:
        raise Invalid(N_("This PDF is damaged and cannot be opened. Save it again and choose it.")) from error
    return Inspected(out.getvalue(), "application/pdf", "pdf", b"")


def _as_signed(pdf: pikepdf.Pdf, content: bytes) -> Inspected:
    if not is_harmless(pdf, content):
        raise Invalid(N_("This signed PDF holds scripts or other files. Print it to a new PDF and choose that."))
    return Inspected(content, "application/pdf", "pdf", b"")


def _disarm(pdf: pikepdf.Pdf) -> None:
    """Take out whatever runs by itself: re-saving alone keeps scripts."""
    _drop(pdf.Root, *_PDF_SCRIPTS)
    _drop(pdf.Root.get("/Names"), *_PDF_NAMES)
    _detach(pdf)
    for page in pdf.pages:
        _drop(page.obj, "/AA")
        for annotation in page.get("/Annots") or ():
            _drop(annotation, "/A", "/AA")
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary):
            _disarm_actions(thing)


def _detach(pdf: pikepdf.Pdf) -> None:
    """Take out attached files wherever they hang: in the names, on a page, beside what they belong to."""
    for page in pdf.pages:
        kept = [one for one in page.get("/Annots") or () if not _is_attachment(one)]
        if "/Annots" in page.obj:
            page.obj["/Annots"] = pikepdf.Array(kept)
    for thing in pdf.objects:
        _drop(thing, "/AF", "/EF")


def _is_attachment(annotation: object) -> bool:
    return isinstance(annotation, pikepdf.Dictionary) and str(annotation.get("/Subtype")) == "/FileAttachment"


def _disarm_actions(thing: pikepdf.Dictionary) -> None:
    """Empty an action that starts something, and unhang those that hang on this one."""
    if runs(thing):
        _drop(thing, *thing.keys())
    _drop(
        thing,
        *(key for key in ("/A", "/AA", "/Next", "/JS") if key in thing and (key in ("/AA", "/JS") or runs(thing[key]))),
    )


def _drop(thing: object, *keys: str) -> None:
    """Remove keys from a dictionary of a PDF; anything else is left alone."""
    if isinstance(thing, pikepdf.Dictionary):
        for key in keys:
            if key in thing:
                del thing[key]
