"""The list for the refrigerator door: one sheet for ordinary procedures, more for long ones, one case alone when asked."""

from __future__ import annotations

import io

import pikepdf
from sqlalchemy.orm import Session

from tests.builders.procedures import a_procedure
from tests.journeys.papers import text_of
from tests.strict_client import StrictClient


def sheets(client: StrictClient, session: Session, papers: int) -> int:
    components = [{"id": f"p{n}", "name": f"Giấy tờ thứ {n} của người xin", "originals": 1} for n in range(papers)]
    printed = client.get(f"/thu-tuc/{a_procedure(session, components=components).code}/giay-to.pdf")
    with pikepdf.open(io.BytesIO(printed.data)) as pdf:
        return len(pdf.pages)


def test_an_ordinary_list_is_one_sheet_and_a_long_one_goes_on(client: StrictClient, session: Session) -> None:
    assert [sheets(client, session, papers) for papers in (1, 9, 14)] == [1, 1, 1]
    assert sheets(client, session, 111) > 2


def test_one_case_alone_leaves_the_others_out(client: StrictClient, session: Session) -> None:
    own = [{"id": f"p{n}", "name": f"Giấy riêng {n}", "case": f"Ca {n}"} for n in (1, 2)]
    code = a_procedure(session, components=[{"id": "don", "name": "Đơn chung"}, *own]).code
    alone = text_of(client.get(f"/thu-tuc/{code}/giay-to.pdf?truong_hop=2").data)
    assert "Đơn chung" in alone and "Giấy riêng 2" in alone and "Giấy riêng 1" not in alone
    assert "Giấy riêng 1" in text_of(client.get(f"/thu-tuc/{code}/giay-to.pdf?truong_hop=9").data)
