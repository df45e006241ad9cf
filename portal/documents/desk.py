"""What surrounds a move in this application? Calendar, texts, routing, links and slips, put together for `move()`."""

from __future__ import annotations

from flask import url_for
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.catalogue.queries import agency_for, working_calendar
from portal.documents.operations import issue_slip
from portal.documents.sealed import sealing
from portal.dossiers.desk import Desk
from portal.dossiers.models import Dossier
from portal.kernel.clock import local_date
from portal.notices.texts import Wordings
from portal.storage.seal import Seal
from portal.storage.store import Store
from portal.web.app_state import now, service, session
from portal.web.site import Site, public_url
from portal.web.sums import limit_words_vi, stop_reason_vi, sum_words_vi


def current_desk() -> Desk:
    """Return the surroundings of a move in this request."""
    site, database = service(Site), session()
    return Desk(
        calendar=working_calendar(database),
        wordings=service(Wordings),
        route=lambda dossier, wanted: route(database, site, dossier, wanted),
        link=link,
        work_link=work_link,
        province=site.province,
        sum_words=sum_words_vi,
        limit_words=limit_words_vi,
        stop_reason=stop_reason_vi,
        followers=(issue_slip, *sealing(service(Seal), service(Store))),
    )


def route(database: Session, site: Site, dossier: Dossier, wanted: str) -> Agency:
    """Return the agency a step names: the portal's one-stop office, or the branch that serves the commune asked about."""
    if wanted == "onestop":
        wanted = site.onestop
    eform = dossier.record.eform
    address = dossier.answers.get(eform.routes_by) if eform else None
    unit = address.get("unit", "") if isinstance(address, dict) else ""
    return agency_for(database, wanted, unit, local_date(now()))


def draft_link(draft: Dossier) -> str:
    """Return the address where a draft is gone on with, by its owner."""
    return public_url() + url_for("drafts.tasks", draft_code=draft.draft_code)


def work_link(dossier: Dossier) -> str:
    """Return the address at which officers open a dossier."""
    return public_url() + url_for("work.show", dossier_id=dossier.id)


def link(dossier: Dossier) -> str:
    """Return the address that opens a dossier without signing in."""
    return public_url() + url_for("tracking.show_by_token", token=dossier.token)
