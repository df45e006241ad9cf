"""Does the seal of the organisation hold: put on behind what is there, checked by its issuer, told when it is broken?"""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from config import SealSettings
from portal.storage.inspect import Inspected, inspect
from portal.storage.scanning import NoScanner
from portal.storage.seal import Seal, SealBroken
from portal.storage.signatures import SignatureReader, read_signatures
from tests.builders.files import a_jpeg, a_pdf
from tests.builders.signing import ISSUER, PASSWORD, a_pkcs12, a_seal, a_signed_pdf, an_authority, changed_after

NOW = datetime.now(UTC)


def uploaded(content: bytes, name: str = "ket-qua.pdf") -> Inspected:
    return inspect(content, name, most_bytes=1 << 20, scanner=NoScanner())


def test_the_seal_stands_behind_the_file_and_its_issuer_vouches_for_it(tmp_path: Path) -> None:
    content = uploaded(a_pdf()).content
    sealed = Seal(a_seal(tmp_path)).put_on(content, NOW)
    assert sealed.startswith(content) and len(sealed) > len(content)
    roots = SignatureReader(an_authority(ISSUER).roots(tmp_path)).roots()
    [one] = read_signatures(sealed, roots, NOW)
    assert (one.signer, one.document, one.certificate) == ("Sở Nội vụ", "unchanged", "trusted")
    assert [one.document for one in read_signatures(changed_after(sealed), roots, NOW)] == ["changed"]


def test_the_seal_is_hidden_from_the_page_as_tagged_documents_want_it(tmp_path: Path) -> None:
    sealed = Seal(a_seal(tmp_path)).put_on(a_pdf(), NOW)
    with pikepdf.open(io.BytesIO(sealed)) as pdf:
        [widget] = pdf.pages[0].Annots
        assert int(widget.F) & 2, "hidden (PDF/UA-1, 7.18.1)"
        assert str(widget.V.SubFilter) == "/ETSI.CAdES.detached"


def test_only_a_pdf_that_nobody_signed_is_sealed(tmp_path: Path) -> None:
    seal, signed = Seal(a_seal(tmp_path)), uploaded(a_signed_pdf())
    picture, plain = uploaded(a_jpeg(), "ket-qua.jpg"), uploaded(a_pdf())
    assert seal.on_upload(signed, NOW) == signed and seal.on_upload(picture, NOW) == picture
    assert seal.on_upload(plain, NOW).content.startswith(plain.content)
    assert Seal(None).on_upload(plain, NOW) == plain


@pytest.mark.parametrize(
    ("settings", "at", "says"),
    [
        (lambda folder: SealSettings(str(folder / "khong-co.p12"), PASSWORD), NOW, "cannot be read"),
        (lambda folder: SealSettings(a_seal(folder).file, "sai"), NOW, "does not open"),
        (lambda folder: SealSettings(__file__, PASSWORD), NOW, "no PKCS#12 file"),
        (lambda folder: a_seal(folder), NOW + timedelta(days=500), "was valid until"),
    ],
    ids=["missing", "password", "another file", "expired"],
)
def test_a_seal_that_cannot_be_used_says_why_and_seals_nothing(
    tmp_path: Path, settings: Callable[[Path], SealSettings | None], at: datetime, says: str
) -> None:
    seal = Seal(settings(tmp_path))
    is_ok, message, values = seal.state(at)
    assert not is_ok and says in message % values
    with pytest.raises(SealBroken, match=says):
        seal.put_on(a_pdf(), at)


def test_a_seal_is_to_be_renewed_before_it_ends(tmp_path: Path) -> None:
    assert Seal(None).state(NOW)[0]
    is_ok, message, values = Seal(a_seal(tmp_path)).state(NOW)
    assert is_ok and (message % values).startswith("Sở Nội vụ, until")
    (tmp_path / "con-dau.p12").write_bytes(a_pkcs12("Sở Nội vụ", days=20))
    is_ok, message, values = Seal(SealSettings(str(tmp_path / "con-dau.p12"), PASSWORD)).state(NOW)
    assert not is_ok and "renew it" in message % values
