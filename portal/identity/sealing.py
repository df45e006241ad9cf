"""How are keys of second factors kept? Encrypted under the portal's secret key, so that a copy of the database opens nothing.

Old secret keys (SECRET_KEY_FALLBACKS) still open what they sealed; whatever is opened is sealed anew with the first.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from portal.kernel.errors import N_, Invalid


class Seals:
    """Seals with the first key, opens with any."""

    def __init__(self, keys: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(_key_of(key)) for key in keys])

    def seal(self, text: str) -> str:
        """Return the text so that only this portal reads it."""
        return self._fernet.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Return what was sealed; Invalid when the secret key was changed without keeping the old one."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise Invalid(
                N_("The key of your telephone can no longer be read. Ask your administrator to reset it.")
            ) from error


def _key_of(secret: str) -> bytes:
    return base64.urlsafe_b64encode(sha256(b"second-factor:" + secret.encode()).digest())
