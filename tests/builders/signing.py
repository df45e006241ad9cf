"""Certificates that only exist in tests, and PDFs signed with them as a leader's token or the seal of an organisation does."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

from config import SealSettings
from tests.builders.files import a_pdf

PASSWORD = "mat-khau-cua-con-dau"
ISSUER = "Ban Cơ yếu thử nghiệm"


@dataclass(frozen=True)
class Authority:
    """An issuer of certificates."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate

    def roots(self, folder: Path) -> str:
        """Write its certificate where SIGNATURE_ROOTS can name it, and return the path."""
        path = folder / "roots.pem"
        path.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return str(path)


@cache
def an_authority(name: str) -> Authority:
    """Return an issuer, the same one for the same name."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return Authority(key, _certificate(name, "", key, name, key, is_authority=True))


@cache
def a_pkcs12(
    name: str = "Nguyễn Văn A", organisation: str = "UBND tỉnh Vĩnh Long", *, days: int = 365,
    authority: str = ISSUER,
) -> bytes:  # fmt: skip
    """Return key and certificate as a file under PASSWORD, valid for so many days from now."""
    issuer, key = an_authority(authority), rsa.generate_private_key(public_exponent=65537, key_size=2048)
    certificate = _certificate(name, organisation, key, authority, issuer.key, days=days)
    return pkcs12.serialize_key_and_certificates(
        name.encode(), key, certificate, [issuer.certificate], BestAvailableEncryption(PASSWORD.encode())
    )


def a_seal(folder: Path, name: str = "Sở Nội vụ") -> SealSettings:
    """Return the seal of an organisation, written into a folder."""
    path = folder / "con-dau.p12"
    path.write_bytes(a_pkcs12(name, ""))
    return SealSettings(str(path), PASSWORD)


def a_signed_pdf(content: bytes = b"", *, name: str = "Nguyễn Văn A", authority: str = ISSUER) -> bytes:
    """Return a PDF (blank unless given) signed by somebody."""
    signer = signers.SimpleSigner.load_pkcs12_data(
        a_pkcs12(name, authority=authority), other_certs=[], passphrase=PASSWORD.encode()
    )
    writer = IncrementalPdfFileWriter(io.BytesIO(content or a_pdf()), strict=False)
    about = signers.PdfSignatureMetadata(
        field_name=f"Chữ ký {name}", subfilter=fields.SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    out = io.BytesIO()
    signers.PdfSigner(about, signer).sign_pdf(writer, output=out)
    return out.getvalue()


def changed_after(content: bytes) -> bytes:
    """Return a signed PDF whose page somebody turned, as editors do: behind what was signed."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = generic.NumberObject(90)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _certificate(
    name: str, organisation: str, key: rsa.RSAPrivateKey, issuer: str, issuer_key: rsa.RSAPrivateKey, *,
    days: int = 365, is_authority: bool = False,
) -> x509.Certificate:  # fmt: skip
    now = datetime.now(UTC)
    more = [x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation)] if organisation else []
    builder = x509.CertificateBuilder(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]),
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), *more]),
        key.public_key(), x509.random_serial_number(), datetime(2020, 1, 1, tzinfo=UTC), now + timedelta(days=days),
    )  # fmt: skip
    builder = builder.add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return builder.add_extension(usage, critical=True).sign(issuer_key, hashes.SHA256())
