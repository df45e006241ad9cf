"""How is a day, an hour or a sum of money written out on an official Vietnamese paper?

Decree 30/2020/NĐ-CP, appendix I: in a written date, days under 10 and months 1 and 2 take a leading
zero; so does a document number under 10. Everything is told in the time of Viet Nam.
"""

from __future__ import annotations

from datetime import date, datetime

from portal.kernel.clock import local

#: Never parted from what follows it at the end of a line.
NBSP = "\u00a0"

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 1_000_000_000


def spoken_day(on: date) -> str:
    """Return `ngày 05 tháng 02 năm 2026`, held together so that no line ends inside a pair."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    return f"ngày{NBSP}{on.day:02d} tháng{NBSP}{month} năm{NBSP}{on.year}"


def short_day(on: date) -> str:
    """Return `23/11/2026`."""
    return f"{on:%d/%m}/{on.year:04d}"


def long_day(on: date) -> str:
    """Return `thứ Hai, 23/11/2026`."""
    return f"{WEEKDAYS[on.weekday()].replace(' ', NBSP)},{NBSP}{short_day(on)}"


def day_forms(on: date) -> dict[str, str]:
    """Return the ways a template may ask for a day: `short`, `long`, `spoken`."""
    return {"short": short_day(on), "long": long_day(on), "spoken": spoken_day(on)}


def instant_forms(at: datetime) -> dict[str, str]:
    """Return the ways a template may ask for an instant, in the time of Viet Nam.

    `day_spoken`  ngày 23 tháng 11 năm 2026
    `short`       14:05, 23/11/2026
    `long`        14:05 thứ Hai, 23/11/2026
    `spoken`      14 giờ 05 phút, ngày 23 tháng 11 năm 2026
    A naive instant raises ValueError: it would be guessed in the zone of the machine.
    """
    if at.tzinfo is None:
        raise ValueError(f"an instant on paper must say its zone: {at!r}")
    here = local(at)
    clock = f"{here:%H:%M}"
    return {
        "day_spoken": spoken_day(here),
        "short": f"{clock},{NBSP}{short_day(here)}",
        "long": f"{clock} {long_day(here)}",
        "spoken": f"{here:%H}{NBSP}giờ {here:%M}{NBSP}phút, {spoken_day(here)}",
    }


def money(vnd: int) -> str:
    """Return `1.250.000 đồng`; whole dong."""
    return f"{vnd:,}".replace(",", ".") + f"{NBSP}đồng"


def number_in_words(vnd: int) -> str:
    """Return a sum of money as a receipt says it: `Một triệu hai trăm năm mươi nghìn đồng`.

    Whole dong, zero or more; a negative sum raises ValueError.
    """
    if vnd < 0:
        raise ValueError(f"no sum below zero is written on a receipt: {vnd}")
    spoken = " ".join(_number(vnd)) if vnd else DIGITS[0]
    return spoken[0].upper() + spoken[1:] + " đồng"


def _number(value: int, *, inner: bool = False) -> list[str]:
    """Say a whole number; `inner` ones follow a higher group and always say their hundreds."""
    if value >= BILLION:
        billions, rest = divmod(value, BILLION)
        tail = _number(rest, inner=True) if rest else []
        return [*_number(billions, inner=inner), "tỷ", *tail]
    said: list[str] = []
    for unit, name in ((1_000_000, "triệu"), (1_000, "nghìn"), (1, "")):
        group, value = divmod(value, unit)
        if group:
            said += _hundreds(group, full=inner or bool(said)) + ([name] if name else [])
    return said


def _hundreds(group: int, *, full: bool) -> list[str]:
    """Say 1 to 999; `full` says the hundreds even when there are none (`không trăm linh năm`)."""
    hundreds, rest = divmod(group, 100)
    said = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if 0 < rest < 10 and said:
        return [*said, "linh", DIGITS[rest]]
    return said + _tens(rest)


def _tens(rest: int) -> list[str]:
    """Say 0 to 99 with the endings of speech: mười lăm, hai mươi mốt, hai mươi tư, hai mươi lăm."""
    tens, ones = divmod(rest, 10)
    if tens == 0:
        return [DIGITS[ones]] if ones else []
    last = {1: "mốt" if tens > 1 else "một", 4: "tư" if tens > 1 else "bốn", 5: "lăm"}.get(ones, DIGITS[ones])
    return [*(["mười"] if tens == 1 else [DIGITS[tens], "mươi"]), *([last] if ones else [])]
