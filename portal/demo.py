"""Who can try the portal out? Demo officers for every step of the first level-3 service; never in production."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant

DEMO_PASSWORD = "dung-thu-2026"

#: username → (name, title, role, kind of agency)
PEOPLE = {
    "motcua": ("Nguyễn Thị Ngọc Lan", "Cán bộ tiếp nhận", "intake_officer", "onestop"),
    "motcua2": ("Trần Văn Phúc", "Cán bộ tiếp nhận", "intake_officer", "onestop"),
    "thuly": ("Lê Minh Khôi", "Chuyên viên thụ lý", "case_officer", "land_branch"),
    "lanhdao": ("Phạm Thị Thu Hà", "Giám đốc Chi nhánh", "approver", "land_branch"),
    "vanthu": ("Thạch Thị Sa Rine", "Văn thư", "clerk", "land_branch"),
    "quantri": ("Võ Hoàng Nam", "Quản trị hệ thống", "sysadmin", "onestop"),
}


def seed_people(session: Session, *, at: datetime) -> int:
    """Add the demo officers, once; return how many were added.

    Those of the land office work in every branch, so that any parcel can be tried.
    """
    if session.scalar(select(func.count()).select_from(Officer)):
        return 0
    for username, (name, title, role, kind) in PEOPLE.items():
        officer = add_officer(session, username=username, password=DEMO_PASSWORD, full_name=name, title=title, at=at)
        for agency in session.scalars(select(Agency).where(Agency.kind == kind, Agency.valid_to.is_(None))):
            grant(session, officer, role=role, agency=agency.code)
    return len(PEOPLE)
