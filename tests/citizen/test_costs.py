"""What the pages of filing cost the database: they are asked most, by two hundred people at once (`benchmarks.filing_load`)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import Flask
from sqlalchemy.orm import Session

from tests.builders.dossiers import a_complete_draft
from tests.builders.files import a_jpeg
from tests.builders.statements import counted_statements
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


@contextmanager
def at_most(app: Flask, statements: int) -> Iterator[None]:
    with counted_statements(app) as found:
        yield
    assert found and len(found) <= statements, "\n".join([str(len(found)), *found])


def test_from_a_page_of_questions_to_the_receipt(app: Flask, as_citizen: Browser, session: Session) -> None:
    client, place = as_citizen(), f"/ho-so/nhap/{a_complete_draft(session).draft_code}"
    client.visit(f"{place}/trang/giay-chung-nhan")  # what every process reads once is not counted
    with at_most(app, 7):
        client.visit(f"{place}/trang/giay-chung-nhan")
    with at_most(app, 12 + 11):  # saved, and the check: every question is answered
        client.submit("Tiếp tục", certificate_serial="BA 123457")
    client.visit(f"{place}/giay-to/hop-dong")
    with at_most(app, 13 + 8):  # kept, and shown
        client.submit("Thêm vào hồ sơ", files=[(io.BytesIO(a_jpeg()), "hợp đồng.jpg")])
    client.visit(f"{place}/kiem-tra")
    with at_most(app, 35 + 12):  # sent, and the receipt
        client.submit("Gửi hồ sơ", declared="yes")
    assert "đã gửi" in client.page.text.lower()
