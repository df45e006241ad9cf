"""Files as citizens send them, and as attackers do."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pikepdf
import pillow_heif
from PIL import Image

#: EXIF: the picture stands on its side (orientation) and says where it was taken (GPS).
_ORIENTATION, _GPS = 0x0112, 0x8825


def a_jpeg(width: int = 60, height: int = 40, *, orientation: int = 0, gps: bool = False) -> bytes:
    """Return a photograph, red on the left half and blue on the right."""
    picture = Image.new("RGB", (width, height), "blue")
    picture.paste("red", (0, 0, width // 2, height))
    exif = Image.Exif()
    if orientation:
        exif[_ORIENTATION] = orientation
    if gps:
        exif[_GPS] = {1: "N", 2: (10.0, 15.0, 12.0), 3: "E", 4: (105.0, 58.0, 30.0)}
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=95, exif=exif)
    return out.getvalue()


def a_png(width: int = 60, height: int = 40) -> bytes:
    """Return a screenshot."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def a_heic(width: int = 60, height: int = 40) -> bytes:
    """Return a photograph as an iPhone keeps it, with the place it was taken; red on the left half, blue on the right."""
    with Image.open(io.BytesIO(a_jpeg(width, height, gps=True))) as picture:
        out = io.BytesIO()
        pillow_heif.from_pillow(picture).save(out, quality=90)
    return out.getvalue()


def a_gif() -> bytes:
    """Return a moving picture: a kind the portal does not take."""
    out = io.BytesIO()
    Image.new("P", (8, 8)).save(out, "GIF")
    return out.getvalue()


def a_png_bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """Return a few bytes that claim to be a picture of 900 million points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4000)) + chunk(b"IEND", b"")
    )


def a_pdf(pages: int = 1, *, password: str = "", script: bool = False, attached: bytes = b"") -> bytes:
    """Return a PDF; locked with a password, with scripts or an attached file wherever PDF may have some."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    if script:
        _arm(pdf)
    if attached:
        _attach(pdf, attached)
    out = io.BytesIO()
    if password:
        pdf.save(out, encryption=pikepdf.Encryption(user=password, owner=password))
    else:
        pdf.save(out)
    return out.getvalue()


def _attach(pdf: pikepdf.Pdf, content: bytes) -> None:
    def file() -> pikepdf.Dictionary:
        return pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F="thu.exe", EF=pikepdf.Dictionary(F=pdf.make_stream(content))
        )

    def annotation(kind: pikepdf.Name, **more: Any) -> pikepdf.Dictionary:
        return pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=kind, Rect=[0, 0, 9, 9], **more)

    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array(["thu.exe", file()])))
    pdf.Root.AF = pikepdf.Array([file()])
    page = pdf.pages[0]
    page.obj.AF = pikepdf.Array([pdf.make_indirect(file())])
    hung = [annotation(pikepdf.Name.FileAttachment, FS=file()), annotation(pikepdf.Name.Text, Contents="Xem lại")]
    page.obj.Annots = pikepdf.Array([pdf.make_indirect(one) for one in hung])


def _arm(pdf: pikepdf.Pdf) -> None:
    def run() -> pikepdf.Dictionary:
        return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('xin chao')")

    pdf.Root.OpenAction = run()
    pdf.Root.AA = pikepdf.Dictionary(WC=run())
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=pikepdf.Array(["x", run()])))
    page = pdf.pages[0]
    page.obj.AA = pikepdf.Dictionary(O=run())
    link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=run())
    page.obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
