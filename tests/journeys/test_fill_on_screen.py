"""Fill in a form on screen and print it: from the page of a procedure, with and without script, nothing lost on the way."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.papers import text_of
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]
FORM = "/mau-don/ct01/dien"
PRINT = "Tải đơn đã điền (PDF)"


def printed(person: Visitor) -> str:
    """Press the button that prints and read the sheet; the page stays as it is."""
    with person.page.expect_download() as coming:
        person.control(PRINT).click()
    assert coming.value.suggested_filename == "ct01-da-dien.pdf"
    return " ".join(text_of(coming.value.path().read_bytes()).split())


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_a_form_is_filled_mended_and_printed(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    person.open("/thu-tuc/1.004194")
    person.press("Điền trên máy rồi in")
    assert person.path == FORM
    assert "Cổng không lưu lại những gì ông/bà ghi ở đây" in person.text

    person.type("o_1_1", "Nguyễn Thị Ửng Hường")
    for part, text in (("day", "31"), ("month", "2"), ("year", "1965")):
        person.type(f"o_1_2.{part}", text)
    person.tick("o_1_3", "Nữ")
    person.type("o_3_2.0.1", "Trần Văn Hai")
    person.press("Thêm dòng")
    person.type("o_3_2.1.1", "Trần Thị Ba")
    person.press(PRINT, status=422)
    assert person.page.url.split("#")[0].endswith(FORM)
    person.page.get_by_role("link", name="Nhập ngày có thật, ví dụ").click()
    assert person.page.evaluate("document.activeElement.name") == "o_1_2.day"

    person.type("o_1_2.day", "27")
    person.type("o_1_2.month", "3")
    sheet = printed(person)
    for words in ("Nguyễn Thị Ửng Hường", "27 / 03 / 1965", "X Nữ", "1 Trần Văn Hai", "2 Trần Thị Ba"):
        assert words in sheet, words
    assert person.named("o_1_1").input_value() == "Nguyễn Thị Ửng Hường"


def test_enter_in_a_field_prints_and_adds_no_row(visitor: Open) -> None:
    person = visitor(js=True, size=DESK)
    person.open(FORM)
    person.type("o_1_1", "Nguyễn Thị Ửng Hường")
    with person.page.expect_download():
        person.named("o_1_1").press("Enter")
    assert person.named("o_3_2.1.1").count() == 0
