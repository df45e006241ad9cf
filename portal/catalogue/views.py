"""The page of a procedure: the four answers first, then papers, steps, questions, law."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.models import Procedure
from portal.catalogue.queries import find_by_codes, get_life_event, get_procedure, working_calendar
from portal.catalogue.record import Channel, Component, Record
from portal.kernel.clock import local_date
from portal.web.access import public
from portal.web.app_state import now, session
from portal.web.formats import long_date_vi, vnd
from portal.web.labels import audience_label, channel_label
from portal.web.shared_pages import shared
from portal.web.sums import limit_words, sum_words
from portal.workflow.deadlines import expected_if_filed
from portal.workflow.promises import Promise

blueprint = Blueprint("catalogue", __name__)


@blueprint.get("/thu-tuc/<code>")
@public
@shared()
def procedure(code: str) -> ResponseReturnValue:
    """Show what to bring, how long, how much, where, and the date of the result if filed today."""
    database = session()
    found = get_procedure(database, code)
    if found.code != code:
        return redirect(url_for("catalogue.procedure", code=found.code), 301)
    record = found.revision.record
    channel = record.main_channel()
    promise = promise_today(channel)
    return render_template(
        "catalogue/procedure.html", procedure=found, record=record, channel=channel, promise=promise,
        sum_lines=sum_words(promise.sum_data()) if promise else [], today=local_date(now()),
        cases=[(case, list(map(paper_line, papers))) for case, papers in papers_by_case(record)],
        answers=four_answers(found, record, channel, promise), forms=blank_forms(record),
        related=list(find_by_codes(database, record.related).values()),
    )  # fmt: skip


@blueprint.get("/viec/<code>")
@public
@shared()
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


def four_answers(procedure: Procedure, record: Record, channel: Channel | None, promise: Promise | None) -> list[dict[str, str]]:
    """Return who, how long, how much and where: what people come for, before anything else."""
    limit = channel.limit if channel else None
    by = _("Handed in today, by %(day)s at the latest", day=long_date_vi(promise.at)) if promise else ""
    ways = ", ".join(channel_label(way.channel) for way in record.channels)
    return [
        {"term": _("Who can do it"), "value": record.who or ", ".join(map(audience_label, record.audiences)) or record.audience_note
         or _("Not stated; please ask.")},
        {"term": _("How long it takes"), "value": limit_words(limit.value, limit.unit.value) if limit else _("Not stated; please ask."),
         "note": by, "href": "#ngay-tra" if promise else ""},
        {"term": _("What it costs"), "value": _fee_line(procedure), "href": "#nop-o-dau" if record.channels else ""},
        {"term": _("Where to hand in"), "value": ways or procedure.agency_name, "note": procedure.agency_name if ways else "",
         "href": "#nop-o-dau" if ways else ""},
    ]  # fmt: skip


def _fee_line(procedure: Procedure) -> str:
    if procedure.fee_vnd is not None:
        return vnd(procedure.fee_vnd) if procedure.fee_vnd else _("No fee")
    return procedure.fee_note or _("Not stated; please ask.")


def paper_line(paper: Component) -> dict[str, object]:
    """Return one paper as the list shows it: name, originals and copies, and what helps."""
    counts = [ngettext("%(num)s original", "%(num)s originals", paper.originals)] * bool(paper.originals)
    counts += [ngettext("%(num)s copy", "%(num)s copies", paper.copies)] * bool(paper.copies)
    if paper.need == "if_any":
        counts.append(_("if you have it"))
    return {"name": paper.name, "note": ", ".join(counts), "detail": paper.note}


def blank_forms(record: Record) -> list[tuple[str, str]]:
    """Return (id, name of the paper) of every form to download."""
    return [(paper.form, paper.name) for paper in record.papers if paper.form]
