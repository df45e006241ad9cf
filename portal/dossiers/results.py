"""Under which number does a result go out? Given when it is signed: by agency, kind and year, without a gap.

The year is that of Viet Nam. A dossier keeps its number: signed again after it was sent back, or refused after all, none is lost.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.models import Agency
from portal.catalogue.signs import sign_of_agency, written
from portal.dossiers.models import Dossier
from portal.dossiers.numbering import next_number
from portal.dossiers.register_models import ResultEntry
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Invalid


def number_result(session: Session, dossier: Dossier, kind: str | None = None, *, at: datetime) -> ResultEntry:
    """Give the result its number, once; the dossier must be locked and lie with the agency that signs.

    `kind`: which of the kinds its procedure ends with goes out; None: that of the first result. Invalid for any other.
    """
    entry = find_entry(session, dossier)
    if entry is not None:
        return entry
    agency = session.get_one(Agency, dossier.agency_code)
    kinds = dossier.record.kinds
    kind = next(iter(kinds)) if kind is None else kind
    if kind not in kinds:
        raise Invalid(N_("This procedure does not end with that kind of document. Choose one of the list."))
    sign, year = agency.sign or sign_of_agency(agency.name), local_date(at).year
    number = next_number(session, f"result:{agency.code}:{kind}:{year}")
    entry = ResultEntry(
        agency_code=agency.code, kind=kind, year=year, number=number, text=written(number, kind, sign), dossier=dossier,
        entered_at=at,
    )  # fmt: skip
    session.add(entry)
    dossier.result_number = entry.text
    return entry


def kinds_to_choose(dossier: Dossier) -> dict[str, tuple[str, ...]]:
    """Return the kinds of document among which whoever signs chooses, with the names of their results; {} where there is one."""
    kinds = dossier.record.kinds
    return kinds if len(kinds) > 1 and not dossier.result_number else {}


def find_entry(session: Session, dossier: Dossier) -> ResultEntry | None:
    """Return the line of the book of results, None before it is signed."""
    return session.scalars(select(ResultEntry).where(ResultEntry.dossier_id == dossier.id)).first()
