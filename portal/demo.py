"""Who can try the portal out? Demo officers for every step of the first level-3 service; never in production."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant

DEMO_PASSWORD = "dung-thu-2026"

#: username → (name, title, role, kind or code of the agency)
PEOPLE = {
    "motcua": ("Nguyễn Thị Ngọc Lan", "Cán bộ tiếp nhận", "intake_officer", "onestop"),
    "motcua2": ("Trần Văn Phúc", "Cán bộ tiếp nhận", "intake_officer", "onestop"),
    "thuly": ("Lê Minh Khôi", "Chuyên viên thụ lý", "case_officer", "land_branch"),
    "lanhdao": ("Phạm Thị Thu Hà", "Giám đốc Chi nhánh", "approver", "land_branch"),
    "vanthu": ("Thạch Thị Sa Rine", "Văn thư", "clerk", "land_branch"),
    "quantri": ("Võ Hoàng Nam", "Quản trị hệ thống", "sysadmin", "onestop"),
    "bientap": ("Đặng Thị Bích Trâm", "Chuyên viên pháp chế", "catalogue_editor", "so-nong-nghiep-va-moi-truong"),
    "kiemsoat": ("Kim Sóc Phát", "Kiểm soát thủ tục hành chính", "tthc_controller", "van-phong-ubnd-tinh"),
}


def seed_people(session: Session, *, at: datetime) -> int:
    """Add the demo officers that are not there yet; return how many were added.

    Those of the land office work in every branch, so that any parcel can be tried.
    """
    there = set(session.scalars(select(Officer.username)))
    new = [username for username in PEOPLE if username not in there]
    for username in new:
        name, title, role, where = PEOPLE[username]
        officer = add_officer(session, username=username, password=DEMO_PASSWORD, full_name=name, title=title, at=at)
        named = or_(Agency.kind == where, Agency.code == where)
        for agency in session.scalars(select(Agency).where(named, Agency.valid_to.is_(None))):
            grant(session, officer, role=role, agency=agency.code)
    return len(new)
