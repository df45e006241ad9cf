"""Which screens are there, and who sees them in which state? Read off the addresses that the portal answers.

Every GET address gets a path: its parameters are filled in with what `people_and_papers` made, the longest beginning that is
known counts. So a new page below a known one is looked at by itself; one that cannot be filled in fails and is named.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.import_jobs import queue_check
from portal.catalogue.models import Procedure
from portal.identity.models import Citizen
from portal.kernel.clock import local_date
from portal.kernel.transaction import transaction
from portal.storage.store import Store
from portal.web.app_state import now, service
from tests.builders import dossiers as build
from tests.builders.people import a_citizen, the_officer
from tests.builders.procedure_drafts import a_change, a_change_in_review
from tests.builders.published import a_document, an_announcement
from tests.builders.search_words import a_miss, some_words
from tests.builders.supplements import a_dossier_asked_before_intake, ask
from tests.journeys.visitor import Person

#: Who opens what asks for an action of this kind; "public" nobody, "citizen" the citizen.
WHO = {
    "public": "", "officer": "motcua", "dossier": "motcua", "admin": "quantri", "agency": "quantri", "calendar": "quantri",
    "search": "quantri", "people": "quantri", "notices": "quantri", "precheck": "motcua", "register": "motcua",
}  # fmt: skip
_CATALOGUE = {
    "catalogue.read": "quantri",
    "catalogue.import": "quantri",
    "catalogue.edit": "bientap",
    "catalogue.publish": "kiemsoat",
}
#: A test holds this list to the addresses that there are.
ROUTES = Path(__file__).resolve().parents[2] / "house" / "routes.txt"
#: Screens that only open with what was typed before them.
TYPED = {
    "/quan-tri/lich/bo": "?ngay=2026-11-24",
    "/quan-tri/lich/gio": "?morning_opens=7:30&morning_closes=11:30&afternoon_opens=13:30&afternoon_closes=17:30",
    "/quan-tri/lich/xem-truoc": "?on.day=27&on.month=11&on.year=2026&working=no&reason=B%C3%A3o",
}
LONG = "Nguyễn Thị Ửng Hường Phượng Tường Vy Ngọc Nghiêng Nghiêng Tôn Nữ Công Huyền"
#: Not screens: read by machines, or a file.
MACHINES = ("/api/", "/healthz", "/readyz", "/robots.txt", "/sitemap", "/static/", "/tim/goi-y", "/worker.js")
FILES = re.compile(r"\.(pdf|docx|csv|xlsx|zip|atom|xml)$|<any\(|/tep/|/tep$|/tep-mau/|/ket-qua$|/thong-bao-nop-tien$")


@dataclass(frozen=True)
class Screen:
    """A page in one state. `press`: the form to send as it stands; `rule`: the address it is an example of."""

    path: str
    who: str = ""
    rule: str = ""
    status: int = 200
    press: str = ""

    def __str__(self) -> str:
        return f"{self.path or self.rule}{f' → {self.press}' if self.press else ''}"


class World:
    """What there is to see: made once for all screens."""

    def __init__(self, session: Session) -> None:
        self.session = session

    @cached_property
    def citizen(self) -> Citizen:
        """Somebody with a long name who has everything."""
        return a_citizen(self.session, phone="0912999001", name=LONG)

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """Return who looks, by the word that a screen names them with."""
        officers = ("motcua", "motcua2", "truongquay", "thuly", "lanhdao", "vanthu", "bientap", "kiemsoat", "quantri")
        nobody_yet = a_citizen(self.session, phone="0912999002")
        found = {"citizen": self.citizen, "newcomer": nobody_yet, **{n: the_officer(self.session, n) for n in officers}}
        for person in found.values():
            self.session.refresh(person)
        self.session.expunge_all()  # they outlive this session
        return found

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Return what stands for parameters: by the beginning of the address, then by name alone."""
        session, owner = self.session, {"citizen": self.citizen, "answers": {**build.ANSWERS, "owner_name": LONG}}
        draft = build.a_complete_draft(session, **owner)
        sent, inside = build.a_sent_dossier(session, **owner), build.an_accepted_dossier(session, **owner)
        returned, paying = (
            build.a_returned_dossier(session, **owner),
            build.a_dossier_awaiting_payment(session, **owner),
        )
        asked = build.a_claimed_dossier(session, **owner)
        ask(session, asked)
        for_counter, asked_by_us = build.a_claimed_dossier(session), a_dossier_asked_before_intake(session)
        notice, document = an_announcement(session, title=LONG * 2), a_document(session)
        reviewed = self._fill_the_desks()
        changed = session.scalars(select(Procedure).where(Procedure.code == "1.013831")).one()
        a_change(session, changed, plain="Nói lại cho rõ.")
        self.more = {"paying": paying.code or "", "returned_token": returned.token, "asked_by_us": str(asked_by_us.id)}
        words = some_words(session, "thả diều sáo")
        return {
            "/ho-so/nhap/<draft_code>": draft.draft_code, "/ho-so/moi/<code>": "1.013831",
            "/ho-so/<code>/da-gui": sent.code or "", "/ho-so/<code>/rut": sent.code or "",
            "/ho-so/<code>/bo-sung": asked.code or "", "/ho-so/<code>/danh-gia": returned.code or "",
            "/ho-so/<code>": inside.code or "", "/tra-cuu/<token>/danh-gia": returned.token, "/tra-cuu/<token>": inside.token,
            "<component_id>": "gcn", "<page_id>": "nguoi-nhan",
            "/can-bo/ho-so/<int:dossier_id>": str(for_counter.id), "/can-bo/ho-so/<int:dossier_id>/viec/<name>": "refuse_intake",
            "/can-bo/hang-doi/<key>": "new", "/cap/<code>": "commune", "/co-quan/<code>": "so-y-te", "/doi-tuong/<code>": "citizen",
            "/linh-vuc/<code>": "dat-dai", "<form_id>": "ct01", "/muc-do/<int:level>": "3", "/viec/<code>": "sinh-con",
            "/thong-bao/<int:announcement_id>": str(notice.id), "/van-ban/<int:document_id>": str(document.id),
            "/thu-tuc/<code>": "1.013831", "/xa-phuong/<unit_id>": "29551", "/quan-tri/co-quan/<code>": "so-y-te",
            "<int:announcement_id>": str(notice.id), "<int:document_id>": str(document.id),
            "/quan-tri/thu-tuc/<code>": "1.013831", "/quan-tri/thu-tuc/<code>/phan/<name>": "thong-tin", "/quan-tri/thu-tuc/<code>/duyet": reviewed.code,
            "<paper_id>": "gcn",
            "<int:number>": "1", "<int:words_id>": str(words.id), "/quan-tri/thu-tuc/nhap/<int:job_id>": self._a_job(),
        }  # fmt: skip

    def _fill_the_desks(self) -> Procedure:
        a_miss(self.session, "tha dieu sao tren ruong", on=local_date(now()), times=3)
        land = select(Procedure).where(Procedure.field_code == "dat-dai", Procedure.code != "1.013831")
        reviewed = self.session.scalars(land.where(Procedure.status == "published").order_by(Procedure.code)).first()
        assert reviewed is not None
        a_change_in_review(self.session, reviewed)
        return reviewed

    def _a_job(self) -> str:
        by = the_officer(self.session, "quantri")
        with transaction(self.session):
            job = queue_check(self.session, service(Store), b'{"code": "9.1"}\n', filename="thu-tuc.jsonl", ending=".jsonl",
                              officer_id=by.id, at=now())  # fmt: skip
            return str(job.id)


def path_of(rule: str, values: Mapping[str, str]) -> str:
    """Return the address with every parameter filled in; "" when one is not known."""
    path = ""
    for part in re.split(r"(<[^>]+>)", rule):
        if part.startswith("<"):
            value = _known(rule, rule[: rule.index(part) + len(part)], part, values)
            if not value:
                return ""
            part = value
        path += part
    return path


def _known(rule: str, upto: str, name: str, values: Mapping[str, str]) -> str:
    """Return the value of the longest key that the address begins with and whose last parameter this is."""
    fitting = [key for key in values if rule.startswith(key) and key.startswith(upto) and "<" not in key[len(upto) :]]
    return values[max(fitting, key=len)] if fitting else values.get(name, "")


def screens() -> list[Screen]:
    """Return every address that is a screen, in its plain state, with who may open it."""
    lines = [line[4:].rsplit(maxsplit=1) for line in ROUTES.read_text("utf-8").splitlines() if line.startswith("GET ")]
    shown = [(rule, access) for rule, access in lines if not rule.startswith(MACHINES) and not FILES.search(rule)]
    return [Screen(rule + TYPED[rule] if rule in TYPED else "", _who(access), rule) for rule, access in shown]


def _who(access: str) -> str:
    """Return who opens what is open to these."""
    action = access.rpartition(":")[2]
    return _CATALOGUE.get(action) or WHO.get(action.partition(".")[0], action)
