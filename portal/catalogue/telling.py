"""What does the page of a procedure say, and in which words? The four answers, the dates, the sum, the papers by case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from portal.catalogue.models import Procedure
from portal.catalogue.record import Channel, Component, Fee, Record
from portal.catalogue.rules import fee_total, papers_by_case
from portal.catalogue.shelf import shorten
from portal.web.formats import long_date_vi, vnd
from portal.web.labels import audience_label, channel_label
from portal.web.sums import limit_words, sum_words
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.deadlines import expected_if_filed
from portal.workflow.promises import Promise

#: More ways than this are read in the section about ways, not compared.
MOST_WAYS = 6
#: As many fee lines as a page carries.
MOST_FEES = 40
#: A message can say the papers of an ordinary procedure; a longer list is sent as its address.
MOST_IN_MESSAGE = 700
_TITLE_IN_MESSAGE = 120
#: What is longer is shown in short, and whole where it is asked for.
MOST_IN_HEADING, _MOST_IN_ANSWER, _MOST_IN_PAPER = 150, 160, 300
_MARKS = " -–+*•"


@dataclass(frozen=True)
class Way:
    """One way to hand in, with the date of the result if it were done now."""

    channel: Channel
    label: str
    href: str
    is_chosen: bool
    limit: str
    promise: Promise | None


@dataclass(frozen=True)
class Case:
    """The papers of one case; "" is for everybody."""

    number: int
    name: str
    papers: Sequence[dict[str, object]] = field(default_factory=tuple)
    href: str = ""


def ways_of(record: Record, chosen: Channel | None, code: str, at: datetime, calendar: WorkingCalendar) -> list[Way]:
    """Return the ways to hand in, each with its date; one of each kind."""
    ways: dict[str, Way] = {}
    for channel in record.channels:
        if channel.channel not in ways:
            ways[channel.channel] = Way(
                channel, channel_label(channel.channel),
                url_for("catalogue.procedure", code=code, cach=channel.channel, _anchor="bao-lau"),
                channel is chosen, _limit(channel), promise_of(channel, at, calendar),
            )  # fmt: skip
    return list(ways.values())[:MOST_WAYS]


def promise_of(channel: Channel | None, at: datetime, calendar: WorkingCalendar) -> Promise | None:
    """Return when the result comes if handed in at `at` that way; None without a limit."""
    if channel is None or channel.limit is None:
        return None
    return expected_if_filed(at, channel.limit, calendar, online=channel.channel == "online")


def sum_of(promise: Promise | None) -> list[str]:
    """Return the sum behind a date, one sentence a line."""
    return sum_words(promise.sum_data()) if promise else []


def _limit(channel: Channel | None) -> str:
    return limit_words(channel.limit.value, channel.limit.unit.value) if channel and channel.limit else ""


def cases_of(record: Record, code: str) -> list[Case]:
    """Return the papers grouped by the case they are for, those for everybody first (number 0)."""
    return [
        Case(number, name.strip(_MARKS).rstrip(" :;."), [paper_line(paper) for paper in papers],
             url_for("catalogue.procedure", code=code, truong_hop=number, _anchor="giay-to"))
        for number, (name, papers) in papers_by_case(record).items()
    ]  # fmt: skip


def paper_line(paper: Component) -> dict[str, object]:
    """Return one paper as the list shows it: name, originals and copies, and what helps."""
    counts = [ngettext("%(num)s original", "%(num)s originals", paper.originals)] * bool(paper.originals)
    counts += [ngettext("%(num)s copy", "%(num)s copies", paper.copies)] * bool(paper.copies)
    if paper.need == "if_any":
        counts.append(_("if you have it"))
    name = paper.name.strip(_MARKS)
    whole = name if len(name) > _MOST_IN_PAPER else ""
    return {
        "name": shorten(name, _MOST_IN_ANSWER) if whole else name,
        "note": ", ".join(counts),
        "detail": "; ".join(filter(None, (paper.note, *paper.form_files))),
        "whole": whole,
    }


def four_answers(
    procedure: Procedure, record: Record, channel: Channel | None, promise: Promise | None
) -> list[dict[str, str]]:
    """Return who, how long, how much and where: what people come for, before anything else."""
    by = _("Handed in today, by %(day)s at the latest", day=long_date_vi(promise.at)) if promise else ""
    ways = ", ".join(dict.fromkeys(channel_label(way.channel) for way in record.channels)).capitalize()
    who = record.who or ", ".join(map(audience_label, record.audiences)) or record.audience_note
    unsaid, agency = _("Not stated; please ask."), shorten(procedure.agency_name, _MOST_IN_ANSWER)
    return [
        {"term": _("Who can do it"), "value": shorten(who, 2 * _MOST_IN_ANSWER) or unsaid, "lang": "vi" if record.who or not record.audiences else ""},
        {"term": _("How long it takes"), "value": _limit(channel) or unsaid, "note": by, "href": "#bao-lau"},
        {"term": _("What it costs"), "value": _fee_line(channel), "href": "#le-phi", "lang": "vi" if channel and channel.fees else ""},
        {"term": _("Where to hand in"), "value": ways or agency or unsaid, "note": agency if ways else "",
         "href": "#nop-o-dau", "note_lang": "vi"},
    ]  # fmt: skip


def _fee_line(channel: Channel | None) -> str:
    fees = channel.fees if channel else ()
    total = fee_total(fees)
    if total is not None:
        return vnd(total) if total else _("No fee")
    amounts = sorted({fee.amount_vnd for fee in fees if fee.amount_vnd is not None})
    if len(amounts) > 1:
        return _("%(least)s to %(most)s, depending on the case", least=vnd(amounts[0]), most=vnd(amounts[-1]))
    said = next((fee.note or fee.name for fee in fees if fee.amount_vnd is None), "")
    return shorten(said.strip(_MARKS), _MOST_IN_ANSWER) or _("Not stated; please ask.")


def fee_lines(fees: Sequence[Fee]) -> list[dict[str, str]]:
    """Return each thing to pay in words; what has no amount says who sets it."""
    return [
        {
            "name": fee.name or _("Fee"),
            "amount": "" if fee.amount_vnd is None else vnd(fee.amount_vnd) if fee.amount_vnd else _("none"),
            "note": fee.note or ("" if fee.amount_vnd is not None else _("Not stated; please ask.")),
        }
        for fee in fees
    ]


def message_of(record: Record, cases: Sequence[Case], address: str) -> str:
    """Return the list of papers as a text message; only its address when it would be too long."""
    names = [str(paper["name"]) for case in cases for paper in case.papers]
    listed = "; ".join(f"{number}) {name}" for number, name in enumerate(names, 1))
    title = f"Giấy tờ cần nộp, {record.title[:_TITLE_IN_MESSAGE]}"
    return f"{title}: {listed}. {address}" if names and len(listed) <= MOST_IN_MESSAGE else f"{title}: {address}"


def structured(procedure: Procedure, record: Record, address: str, region: str) -> dict[str, Any]:
    """Return what search engines read (schema.org GovernmentService); nothing that the page does not say."""
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": record.title,
        **({"alternateName": record.name} if record.name != record.title and len(record.name) < 500 else {}),
        "description": record.plain or record.name[:300],
        "identifier": procedure.code,
        "url": address,
        "inLanguage": "vi",
        "serviceType": record.field_name,
        "serviceOperator": {"@type": "GovernmentOrganization", "name": procedure.agency_name[:200]},
        "areaServed": {"@type": "AdministrativeArea", "name": region},
        "audience": [{"@type": "Audience", "audienceType": one} for one in record.audiences],
        "availableChannel": [{"@type": "ServiceChannel", "name": one, "serviceUrl": address} for one in
                             dict.fromkeys(channel.channel for channel in record.channels)],
        "dateModified": (record.reviewed_on or procedure.changed_at.date().isoformat()),
    }  # fmt: skip
