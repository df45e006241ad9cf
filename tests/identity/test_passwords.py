"""Officers' passwords: one refusal for everything that is wrong, and an end to guessing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from portal.identity.models import Officer, TryCount
from portal.identity.operations import check_password
from portal.identity.passwords import hashed, matches
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction
from tests.builders.people import PASSWORD, an_officer


def tried(
    session: Session, clock: FixedClock, username: str, password: str, address: str = "10.0.0.1"
) -> Officer | Invalid:
    with transaction(session):
        return check_password(session, username, password, at=clock.now(), address=address)


def test_name_and_password_open_the_desk(session: Session, clock: FixedClock) -> None:
    officer = an_officer(session, username="dung")
    assert tried(session, clock, " Dung ", PASSWORD) is officer


def test_wrong_name_wrong_password_and_closed_account_read_alike(session: Session, clock: FixedClock) -> None:
    officer = an_officer(session, username="dung")
    refusals = [tried(session, clock, "dung", "sai"), tried(session, clock, "khong-co", PASSWORD)]
    with transaction(session):
        officer.is_enabled = False
    refusals.append(tried(session, clock, "dung", PASSWORD))
    assert {type(refused) for refused in refusals} == {Invalid}
    assert len({str(refused) for refused in refusals}) == 1


def test_after_eight_tries_even_the_right_password_waits(session: Session, clock: FixedClock) -> None:
    an_officer(session, username="dung")
    for _ in range(8):
        assert isinstance(tried(session, clock, "dung", "sai"), Invalid)
    with pytest.raises(TooMany) as caught:
        tried(session, clock, "dung", PASSWORD, address="10.0.0.2")
    assert caught.value.again_at == clock.now() + timedelta(minutes=15)
    clock.at += timedelta(minutes=15)
    assert isinstance(tried(session, clock, "dung", PASSWORD), Officer)


def test_who_signs_in_often_is_not_guessing(session: Session, clock: FixedClock) -> None:
    an_officer(session, username="dung")
    for _ in range(9):
        assert isinstance(tried(session, clock, "dung", PASSWORD), Officer)
    assert session.get_one(TryCount, "password:dung").count == 0
    assert session.get_one(TryCount, "password-address:10.0.0.1").count == 0


def test_one_officer_locked_out_does_not_lock_out_another(session: Session, clock: FixedClock) -> None:
    an_officer(session, username="dung")
    for _ in range(8):
        tried(session, clock, "khac", "sai")
    assert isinstance(tried(session, clock, "dung", PASSWORD), Officer)


def test_one_address_cannot_try_everybody(session: Session, clock: FixedClock) -> None:
    tried(session, clock, "ten0", "sai")
    assert session.get_one(TryCount, "password-address:10.0.0.1").count == 1
    with transaction(session):
        session.get_one(TryCount, "password-address:10.0.0.1").count = 60
    with pytest.raises(TooMany):
        tried(session, clock, "ten1", "sai")
    assert isinstance(tried(session, clock, "ten1", "sai", address="10.0.0.2"), Invalid)


def test_the_password_is_kept_as_an_argon2id_hash() -> None:
    kept = hashed(PASSWORD)
    assert kept.startswith("$argon2id$")
    assert PASSWORD not in kept
    assert matches(kept, PASSWORD)
    assert not matches(kept, PASSWORD + " ")


def test_nobodys_password_is_never_right() -> None:
    assert not matches(None, "nobody")
    assert not matches("not a hash", PASSWORD)
