"""What does a procedure that cannot be filed online offer? Its page; at level 2 the form too."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.journeys.papers import text_of
from tests.journeys.visitor import DESK, PHONE, Visitor

Open = Callable[..., Visitor]


@pytest.mark.parametrize(("js", "size"), [(True, PHONE), (False, DESK)], ids=["script", "no-script"])
def test_pages_of_the_other_levels(visitor: Open, js: bool, size: tuple[int, int]) -> None:
    person = visitor(js=js, size=size)
    for level in (1, 2):
        person.open(f"/tim?q=&muc={level}")
        person.follow(person.main.locator(".results a").first)
        assert person.control("Bắt đầu nộp hồ sơ").count() == 0
        assert person.main.locator(".answers dt").count() == 4
        assert person.main.locator("#nop-o-dau").count() == 1
        checklist = person.download(person.main.locator('a[href$="/giay-to.pdf"]').get_attribute("href") or "")
        assert person.page.locator("h1").inner_text().split(",")[0][:30] in text_of(checklist).replace("\n", " ")
    for ending, begins in ((".pdf", b"%PDF-"), (".docx", b"PK")):
        form = person.main.locator(f'a[href^="/mau-don/"][href$="{ending}"]').first
        assert person.download(form.get_attribute("href") or "").startswith(begins)
