"""How is the digital seal of the organisation put on a PDF that leaves? PAdES B-B, added behind the file, without the network.

What stood in the file stands there still, byte for byte: tags for screen readers too. The seal is shown by PDF readers, not on the page.
A seal that cannot be put on is never passed over in silence: whoever asked for it is told (`SealBroken`).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pikepdf
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from config import SealSettings
from portal.kernel.clock import local_date
from portal.kernel.errors import N_
from portal.storage.inspect import Inspected
from portal.storage.signed import is_signed

FIELD: Final = "DauSo"
#: How long before its end a seal is told to be renewed.
_WARNED: Final = timedelta(days=30)
log = logging.getLogger(__name__)


class SealBroken(Exception):
    """The seal is set but cannot be put on; the message says why, in English."""


class Seal:
    """The seal as it is set; read anew each time, so that a renewed file counts at once."""

    def __init__(self, settings: SealSettings | None) -> None:
        self._settings = settings

    @property
    def is_set(self) -> bool:
        """Say whether papers are to be sealed."""
        return self._settings is not None

    def state(self, at: datetime) -> tuple[bool, str, Mapping[str, Any]]:
        """Return whether all is well, and a message with its values: what `portal check` says."""
        if self._settings is None:
            return True, N_("not set: papers leave without a digital seal"), {}
        try:
            name, until = self._check(at)
        except SealBroken as error:
            return False, N_("cannot be put on: %(why)s"), {"why": str(error)}
        values = {"name": name, "day": f"{local_date(until):%d/%m/%Y}"}
        if until - at < _WARNED:
            return False, N_("%(name)s, only until %(day)s: renew it"), values
        return True, N_("%(name)s, until %(day)s"), values

    def put_on(self, content: bytes, at: datetime) -> bytes:
        """Return the PDF with the seal; SealBroken when that cannot be done."""
        assert self._settings is not None
        self._check(at)
        try:
            return _signed(content, Path(self._settings.file).read_bytes(), self._settings.password.encode())
        except Exception as error:  # whatever a broken file makes a library raise
            log.exception("a PDF could not be sealed")
            raise SealBroken(f"{type(error).__name__}: {error}") from error

    def on_upload(self, file: Inspected, at: datetime) -> Inspected:
        """Return an uploaded file with the seal; pictures, and PDFs that somebody signed, as they are."""
        if not self.is_set or file.media_type != "application/pdf":
            return file
        with pikepdf.open(io.BytesIO(file.content)) as pdf:
            if is_signed(pdf):
                return file
        return replace(file, content=self.put_on(file.content, at))

    def _check(self, at: datetime) -> tuple[str, datetime]:
        """Return whose seal it is and until when; SealBroken when it cannot be used now."""
        assert self._settings is not None
        try:
            content = Path(self._settings.file).read_bytes()
            key, certificate, _others = pkcs12.load_key_and_certificates(content, self._settings.password.encode())
        except OSError as error:
            raise SealBroken(f"the file of SEAL_FILE cannot be read ({error.strerror})") from error
        except ValueError as error:
            raise SealBroken("SEAL_PASSWORD does not open the file of SEAL_FILE, or it is no PKCS#12 file") from error
        if key is None or certificate is None:
            raise SealBroken("the file of SEAL_FILE holds no key with its certificate")
        if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
            raise SealBroken(f"its certificate was valid until {local_date(certificate.not_valid_after_utc):%d/%m/%Y}")
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return (str(names[0].value) if names else "?"), certificate.not_valid_after_utc


def _signed(content: bytes, pkcs12_file: bytes, password: bytes) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers

    signer = signers.SimpleSigner.load_pkcs12_data(pkcs12_file, other_certs=[], passphrase=password)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD, subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    # Hidden: a field that is seen would have to be tagged (PDF/UA-1, 7.18.1).
    hidden = fields.InvisSigSettings(set_print_flag=False, set_hidden_flag=True)
    place = fields.SigFieldSpec(FIELD, invis_sig_settings=hidden)
    out = io.BytesIO()
    signers.PdfSigner(about, signer, new_field_spec=place).sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content), strict=False), output=out
    )
    return out.getvalue()
