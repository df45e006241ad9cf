"""The page of a procedure: the four answers first, then papers, dates, fees, ways, steps, questions, law."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.browse_views import shelf as published_shelf
from portal.catalogue.browse_views import shelf_stamp
from portal.catalogue.draft_queries import find_successor
from portal.catalogue.figures import Figures, PublicFigures
from portal.catalogue.forms_offered import DefinedForms, forms_of
from portal.catalogue.models import Procedure
from portal.catalogue.queries import get_procedure, working_calendar
from portal.catalogue.record import Record
from portal.catalogue.rules import delivery_of, fee_total
from portal.catalogue.shelf import shorten
from portal.catalogue.telling import (
    MOST_FEES,
    MOST_IN_HEADING,
    cases_of,
    fee_lines,
    four_answers,
    message_of,
    promise_of,
    structured,
    sum_of,
    ways_of,
)  # fmt: skip
from portal.catalogue.visits import counted
from portal.kernel.clock import ZONE, local, local_date
from portal.kernel.errors import NotFound
from portal.web.access import public
from portal.web.app_state import now, service, session
from portal.web.shared_pages import shared
from portal.web.site import Site, public_url

blueprint = Blueprint("catalogue", __name__)
blueprint.add_app_template_filter(delivery_of)


@blueprint.get("/thu-tuc/<code>")
@public
@counted
@shared(also=shelf_stamp)
def procedure(code: str) -> ResponseReturnValue:
    """Show what to bring, how long, how much, where, and the date of the result if filed today."""
    try:
        found = get_procedure(session(), code)
    except NotFound:
        return _retired(code)
    if found.code != code:
        return redirect(url_for("catalogue.procedure", code=found.code), 301)
    return render_template("catalogue/procedure.html", **page_of(found, found.revision.record))


def _retired(code: str) -> ResponseReturnValue:
    """Lead from a procedure that is no longer done to what took its place; else say so (410)."""
    retired, successor = find_successor(session(), code)
    if successor is not None:
        return redirect(url_for("catalogue.procedure", code=successor.code), 301)
    if retired is None:
        raise NotFound
    return render_template("catalogue/retired.html", procedure=retired), 410


@blueprint.get("/thu-tuc/<code>/toan-van")
@public
@shared()
def whole_text(code: str) -> ResponseReturnValue:
    """Show every long text of a procedure as the source has it."""
    found = get_procedure(session(), code)
    if found.code != code:
        return redirect(url_for("catalogue.whole_text", code=found.code), 301)
    record = found.revision.record
    ways = {way.description: way for way in record.channels if way.description}
    return render_template(
        "catalogue/whole_text.html", procedure=found, record=record, ways=ways.values(),
        name=shorten(record.title, MOST_IN_HEADING),
    )  # fmt: skip


def page_of(found: Procedure, record: Record) -> dict[str, Any]:
    """Return what the page of a procedure shows; a draft is looked at in the same way."""
    at, calendar, shelf = now(), working_calendar(session()), published_shelf()
    channel = record.channel(request.args.get("cach", "")) or record.main_channel()
    promise = promise_of(channel, at, calendar)
    cases = cases_of(record, found.code)
    chosen = next((case for case in cases if case.number and str(case.number) == request.args.get("truong_hop")), None)
    shown = [case for case in cases if chosen in (None, case) or not case.number]
    address = public_url() + url_for("catalogue.procedure", code=found.code)
    fees = channel.fees if channel else ()
    return {
        "procedure": found, "record": record, "heading": shorten(record.title, MOST_IN_HEADING), "channel": channel, "promise": promise, "today": local_date(at),
        "ways": ways_of(record, channel, found.code, at, calendar), "sum_lines": sum_of(promise),
        "fees": fee_lines(fees[:MOST_FEES]), "fees_left": len(fees[MOST_FEES:]), "fee_total": fee_total(fees),
        "cases": shown, "case": chosen, "cases_in_all": sum(1 for case in cases if case.number),
        "answers": four_answers(found, record, channel, promise), "forms": forms_of(session(), record, service(DefinedForms)),
        "coordinating": [shelf.offices.get(code, code) for code in record.coordinating_agencies],
        "related": shelf.among(record.related), "address": address,
        "sms": "sms:?&body=" + quote(message_of(record, shown, address)),
        "figures": _figures(found, record, at), "year": local_date(at).year,
        "structured": structured(found, record, address, service(Site).province),
        "updated_on": record.reviewed_on or (found.revision.published_at if found.revision else at),
    }  # fmt: skip


def _figures(found: Procedure, record: Record, at: datetime) -> Figures | None:
    """Return this year's figures of a service that can be filed here; None for others."""
    if not record.is_online:
        return None
    since = datetime(local(at).year, 1, 1, tzinfo=ZONE)
    return service(PublicFigures).of(session(), found.code, since)
