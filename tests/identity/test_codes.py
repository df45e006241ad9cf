"""One-time codes: six digits, ten minutes, five tries, once; counted, because there is no CAPTCHA."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.identity.models import Citizen, OneTimeCode
from portal.identity.operations import CODE_LIVES, CODE_TRIES, confirm_code, request_code
from portal.identity.rules import normal_phone
from portal.kernel.clock import FixedClock
from portal.kernel.errors import Invalid, TooMany
from portal.kernel.transaction import transaction

PHONE = "0912345678"


def sent_code(session: Session, clock: FixedClock, phone: str = PHONE, address: str = "10.0.0.1") -> str:
    with transaction(session):
        _row, code = request_code(session, phone, at=clock.now(), address=address)
    return code


def confirmed(session: Session, clock: FixedClock, typed: str, phone: str = PHONE) -> Citizen | Invalid:
    with transaction(session):
        return confirm_code(session, phone, typed, at=clock.now())


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_right_code_opens_the_door_and_makes_the_citizen_known(session: Session, clock: FixedClock) -> None:
    citizen = confirmed(session, clock, sent_code(session, clock))
    assert isinstance(citizen, Citizen)
    assert citizen.phone == PHONE


def test_the_same_telephone_is_the_same_citizen(session: Session, clock: FixedClock) -> None:
    first = confirmed(session, clock, sent_code(session, clock))
    again = confirmed(session, clock, sent_code(session, clock, "+84 912 345 678"))
    assert first is again
    assert session.scalar(select(func.count()).select_from(Citizen)) == 1


def test_a_code_may_be_typed_with_blanks(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    assert isinstance(confirmed(session, clock, f" {code[:3]} {code[3:]} "), Citizen)


def test_only_the_hash_of_a_code_is_kept(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    row = session.scalars(select(OneTimeCode)).one()
    assert code not in row.code_hash


def test_a_code_works_once(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    confirmed(session, clock, code)
    assert isinstance(confirmed(session, clock, code), Invalid)


def test_a_code_ends_after_ten_minutes(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    clock.at += CODE_LIVES
    refused = confirmed(session, clock, code)
    assert isinstance(refused, Invalid)
    assert "expired" in refused.message


def test_a_code_still_works_a_second_before(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    clock.at += CODE_LIVES - timedelta(seconds=1)
    assert isinstance(confirmed(session, clock, code), Citizen)


def test_wrong_codes_are_counted_down_and_then_even_the_right_one_is_refused(
    session: Session, clock: FixedClock
) -> None:
    code = sent_code(session, clock)
    for left in reversed(range(CODE_TRIES)):
        refused = confirmed(session, clock, wrong(code))
        assert isinstance(refused, Invalid)
        assert refused.values == {"left": left}
    assert isinstance(confirmed(session, clock, code), Invalid)


def test_a_new_code_makes_the_old_one_void(session: Session, clock: FixedClock) -> None:
    old, new = sent_code(session, clock), sent_code(session, clock)
    if old != new:
        assert isinstance(confirmed(session, clock, old), Invalid)
    assert isinstance(confirmed(session, clock, new), Citizen)


def test_a_code_is_good_for_its_own_telephone_only(session: Session, clock: FixedClock) -> None:
    code = sent_code(session, clock)
    sent_code(session, clock, "0987654321")
    assert isinstance(confirmed(session, clock, code, "0987654321"), Invalid) or code == "000000"


def test_nobody_gets_in_without_having_asked(session: Session, clock: FixedClock) -> None:
    assert isinstance(confirmed(session, clock, "000000"), Invalid)


def test_five_codes_an_hour_a_telephone(session: Session, clock: FixedClock) -> None:
    for _ in range(5):
        sent_code(session, clock)
    with pytest.raises(TooMany) as caught:
        sent_code(session, clock)
    assert caught.value.again_at == clock.now() + timedelta(hours=1)
    clock.at += timedelta(hours=1)
    assert sent_code(session, clock)


def test_thirty_codes_an_hour_an_address(session: Session, clock: FixedClock) -> None:
    for number in range(30):
        sent_code(session, clock, f"09123456{number:02d}")
    with pytest.raises(TooMany):
        sent_code(session, clock, "0987654321")
    assert sent_code(session, clock, "0987654321", address="10.0.0.2")


@pytest.mark.parametrize("typed", ["", "0912", "01234567890", "0270382345", "09123456789", "abc", "+1 212 555 0100"])
def test_what_is_no_mobile_number_gets_no_code(session: Session, clock: FixedClock, typed: str) -> None:
    with pytest.raises(Invalid):
        sent_code(session, clock, typed)


@pytest.mark.parametrize(
    "typed",
    ["0912345678", "0912 345 678", "0912.345.678", "091-234-5678", "+84912345678", "84912345678", "0084 912345678"],
)
def test_a_number_may_be_written_as_people_write_it(typed: str) -> None:
    assert normal_phone(typed) == PHONE


def test_a_code_goes_to_an_e_mail_address_as_well(session: Session, clock: FixedClock) -> None:
    with transaction(session):
        row, code = request_code(session, " Ung.Huong@Example.com ", at=clock.now(), address="10.0.0.1", by="email")
    assert row.sent_to == "ung.huong@example.com"
    citizen = confirmed(session, clock, code, "ung.huong@example.com")
    assert isinstance(citizen, Citizen)
    assert (citizen.phone, citizen.email) == (None, "ung.huong@example.com")


@pytest.mark.parametrize(
    "typed",
    ["", "huong", "huong@", "@example.com", "huong@example", "hai ten@example.com", "a@b@example.com", "hương@example.com",
     "a..b@example.com", "a@example.com\nbcc: b@example.com", "x" * 65 + "@example.com", "0912345678", "<a@example.com>"],
)  # fmt: skip
def test_what_is_no_e_mail_address_gets_no_code(session: Session, clock: FixedClock, typed: str) -> None:
    with pytest.raises(Invalid, match="looks like"), transaction(session):
        request_code(session, typed, at=clock.now(), address="10.0.0.1", by="email")


def test_five_codes_an_hour_an_e_mail_address(session: Session, clock: FixedClock) -> None:
    for typed in ["huong@example.com", "HUONG@example.com"] * 3:
        try:
            with transaction(session):
                request_code(session, typed, at=clock.now(), address="10.0.0.1", by="email")
        except TooMany:
            break
    else:
        pytest.fail("the sixth code was sent")
    assert session.scalar(select(func.count()).select_from(OneTimeCode)) == 5
