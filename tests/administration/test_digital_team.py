"""The digital team of a commune: who is on the list, and what being on it says."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.agencies.models import DigitalTeamMember
from portal.catalogue.models import Agency
from portal.dossiers.models import Dossier
from tests.builders.people import an_officer
from tests.strict_client import StrictClient

Browser = Callable[..., StrictClient]


def a_commune(session: Session) -> Agency:
    query = select(Agency).where(Agency.kind == "commune", Agency.valid_to.is_(None)).order_by(Agency.code)
    return session.scalars(query).first() or Agency()


def test_a_member_helps_in_that_capacity_and_leaves_the_list(
    as_officer: Browser, as_citizen: Browser, session: Session
) -> None:
    commune = a_commune(session)
    keeper = as_officer(an_officer(session, ("agency_admin", commune.code)))
    keeper.visit(f"/quan-tri/co-quan/{commune.code}")
    keeper.click("Danh sách Tổ công nghệ số")
    assert keeper.submit("Thêm vào danh sách", full_name="Kim Thị Ngà", phone="12").status_code == 422
    keeper.submit("Thêm vào danh sách", full_name="Kim Thị Ngà", phone="0987 654 321")
    assert keeper.submit("Thêm vào danh sách", full_name="Kim Thị Ngà", phone="0987654321").status_code == 422

    member = as_citizen("0987654321")
    member.visit("/ho-so/moi/1.013831?thay=1")
    member.submit("Tiếp tục", truong_hop="chuyen_nhuong", tranh_chap="khong")
    values = [e.get("value") for e in member.page.all("input")]
    assert "Kim Thị Ngà" in values
    member.submit("Tiếp tục", owner_name="Thạch Sa Rươl", owner_phone="0912345678", as_member=True)
    session.expire_all()
    assert session.scalars(select(Dossier.typed_by)).all() == ["digital_team"]

    keeper.visit(f"/quan-tri/co-quan/{commune.code}/to-cong-nghe-so")
    keeper.submit("Đưa khỏi danh sách")
    assert "Danh sách chưa có ai" in keeper.page.text
    assert (
        session.scalars(select(DigitalTeamMember).where(DigitalTeamMember.phone == "0987654321")).one().removed_at
        is not None
    )
    assert "đưa khỏi Tổ công nghệ số: “Kim Thị Ngà”" in keeper.visit(f"/quan-tri/co-quan/{commune.code}").text


def test_who_is_on_no_list_is_not_asked_and_cannot_say_so(as_citizen: Browser, session: Session) -> None:
    client = as_citizen("0987654321")
    client.visit("/ho-so/moi/1.013831?thay=1")
    client.submit("Tiếp tục", truong_hop="chuyen_nhuong", tranh_chap="khong")
    assert "Tổ công nghệ số" not in client.page.text.split("Ông/bà nộp thay ai?")[-1]


def test_the_list_of_another_commune_is_not_mine(as_officer: Browser, session: Session) -> None:
    keeper = as_officer(an_officer(session, ("agency_admin", a_commune(session).code)))
    other = session.scalars(select(Agency.code).where(Agency.kind == "commune").order_by(Agency.code.desc())).first()
    assert keeper.get(f"/quan-tri/co-quan/{other}/to-cong-nghe-so").status_code == 403
