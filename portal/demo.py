"""Who can try the portal out? Demo officers for every step of every level-3 service; never in production."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.identity.models import Officer
from portal.identity.operations import add_officer, grant

DEMO_PASSWORD = "dung-thu-2026"

#: Where dossiers are received and handed over, and where they are examined, signed and issued.
_DESKS = ("onestop", "commune")
_OFFICES = ("land_branch", "commune", "department", "police")
#: username → (name, title, role, kinds of agency)
PEOPLE = {
    "motcua": ("Nguyễn Thị Ngọc Lan", "Cán bộ tiếp nhận", "intake_officer", _DESKS),
    "motcua2": ("Trần Văn Phúc", "Cán bộ tiếp nhận", "intake_officer", _DESKS),
    "thuly": ("Lê Minh Khôi", "Chuyên viên thụ lý", "case_officer", _OFFICES),
    "lanhdao": ("Phạm Thị Thu Hà", "Lãnh đạo ký duyệt", "approver", _OFFICES),
    "vanthu": ("Thạch Thị Sa Rine", "Văn thư", "clerk", _OFFICES),
    "quantri": ("Võ Hoàng Nam", "Quản trị hệ thống", "sysadmin", ("onestop",)),
}


def seed_people(session: Session, *, at: datetime) -> int:
    """Add the demo officers, once; return how many were added.

    They work in every agency of their kinds, so that any service can be tried in any commune.
    """
    if session.scalar(select(func.count()).select_from(Officer)):
        return 0
    for username, (name, title, role, kinds) in PEOPLE.items():
        officer = add_officer(session, username=username, password=DEMO_PASSWORD, full_name=name, title=title, at=at)
        for agency in session.scalars(select(Agency).where(Agency.kind.in_(kinds), Agency.valid_to.is_(None))):
            grant(session, officer, role=role, agency=agency.code)
    return len(PEOPLE)
