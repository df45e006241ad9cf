"""Which certificates does the portal sign with, and whom does it trust? Read from the environment by `config.py`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from config_outside import ConfigError, readable_file


@dataclass(frozen=True)
class SealSettings:
    """The seal of the organisation: a PKCS#12 file and its password.

    Whether it opens is not asked here: a seal that broke must not keep the office closed. `portal check` and the pages say it.
    """

    file: str
    password: str = field(repr=False)


def read_seal(env: Mapping[str, str]) -> SealSettings | None:
    """Return the seal, None when papers leave unsealed; ConfigError for half of it."""
    file, password = env.get("SEAL_FILE", ""), env.get("SEAL_PASSWORD", "")
    if bool(file) != bool(password):
        raise ConfigError("SEAL_FILE and SEAL_PASSWORD belong together: give both or none")
    return SealSettings(file, password) if file else None


def read_signature_roots(env: Mapping[str, str]) -> str:
    """Return the file of certificates whose signatures are trusted; "" when nobody's are."""
    return readable_file(env, "SIGNATURE_ROOTS")
