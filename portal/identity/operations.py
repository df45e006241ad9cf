"""How does somebody prove who they are? One-time codes for citizens, passwords for officers, both counted.

Codes live ten minutes and five tries (ux 1.6); there is no CAPTCHA, the counting takes its place.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.identity.models import Citizen, Officer, OfficerRole, OneTimeCode, TryCount
from portal.identity.passwords import hashed, matches
from portal.identity.rules import ACTIONS, kind_of, normal_email, normal_phone
from portal.kernel.database import to_change
from portal.kernel.errors import N_, Invalid, TooMany
from portal.kernel.ids import digits

CODE_LIVES = timedelta(minutes=10)
CODE_TRIES = 5
RESEND_AFTER = timedelta(seconds=30)


def count_try(session: Session, key: str, *, at: datetime, most: int, within: timedelta) -> None:
    """Count one try under `key`; raise TooMany beyond `most` in a window of `within`."""
    row = session.get(TryCount, key, with_for_update=True)
    if row is None:
        session.add(TryCount(key=key, window_starts_at=at, count=1))
        return
    if at - row.window_starts_at >= within:
        row.window_starts_at, row.count = at, 1
        return
    if row.count >= most:
        raise TooMany(again_at=row.window_starts_at + within)
    row.count += 1


def uncount_try(session: Session, key: str) -> None:
    """Take one try back: it was right, and whoever signs in often is not guessing."""
    row = session.get(TryCount, key)
    if row is not None:
        row.count = max(0, row.count - 1)


#: How an address of each kind is read, and the sentence for what is none.
_READ = {
    "phone": (normal_phone, N_("A phone number has 10 digits, for example 0912 345 678")),
    "email": (normal_email, N_("An e-mail address looks like ten@example.com")),
}


def request_code(
    session: Session, typed: str, *, at: datetime, address: str, by: str = "phone"
) -> tuple[OneTimeCode, str]:
    """Make a one-time code for a telephone (or an e-mail address); return the row and the code in clear, for the notice.

    Raises Invalid for what is no such address, TooMany past 5 codes an hour to one of them or 30 an hour from a computer.
    """
    read, refusal = _READ[by]
    sent_to = read(typed)
    if not sent_to:
        raise Invalid(refusal)
    hour = timedelta(hours=1)
    count_try(session, f"code-to:{sent_to}", at=at, most=5, within=hour)
    count_try(session, f"code-address:{address}", at=at, most=30, within=hour)
    code = digits(6)
    row = OneTimeCode(
        sent_to=sent_to, code_hash=_code_hash(sent_to, code), created_at=at, expires_at=at + CODE_LIVES,
        attempts_left=CODE_TRIES,
    )  # fmt: skip
    session.add(row)
    return row, code


def newest_code(session: Session, sent_to: str) -> OneTimeCode | None:
    """Return the newest code sent there; older ones no longer count."""
    query = select(OneTimeCode).where(OneTimeCode.sent_to == sent_to).order_by(OneTimeCode.id.desc()).limit(1)
    return session.scalars(to_change(query)).first()


def confirm_code(session: Session, sent_to: str, typed: str, *, at: datetime) -> Citizen | Invalid:
    """Check a code; return the citizen, or the refusal to show (the used-up try stays counted)."""
    refusal = use_code(session, sent_to, typed, at=at)
    return refusal or find_or_add_citizen(session, sent_to, at=at)


def use_code(session: Session, sent_to: str, typed: str, *, at: datetime) -> Invalid | None:
    """Use a code up; return the refusal to show, None for the right one."""
    row = newest_code(session, sent_to)
    if row is None or row.used_at is not None or at >= row.expires_at:
        return Invalid(N_("The code has expired. Press Send a new code."))
    if row.attempts_left == 0:
        return Invalid(N_("Too many wrong codes. Press Send a new code."))
    code = "".join(c for c in typed if c.isdigit())
    if not hmac.compare_digest(row.code_hash, _code_hash(sent_to, code)):
        row.attempts_left -= 1
        return Invalid(N_("The code is not right. %(left)s tries left."), left=row.attempts_left)
    row.used_at = at
    return None


def find_citizen(session: Session, address: str) -> Citizen | None:
    """Return whoever has proven that telephone or e-mail address."""
    column = Citizen.email if kind_of(address) == "email" else Citizen.phone
    return session.scalars(select(Citizen).where(column == address)).first()


def find_or_add_citizen(session: Session, address: str, *, at: datetime) -> Citizen:
    """Return the citizen with that telephone or e-mail address, known from the first confirmed code on."""
    citizen = find_citizen(session, address)
    if citizen is None:
        citizen = Citizen(created_at=at, profile={}, **{kind_of(address): address})
        session.add(citizen)
        session.flush()  # its number is needed for the session
    return citizen


def check_password(session: Session, username: str, password: str, *, at: datetime, address: str) -> Officer | Invalid:
    """Return the officer, or one refusal for wrong name, wrong password and closed account alike.

    Raises TooMany past 8 wrong passwords of a name or 60 of an address in a quarter of an hour; right ones do not count.
    """
    name = username.strip().lower()
    quarter = timedelta(minutes=15)
    counted = (f"password:{name[:80]}", f"password-address:{address}")
    for key, most in zip(counted, (8, 60), strict=True):
        count_try(session, key, at=at, most=most, within=quarter)
    officer = session.scalars(select(Officer).where(Officer.username == name)).first()
    right = matches(officer.password_hash if officer else None, password)
    if officer is None or not right or not officer.is_enabled:
        return Invalid(N_("The name or the password is not right."))
    for key in counted:
        uncount_try(session, key)
    return officer


def end_every_session(person: Citizen) -> None:
    """Let no session of this citizen be believed any more, wherever it was opened."""
    person.session_epoch += 1


def add_officer(
    session: Session, *, username: str, password: str, full_name: str, title: str, at: datetime, agency: str = "",
    email: str = "",
) -> Officer:  # fmt: skip
    """Add somebody who works here; roles are given separately."""
    officer = Officer(
        username=username.lower(), password_hash=hashed(password), full_name=full_name, title=title, created_at=at,
        agency_code=agency, email=email,
    )  # fmt: skip
    officer.refold()
    session.add(officer)
    session.flush()  # roles point to its number
    return officer


def grant(session: Session, officer: Officer, *, role: str, agency: str, field: str = "") -> OfficerRole:
    """Give an officer a role in an agency; ValueError for a role that does not exist."""
    if role not in ACTIONS:
        raise ValueError(f"no role {role!r}")
    row = OfficerRole(officer_id=officer.id, role=role, agency_code=agency, field_code=field)
    session.add(row)
    return row


def _code_hash(sent_to: str, code: str) -> str:
    return sha256(f"{sent_to}:{code}".encode()).hexdigest()
