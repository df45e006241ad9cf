"""Is a signed PDF kept as it was signed, and is exactly what was verified said about it?"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from portal.kernel.errors import Invalid
from portal.storage.inspect import inspect
from portal.storage.models import StoredFile
from portal.storage.scanning import NoScanner
from portal.storage.signatures import Signature, SignatureReader, read_signatures
from portal.storage.store import DiskStore
from tests.builders.files import a_jpeg, a_pdf
from tests.builders.signing import ISSUER, a_signed_pdf, an_authority, changed_after
from tests.storage.test_hostile import SCRIPT, a_zip

NOW = datetime.now(UTC)


def taken(content: bytes) -> bytes:
    return inspect(content, "quyet-dinh.pdf", most_bytes=1 << 20, scanner=NoScanner()).content


def read(content: bytes, folder: Path, *, roots: str = "", media_type: str = "application/pdf") -> Sequence[Signature]:
    store = DiskStore(folder / "files")
    file = StoredFile(key=store.put(content), media_type=media_type, created_at=NOW)
    return SignatureReader(roots).of(store, file)


def armed() -> list[bytes]:
    """Return PDFs in which something runs, or hangs, in different places."""
    found = [a_pdf(script=True)]
    for where in ("/AA", "/Names", "/Link", "/Nested"):
        pdf = pikepdf.open(io.BytesIO(a_pdf()))
        run = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        if where == "/AA":
            pdf.pages[0].obj.AA = pikepdf.Dictionary(O=run)
        elif where == "/Names":
            pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([])))
        else:
            hung = run if where == "/Link" else pikepdf.Dictionary(S=pikepdf.Name.GoTo, Next=pikepdf.Array([run]))
            link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=hung)
            pdf.pages[0].obj.Annots = pikepdf.Array([link])
        out = io.BytesIO()
        pdf.save(out)
        found.append(out.getvalue())
    return found


# ---- what comes in


def test_a_signed_pdf_is_kept_byte_for_byte_and_any_other_is_written_anew() -> None:
    signed = a_signed_pdf()
    assert taken(signed) == signed
    assert taken(a_pdf()) != a_pdf()


def test_where_a_reader_should_open_the_document_is_no_script() -> None:
    pdf = pikepdf.open(io.BytesIO(a_pdf()))
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    out = io.BytesIO()
    pdf.save(out)
    signed = a_signed_pdf(out.getvalue())
    assert taken(signed) == signed


@pytest.mark.parametrize("content", armed(), ids=["script", "on a page", "files", "behind a link", "behind another"])
def test_a_signed_pdf_in_which_something_runs_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="signed PDF holds scripts"):
        taken(a_signed_pdf(content))


@pytest.mark.parametrize("rider", [a_zip(), SCRIPT], ids=["zip", "html"])
def test_a_signed_pdf_that_is_something_else_too_is_refused(rider: bytes) -> None:
    with pytest.raises(Invalid):
        taken(a_signed_pdf() + rider)


# ---- what is said


def test_who_signed_when_and_that_nothing_changed_since(tmp_path: Path) -> None:
    [one] = read(a_signed_pdf(), tmp_path)
    assert (one.signer, one.organisation) == ("Nguyễn Văn A", "UBND tỉnh Vĩnh Long")
    assert one.signed_at is not None and abs(one.signed_at - NOW) < timedelta(minutes=10)
    assert (one.document, one.certificate) == ("unchanged", "unchecked"), "nobody was asked whose it is"


def test_only_the_issuers_of_the_province_are_trusted(tmp_path: Path) -> None:
    roots = an_authority(ISSUER).roots(tmp_path)
    own, foreign = a_signed_pdf(), a_signed_pdf(authority="Kẻ lạ", name="Nguyễn Văn A")
    assert [one.certificate for one in (*read(own, tmp_path, roots=roots), *read(foreign, tmp_path, roots=roots))] == [
        "trusted", "untrusted",
    ]  # fmt: skip
    unreadable = tmp_path / "hong.pem"
    unreadable.write_text("không phải chứng thư")
    assert read(own, tmp_path, roots=str(unreadable))[0].certificate == "unchecked"


def test_a_certificate_must_have_been_valid_when_the_file_came(tmp_path: Path) -> None:
    roots = SignatureReader(an_authority(ISSUER).roots(tmp_path))
    late = NOW + timedelta(days=400)
    assert read_signatures(a_signed_pdf(), roots.roots(), late)[0].certificate == "untrusted"


def test_what_was_changed_after_signing_is_told(tmp_path: Path) -> None:
    signed = a_signed_pdf()
    assert [one.document for one in read(changed_after(signed), tmp_path)] == ["changed"]
    flipped = signed.replace(b"/MediaBox", b"/MediaBux", 1)
    assert flipped != signed
    assert [one.document for one in read(flipped, tmp_path)] == ["changed"]


def test_a_second_signature_leaves_the_first_one_whole(tmp_path: Path) -> None:
    both = a_signed_pdf(a_signed_pdf(), name="Trần Thị B")
    assert [(one.signer, one.document) for one in read(both, tmp_path)] == [
        ("Nguyễn Văn A", "unchanged"), ("Trần Thị B", "unchanged"),
    ]  # fmt: skip
    assert [one.document for one in read(changed_after(both), tmp_path)] == ["changed", "changed"]


def test_of_a_signature_that_is_none_nothing_is_said_but_that(tmp_path: Path) -> None:
    signed = a_signed_pdf()
    start = signed.index(b"/Contents <") + len(b"/Contents <")
    forged = signed[:start] + b"00" * 40 + signed[start + 80 :]
    assert [one.document for one in read(forged, tmp_path)] == ["unreadable"]
    assert read(b"%PDF-1.7 /ByteRange", tmp_path)[0].document == "unreadable"


def test_who_signed_nothing_is_not_named(tmp_path: Path) -> None:
    assert read(a_pdf(), tmp_path) == () == read(a_jpeg(), tmp_path, media_type="image/jpeg")
