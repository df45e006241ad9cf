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


def test_what_a_commune_decides_is_not_brought_to_the_province(client: StrictClient, session: Session) -> None:
    at = {
        level: a_procedure(session, admin_level=level, executing_note="Ủy ban nhân dân xã, phường")
        for level in ("commune", "province")
    }
    said = {level: text_of(client.get(f"/thu-tuc/{one.code}/giay-to.pdf").data) for level, one in at.items()}
    assert "Ủy ban nhân dân xã, phường" in said["commune"] and "hành chính công tỉnh" not in said["commune"]
    assert "Trung tâm Phục vụ hành chính công tỉnh" in said["province"]


def test_a_paper_says_when_it_is_needed(client: StrictClient, session: Session) -> None:
    paper = {"id": "uq", "name": "Giấy ủy quyền", "originals": 1, "need": "if_any", "note": "Nộp thay mới cần."}
    code = a_procedure(session, components=[paper]).code
    assert "1 bản chính, nếu có. Nộp thay mới cần." in text_of(client.get(f"/thu-tuc/{code}/giay-to.pdf").data)
