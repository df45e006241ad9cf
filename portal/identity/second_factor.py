"""Is this the telephone of the officer? Codes of six digits that change every half minute (TOTP, RFC 6238), each used once.

Recovery codes on paper stand in for a lost telephone. Five wrong codes in a quarter of an hour are enough.
"""

from __future__ import annotations

import base64
import os
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portal.identity.models import Officer
from portal.identity.operations import count_try, uncount_try
from portal.identity.people_models import RecoveryCode, SecondFactor, TrustedDevice
from portal.identity.people_operations import Administrator, end_sessions, note
from portal.identity.sealing import Seals
from portal.kernel.errors import N_, Invalid, NotAllowed
from portal.kernel.ids import readable, token

STEP_SECONDS, DIGITS = 30, 6
#: Clocks of telephones go wrong by half a minute.
STEPS_AROUND = (-1, 0, 1)
MOST_WRONG, WITHIN = 5, timedelta(minutes=15)
RECOVERY_CODES = 10
TRUSTED_FOR = timedelta(hours=12)


def begin(session: Session, officer: Officer, seals: Seals) -> str:
    """Return the key to put into the telephone; the same one until it has been confirmed by a code."""
    row = session.get(SecondFactor, officer.id, with_for_update=True)
    if row is not None and row.confirmed_at is not None:
        raise Invalid(N_("A telephone is set up already"))
    if row is None:
        row = SecondFactor(officer_id=officer.id, sealed_key=seals.seal(os.urandom(20).hex()))
        session.add(row)
    return written(seals.open(row.sealed_key))


def address_of(key: str, officer: Officer, issuer: str) -> str:
    """Return what the QR code says to the program on the telephone."""
    return _totp(_raw(key)).get_provisioning_uri(officer.username, issuer)


def written(key_hex: str) -> str:
    """Return the key as it is typed by hand: base 32, no padding."""
    return base64.b32encode(bytes.fromhex(key_hex)).decode().rstrip("=")


def confirm(session: Session, officer: Officer, typed: str, seals: Seals, *, at: datetime) -> list[str] | Invalid:
    """Turn the second factor on with a first code; return the recovery codes, told once, or the refusal to show."""
    row = session.get(SecondFactor, officer.id, with_for_update=True)
    if row is None or row.confirmed_at is not None:
        return Invalid(N_("Begin again: the key was not made here"))
    count_try(session, _key(officer), at=at, most=MOST_WRONG, within=WITHIN)
    if not _is_code(row, typed, seals, at):
        return Invalid(N_("This code is not right. Wait for the next one on the telephone and type that."))
    uncount_try(session, _key(officer))
    row.confirmed_at = officer.second_factor_at = at
    note(session, officer, "second_factor_on", by=officer, at=at)
    return new_recovery_codes(session, officer)


def check(session: Session, officer: Officer, typed: str, seals: Seals, *, at: datetime) -> Invalid | None:
    """Check a code of the telephone or of the paper; return the refusal to show, None for a right one.

    Raises TooMany past five wrong ones in a quarter of an hour.
    """
    count_try(session, _key(officer), at=at, most=MOST_WRONG, within=WITHIN)
    row = session.get(SecondFactor, officer.id, with_for_update=True)
    if row is None or row.confirmed_at is None:
        return Invalid(N_("No telephone is set up"))
    right = _is_code(row, typed, seals, at) or _use_recovery_code(session, officer, typed, at)
    if not right:
        return Invalid(N_("The code is not right, or was used already. Wait for the next one on the telephone."))
    uncount_try(session, _key(officer))
    return None


def new_recovery_codes(session: Session, officer: Officer) -> list[str]:
    """Make ten codes for paper and return them; the ones before no longer count."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.officer_id == officer.id))
    codes = ["-".join(readable(4) for _ in range(3)) for _ in range(RECOVERY_CODES)]
    session.add_all(RecoveryCode(officer_id=officer.id, code_hash=_hash(officer, code)) for code in codes)
    return codes


def count_recovery_codes(session: Session, officer: Officer) -> int:
    """Return how many codes of the paper have not been used."""
    left = RecoveryCode.officer_id == officer.id, RecoveryCode.used_at.is_(None)
    return session.scalar(select(func.count()).select_from(RecoveryCode).where(*left)) or 0


def remove(session: Session, officer: Officer, *, at: datetime) -> None:
    """Turn it off, where it is not required."""
    forget(session, officer)
    note(session, officer, "second_factor_off", by=officer, at=at)


def reset(session: Session, person: Officer, *, by: Administrator, at: datetime) -> None:
    """Let an administrator take away the telephone that was lost; every session ends with it."""
    session.refresh(person, with_for_update={"of": Officer})
    if not by.may_keep(person):
        raise NotAllowed
    forget(session, person)
    end_sessions(session, person)
    note(session, person, "second_factor_reset", by=by.officer, at=at)


def forget(session: Session, officer: Officer) -> None:
    """Take telephone, paper and trusted computers away."""
    for kind in (SecondFactor, RecoveryCode, TrustedDevice):
        session.execute(delete(kind).where(kind.officer_id == officer.id))
    officer.second_factor_at = None


# ---- computers at a counter


def trust(session: Session, officer: Officer, *, at: datetime) -> str:
    """Trust this computer for twelve hours; return what its cookie holds."""
    secret = token()
    session.execute(delete(TrustedDevice).where(TrustedDevice.expires_at <= at))
    row = TrustedDevice(
        officer_id=officer.id, token_hash=sha256(secret.encode()).hexdigest(), expires_at=at + TRUSTED_FOR
    )
    session.add(row)
    return secret


def is_trusted(session: Session, officer: Officer, secret: str, *, at: datetime) -> bool:
    """Say whether this officer trusted the computer that holds the cookie less than twelve hours ago."""
    wanted = sha256(secret.encode()).hexdigest()
    query = select(TrustedDevice.id).where(
        TrustedDevice.token_hash == wanted, TrustedDevice.officer_id == officer.id, TrustedDevice.expires_at > at
    )
    return bool(secret) and session.scalars(query).first() is not None


def _is_code(row: SecondFactor, typed: str, seals: Seals, at: datetime) -> bool:
    """Say whether the digits are those of now, and use them up; the key is sealed anew under the present secret."""
    digits = "".join(c for c in typed if c.isdigit())
    if len(digits) != DIGITS or len("".join(typed.split())) != DIGITS:
        return False
    key = seals.open(row.sealed_key)
    totp, now_step = _totp(bytes.fromhex(key)), int(at.timestamp()) // STEP_SECONDS
    for step in (now_step + around for around in STEPS_AROUND):
        if totp.generate(step * STEP_SECONDS).decode() == digits and step > row.last_step:
            row.last_step, row.sealed_key = step, seals.seal(key)
            return True
    return False


def _use_recovery_code(session: Session, officer: Officer, typed: str, at: datetime) -> bool:
    same = RecoveryCode.officer_id == officer.id, RecoveryCode.code_hash == _hash(officer, typed)
    used = update(RecoveryCode).where(*same, RecoveryCode.used_at.is_(None)).values(used_at=at)
    if not session.execute(used.returning(RecoveryCode.id)).first():
        return False
    note(session, officer, "recovery_code_used", by=officer, at=at)
    return True


def _totp(key: bytes) -> TOTP:
    # SHA-1 is what every program for telephones reads; here it is a keyed hash, which its collisions do not touch.
    return TOTP(key, DIGITS, SHA1(), STEP_SECONDS)


def _raw(key: str) -> bytes:
    return base64.b32decode(key + "=" * (-len(key) % 8))


def _hash(officer: Officer, code: str) -> str:
    bare = "".join(c for c in code.upper() if c.isalnum())
    return sha256(f"{officer.id}:{bare}".encode()).hexdigest()


def _key(officer: Officer) -> str:
    return f"second-factor:{officer.id}"
