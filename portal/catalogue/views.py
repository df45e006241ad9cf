"""The page of a procedure: the four answers first, then papers, steps, questions, law."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue.models import Procedure
from portal.catalogue.queries import agency_names, find_by_codes, get_life_event, get_procedure, working_calendar
from portal.catalogue.record import Channel, Component, Record
from portal.kernel.clock import local_date
from portal.web.access import public
from portal.web.app_state import now, session
from portal.web.sums import sum_words
from portal.workflow.deadlines import expected_if_filed
from portal.workflow.promises import Promise

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/thu-tuc/<code>")
@public
def procedure(code: str) -> ResponseReturnValue:
    """Show what to bring, how long, how much, where, and the date of the result if filed today."""
    database = session()
    found = get_procedure(database, code)
    if found.code != code:
        return redirect(url_for("catalogue.procedure", code=found.code), 301)
    record = found.revision.record
    channel = record.main_channel()
    promise = promise_today(channel)
    codes = [*record.executing_agencies, *record.coordinating_agencies]
    return render_template(
        "catalogue/procedure.html", procedure=found, record=record, channel=channel, promise=promise,
        sum_lines=sum_words(promise.sum_data()) if promise else [], today=local_date(now()),
        cases=papers_by_case(record), agencies=agency_names(database, codes),
        related=list(find_by_codes(database, record.related).values()),
    )  # fmt: skip


@blueprint.get("/viec/<code>")
@public
def life_event(code: str) -> ResponseReturnValue:
    """Show the procedures of one situation in life."""
    event = get_life_event(session(), code)
    found = find_by_codes(session(), event.procedures)
    ordered: list[Procedure] = [found[code] for code in event.procedures if code in found]
    return render_template("catalogue/life_event.html", event=event, procedures=ordered)


def promise_today(channel: Channel | None) -> Promise | None:
    """Return when the result comes if handed in now that way; None without a limit."""
    if channel is None or channel.limit is None:
        return None
    return expected_if_filed(
        now(), channel.limit, working_calendar(session()), online=channel.channel == "online"
    )


def papers_by_case(record: Record) -> list[tuple[str, list[Component]]]:
    """Return the papers grouped by the case they are for, those for everybody first."""
    ordered = sorted(record.papers, key=lambda paper: paper.case != "")
    return [(case, list(group)) for case, group in groupby(ordered, key=lambda paper: paper.case)]
