"""Who signed a PDF, when, and is it unchanged since? Read from the file itself, without the network.

That a file is unchanged says nothing about who signed: anybody can make a certificate with any name. Whose it is, is checked
only against the issuers that the province trusts (SIGNATURE_ROOTS); without them that is left open, and said.
pyHanko is imported at the first signed file (a second, 30 MB): a process that sees none does not pay for it.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from portal.storage.models import StoredFile
from portal.storage.store import Store

if TYPE_CHECKING:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
    from pyhanko.sign.validation.status import PdfSignatureStatus

#: What became of the document since: as it was signed, not as it was signed, or nobody can say.
UNCHANGED, CHANGED, UNREADABLE = "unchanged", "changed", "unreadable"
#: Whose certificate it is: an issuer the province trusts, another one, or not looked at.
TRUSTED, UNTRUSTED, UNCHECKED = "trusted", "untrusted", "unchecked"
#: Every signed PDF has this word in clear: a signature tells which bytes it covers.
_MARK: Final = b"/ByteRange"
_KEPT: Final = 256
log = logging.getLogger(__name__)
#: Writes names of signers whose issuer it does not know, each with a traceback.
logging.getLogger("pyhanko").setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Signature:
    """One digital signature of a PDF. Name and time are what the signer's machine wrote."""

    signer: str = ""
    organisation: str = ""
    signed_at: datetime | None = None
    document: str = UNREADABLE
    certificate: str = UNCHECKED


class SignatureReader:
    """Reads signatures; what was read once is remembered by the fingerprint of the file."""

    def __init__(self, roots_file: str = "") -> None:
        self.roots_file = roots_file
        self._read: dict[bytes, tuple[Signature, ...]] = {}

    def of(self, store: Store, file: StoredFile | None) -> tuple[Signature, ...]:
        """Return the signatures of a kept file; none of a picture, or of a PDF that nobody signed."""
        if file is None or file.media_type != "application/pdf":
            return ()
        content = store.get(file.key)
        if _MARK not in content:
            return ()
        mark = sha256(content).digest()
        if mark not in self._read:
            if len(self._read) >= _KEPT:
                self._read.clear()
            self._read[mark] = read_signatures(content, self._trusted(), file.created_at)
        return self._read[mark]

    def roots(self) -> list[Any]:
        """Return the certificates of the trusted issuers; ValueError or OSError when the file cannot be read."""
        if not self.roots_file:
            return []
        from asn1crypto import pem, x509

        content = Path(self.roots_file).read_bytes()
        found = [x509.Certificate.load(der) for _kind, _headers, der in pem.unarmor(content, multiple=True)]
        for certificate in found:
            _ = certificate.native  # it is read only now: what is no certificate is told here
        return found

    def _trusted(self) -> list[Any]:
        try:
            return self.roots()
        except (ValueError, OSError):  # `portal check` says it; until then nobody is trusted
            log.exception("SIGNATURE_ROOTS cannot be read")
            return []


def read_signatures(content: bytes, roots: Sequence[Any], known_since: datetime) -> tuple[Signature, ...]:
    """Return the signatures of a PDF, the first one first; certificates must have been valid when we got it (`known_since`)."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        if reader.encrypted:
            reader.decrypt(b"")
        found = reader.embedded_regular_signatures
    except Exception:  # whatever a broken file makes a parser raise: nobody can say anything about it
        log.warning("the signatures of a PDF cannot be read", exc_info=True)
        return (Signature(),)
    read = [_status(one, roots, known_since) for one in found]
    return tuple(_told(one, status, read, bool(roots)) for one, status in zip(found, read, strict=True))


def _status(one: EmbeddedPdfSignature, roots: Sequence[Any], known_since: datetime) -> PdfSignatureStatus | None:
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=roots, moment=known_since, allow_fetching=False)
    try:
        return validate_pdf_signature(
            one, signer_validation_context=context, key_usage_settings=KeyUsageConstraints(key_usage=set())
        )
    except Exception:  # as above: algorithms and structures that nobody knows
        log.warning("a signature of a PDF cannot be checked", exc_info=True)
        return None


def _told(
    one: EmbeddedPdfSignature, status: PdfSignatureStatus | None, all_of_them: Sequence[PdfSignatureStatus | None],
    has_roots: bool,
) -> Signature:  # fmt: skip
    if status is None:
        return Signature()
    names = status.signing_cert.subject.native
    trust = (TRUSTED if status.trusted else UNTRUSTED) if has_roots else UNCHECKED
    return Signature(
        _last(names.get("common_name")), _last(names.get("organization_name")), status.signer_reported_dt,
        _document(status, all_of_them), trust,
    )  # fmt: skip


def _document(status: PdfSignatureStatus, all_of_them: Sequence[PdfSignatureStatus | None]) -> str:
    """Say what became of the document: what was added later must be signed as well, by who signed after."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if not status.intact:
        return CHANGED
    if not status.valid:
        return UNREADABLE
    closed = any(s and s.intact and s.valid and s.coverage == SignatureCoverageLevel.ENTIRE_FILE for s in all_of_them)
    most = ModificationLevel.FORM_FILLING if closed else ModificationLevel.LTA_UPDATES
    return UNCHANGED if status.docmdp_ok and status.modification_level <= most else CHANGED


def _last(name: str | list[str] | None) -> str:
    return (name[-1] if isinstance(name, list) else name) or ""
