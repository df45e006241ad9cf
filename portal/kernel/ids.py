"""How are codes and secrets made, so that a person can read them aloud and nobody can guess them?"""

from __future__ import annotations

import secrets

#: No 0/O, 1/I/L, 5/S, 2/Z, 8/B: letters that people mix up on paper and on the telephone.
READABLE = "34679ACDEFGHJKMNPQRTUVWXY"


def readable(length: int) -> str:
    """Return a random code of `length` characters that survives being read aloud."""
    return "".join(secrets.choice(READABLE) for _ in range(length))


def digits(length: int) -> str:
    """Return `length` random digits."""
    return "".join(secrets.choice("0123456789") for _ in range(length))


def token() -> str:
    """Return an unguessable token for links (160 bits)."""
    return secrets.token_urlsafe(20)
