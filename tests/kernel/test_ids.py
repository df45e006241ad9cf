"""Codes and secrets: readable aloud, and not to be guessed."""

from __future__ import annotations

import re

from portal.kernel.ids import READABLE, digits, readable, token


def test_readable_codes_have_no_letters_that_people_mix_up() -> None:
    assert not set("0O1IL5S2Z8B") & set(READABLE)
    code = readable(400)
    assert len(code) == 400
    assert set(code) <= set(READABLE)


def test_four_characters_leave_enough_to_guess() -> None:
    assert len(set(READABLE)) == len(READABLE)
    assert len(READABLE) ** 4 > 300_000


def test_codes_of_digits_keep_their_leading_zeros() -> None:
    codes = [digits(6) for _ in range(300)]
    assert all(re.fullmatch(r"\d{6}", code) for code in codes)
    assert any(code.startswith("0") for code in codes)
    assert len(set(codes)) > 290


def test_tokens_fit_into_an_address_and_differ() -> None:
    tokens = {token() for _ in range(300)}
    assert len(tokens) == 300
    assert all(re.fullmatch(r"[\w-]{27}", one) for one in tokens)
