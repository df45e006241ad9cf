"""Under which number does a result go out? Given when it is signed: by agency, kind and year, without a gap.

The year is that of Viet Nam. A dossier keeps its number: signed again after it was sent back, or refused after all, none is lost.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.dossiers.models import Dossier
from portal.dossiers.numbering import next_number
from portal.dossiers.register_models import ResultEntry
from portal.dossiers.result_rules import kind_of, sign_of_agency, written
from portal.kernel.clock import local_date


def number_result(session: Session, dossier: Dossier, *, at: datetime) -> ResultEntry:
    """Give the result its number, once; the dossier must be locked and lie with the agency that signs."""
    entry = find_entry(session, dossier)
    if entry is not None:
        return entry
    agency = session.get_one(Agency, dossier.agency_code)
    kind, sign, year = kind_of(dossier.record.results), sign_of_agency(agency.name), local_date(at).year
    number = next_number(session, f"result:{agency.code}:{kind}:{year}")
    entry = ResultEntry(
        agency_code=agency.code, kind=kind, year=year, number=number, text=written(number, kind, sign), dossier=dossier,
        entered_at=at,
    )  # fmt: skip
    session.add(entry)
    dossier.result_number = entry.text
    return entry


def find_entry(session: Session, dossier: Dossier) -> ResultEntry | None:
    """Return the line of the book of results, None before it is signed."""
    return session.scalars(select(ResultEntry).where(ResultEntry.dossier_id == dossier.id)).first()
