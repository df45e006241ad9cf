"""The pages of agencies: which there are, and of each what it does, where, when, and what it has announced."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.agencies.forms import NameForm
from portal.agencies.listing import by_field, level_counts, shelves
from portal.agencies.published import DocumentFilter, page_announcements, page_documents
from portal.agencies.queries import (
    agencies_by_code,
    find_agency,
    list_agencies,
    list_units,
    read_gazetteer,
)
from portal.agencies.rules import is_named
from portal.catalogue.browse_views import shelf, shelf_stamp
from portal.catalogue.models import Agency
from portal.catalogue.queries import working_calendar
from portal.kernel.clock import local_date
from portal.web.access import public
from portal.web.app_state import now, session
from portal.web.openings import opening_words, week_words
from portal.web.shared_pages import Mark, shared
from portal.workflow.opening import Week, opening_at

blueprint = Blueprint("agencies", __name__)
#: How many notices and documents the page of an agency shows; the rest is one press away.
NEWEST = 5


def as_of(edition: Mark) -> str:
    """Return what a page that says "open now" depends on: the minute, and the shelf its procedures stand on."""
    return f"{shelf_stamp(edition)} {now():%H:%M}"


@blueprint.get("/co-quan")
@public
@shared()
def index() -> str:
    """Show every agency in its place, or those a name may mean."""
    form = NameForm(request.args)
    agencies = list_agencies(session())
    today = local_date(now())
    if form.text:
        found = [agency for agency in agencies if is_named(form.text, agency.name, agency.short_name)]
        found.sort(key=lambda agency: _has_ended(agency))
        return render_template(
            "agencies/found.html", form=form, found=found, names={a.code: a for a in agencies}, today=today
        )
    return render_template(
        "agencies/index.html", shelves=shelves(agencies, today), names={a.code: a for a in agencies},
        communes=read_gazetteer(session()).groups(), has_ended=_has_ended,
    )  # fmt: skip


@blueprint.get("/co-quan/<code>")
@public
@shared(also=as_of)
def show(code: str) -> ResponseReturnValue:
    """Show one agency; of one that has ended, who does its work today."""
    database = session()
    agency = find_agency(database, code)
    if agency is None:
        return render_template("agencies/unknown.html"), 404
    if agency.code != code:
        return redirect(url_for("agencies.show", code=agency.code), 301)
    if _has_ended(agency):
        successors = agencies_by_code(database, [agency.successor_code or "", *agency.also_succeeded_by])
        since = agency.valid_to + timedelta(days=1) if agency.valid_to else None
        return render_template("agencies/former.html", agency=agency, successors=successors, since=since)
    today = local_date(now())
    here = shelf()
    facet, values = here.done_at(agency.code)
    procedures = here.having(facet, *values)
    return render_template(
        "agencies/agency.html", agency=agency, fields=by_field(procedures), levels=level_counts(procedures),
        total=len(procedures), filters={facet: values, "noi": agency.code}, contact=contact_of(agency), units=list_units(database, agency, today),
        parent=agencies_by_code(database, [agency.parent_code or ""]), communes=_communes(agency),
        announcements=page_announcements(database, today, agency=agency.code, limit=NEWEST),
        documents=page_documents(database, today, DocumentFilter(agency=agency.code), limit=NEWEST),
    )  # fmt: skip


def contact_of(agency: Agency) -> dict[str, object]:
    """Return where and when: the address and telephone, whether it is open now, and the hours in lines."""
    week = Week.from_data(agency.week)
    at = now()
    opening = opening_at(week, working_calendar(session()), at) if week else None
    return {
        "address": agency.address, "phone": agency.phone,
        "is_open": bool(opening and opening.until), "opening": opening_words(opening, at) if opening else "",
        "hours": week_words(week) if week else agency.hours.splitlines(),
    }  # fmt: skip


def _has_ended(agency: Agency) -> bool:
    return agency.valid_to is not None and agency.valid_to < local_date(now())


def _communes(agency: Agency) -> list[tuple[str, str]]:
    """Return (id, name) of the communes it serves, when it serves some and not the whole province."""
    if agency.kind != "land_branch":
        return []
    places = read_gazetteer(session())
    return [(place.id, place.name) for unit in agency.serves if (place := places.get(unit)) is not None]
