"""The texts of the messages are content; a mistake in them is found at start, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import HERE
from portal.notices.operations import for_telephone
from portal.notices.texts import GIVEN, TextError, load

REAL = HERE / "catalog" / "notices.toml"
LONG_VALUES = {
    "code": "000.00.12.H61-261123-0007", "secret": "X7K2", "first_answer": "17:00 24/11/2026", "promised": "04/12/2026",
    "amount": "1.250.000", "deadline": "04/12/2026", "date": "04/12/2026", "minutes": "10",
    "reason": "Ảnh chụp giấy chứng nhận bị lóa, không đọc được số vào sổ", "office": "Trung tâm Phục vụ hành chính công tỉnh",
    "items": "Giấy chứng nhận; Hợp đồng chuyển nhượng đã công chứng", "link": "",
    "helper": "Nguyễn Hoàng Thị Phương Thảo", "owner": "Thạch Thị Sa Rươl",
    "procedure": "Sang tên đất: mua bán, tặng cho, thừa kế, đổi đất, góp vốn",
    "after": "Người đó không xem được hồ sơ sau khi gửi.",
}  # fmt: skip


@pytest.mark.parametrize("kind", sorted(GIVEN))
def test_every_message_can_be_written_and_fits_the_telephone(kind: str) -> None:
    wording = load(REAL)[kind]
    values = {name: LONG_VALUES[name] for name in GIVEN[kind]}
    assert wording.subject.format_map(values)
    assert wording.text.format_map(values)
    sms = for_telephone(wording.sms, values)
    assert sms.isascii()
    assert len(sms) <= 2 * 153  # two parts of a long message, without the link


def test_a_one_time_code_stands_at_the_beginning_of_one_short_message() -> None:
    sms = for_telephone(load(REAL)["one_time_code"].sms, {"code": "482 913", "minutes": "10"})
    assert len(sms) <= 142
    assert "482 913" in sms


def test_a_missing_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notices.toml"
    path.write_text("notices = []", encoding="utf-8")
    with pytest.raises(TextError, match="no text for one_time_code"):
        load(path)


def test_a_value_that_nobody_gives_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notices.toml"
    path.write_text(REAL.read_text("utf-8").replace("{minutes}", "{hours}"), encoding="utf-8")
    with pytest.raises(TextError, match="one_time_code asks for hours"):
        load(path)
