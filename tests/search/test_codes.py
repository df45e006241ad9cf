"""Codes, however they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.search.codes import dossier_code, procedure_code


@pytest.mark.parametrize(
    "typed",
    [
        "1.013831", "1.013831.000.00.00.H61", "1.013831.H61", "1013831", " 1 013831 ",
        "thủ tục 1.013831", "mã TTHC: 1.013831.", "1.013831.000.00.00.h61",
    ],
)  # fmt: skip
def test_procedure_codes(typed: str) -> None:
    assert procedure_code(typed) == "1.013831"


@pytest.mark.parametrize(
    "typed",
    [
        "000.00.19.H61-261123-0007", "000.00.19.h61-261123-0007", "0000019H612611230007",
        "000 00 19 H61 261123 0007", "000.00.19.H61–261123–0007", "000-00-19-H61-261123-0007",
        "hồ sơ 000.00.19.H61-261123-0007 tới đâu rồi", "Mã: 000.00.19.H61-261123-0007.",
    ],
)  # fmt: skip
def test_dossier_codes(typed: str) -> None:
    assert dossier_code(typed) == "000.00.19.H61-261123-0007"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("H61.12-240305-0007", "H61.12-240305-0007"),
        ("g09.20-20260609-0092637", "G09.20-20260609-0092637"),
        ("H61-261123-0007", "H61-261123-0007"),
        ("000.00.19.H61-2611", "000.00.19.H61-2611"),
        ("h61-2611", "H61-2611"),
    ],
)
def test_short_and_begun_dossier_codes(typed: str, code: str) -> None:
    assert dossier_code(typed) == code


@pytest.mark.parametrize(
    "typed",
    [
        "khai sinh", "nghị định 61/2018", "0912345678", "086123456789", "26/11/2026", "bằng A1",
        "mẫu CT07", "100.000 đồng", "1.250.000 đồng", "thửa 12 tờ 34", "11.013831", "1.0138311",
    ],
)  # fmt: skip
def test_ordinary_numbers_are_no_codes(typed: str) -> None:
    assert procedure_code(typed) is None
    assert dossier_code(typed) is None


@given(
    st.from_regex(r"\A[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.H[0-9]{2}-[0-9]{6}-[0-9]{4}\Z"),
    st.sampled_from(["", " ", ".", "-", " - "]),
)
def test_any_separator_gives_the_same_code(code: str, separator: str) -> None:
    retyped = code.replace(".", separator).replace("-", separator).lower()
    assert dossier_code(retyped) == code
