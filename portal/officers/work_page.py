"""What stands on the page of one dossier? Papers beside what was declared, the checklist, what can be done, what happened."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask_login import current_user

from portal.catalogue.almanac import Almanac, almanac
from portal.catalogue.queries import UnitNames
from portal.documents.queries import list_slips
from portal.dossiers.alert_queries import list_alerts_of
from portal.dossiers.brought import may_receive
from portal.dossiers.completing import completed_of
from portal.dossiers.consultations import may_answer, may_ask, may_withdraw, unread_answers
from portal.dossiers.contact import in_charge
from portal.dossiers.contact_queries import find_rating
from portal.dossiers.correction_models import ACCEPTED
from portal.dossiers.corrections import list_corrections, may_take_word, waits
from portal.dossiers.custody import follows, has_desk, kept_papers, promised_papers
from portal.dossiers.desk import Actor
from portal.dossiers.models import Dossier
from portal.dossiers.moves import may_take_over
from portal.dossiers.payments import list_payment_notices
from portal.dossiers.queue_queries import next_in
from portal.dossiers.queues import queues
from portal.dossiers.reasons import Reasons
from portal.dossiers.related import list_of_procedure, list_related
from portal.dossiers.rules import forms_for, papers_for
from portal.dossiers.supplements import may_decide
from portal.kernel.ids import token
from portal.kernel.text import fold
from portal.notices.queries import list_about
from portal.officers import overview
from portal.officers.acting import actor_for, hang
from portal.officers.checking import checklist, unfit_papers
from portal.officers.deadlines import deadline_of
from portal.officers.desk_view import kept_view
from portal.officers.looks import list_looks
from portal.officers.past import history
from portal.officers.viewing import View, read_view
from portal.storage.signatures import SignatureReader
from portal.storage.store import Store
from portal.web.app_state import config, now, service, session
from portal.web.sums import sum_words
from portal.workflow.calendar import WorkingCalendar
from portal.workflow.states import Action


def work_page(dossier: Dossier) -> str:
    """Return the page."""
    book, names = almanac(session()), overview.names_of(session(), dossier)
    calendar, actor, units = book.calendar, actor_for(dossier), UnitNames(session())
    return render_template(
        "officers/dossier.html", dossier=dossier, record=dossier.record, names=names, hang=hang(), key=token(),
        deadline=deadline_of(dossier, calendar, now()), sum_lines=sum_words(dossier.promised_sum),
        next_href=_next_href(dossier, book), rating=find_rating(session(), dossier),
        related=list_related(session(), current_user, dossier), alike=list_of_procedure(session(), current_user, dossier), in_charge=in_charge(dossier, actor),
        names_differ=_names_differ(dossier), most_bytes=config().upload_bytes, handed=overview.handed(dossier, names),
        at=now(), signatures=service(SignatureReader).of(service(Store), dossier.result_file), following=[row for row in kept_papers(dossier) if follows(dossier, row)],
        **_to_do(dossier, actor, calendar, names), **_papers(dossier, units), **_past(dossier, names, units),
    )  # fmt: skip


def _to_do(dossier: Dossier, actor: Actor, calendar: WorkingCalendar, names: dict[str, str]) -> dict[str, Any]:
    """Return what can be done now, and what was found of the papers so far."""
    is_checked, open_ones = overview.may_check(dossier, actor), [one for one in dossier.consultations if one.is_open]
    has_list = is_checked and current_user.can("dossier.request_supplement")  # the list writes the request
    lines = checklist(dossier) if has_list else []
    unfit = bool(unfit_papers(dossier, lines if has_list else None))
    situation = overview.situation(dossier, actor, calendar, now(), unfit=unfit)
    buttons = overview.labelled_buttons(situation, dossier, names)
    return {
        "buttons": buttons, "next_line": overview.next_line(dossier, names), "may_decide": may_decide(dossier, actor),
        "may_take_over": may_take_over(dossier, actor), "may_receive": may_receive(dossier, actor),
        "promised": promised_papers(dossier) if has_desk(dossier, actor) else [], "reasons": service(Reasons),
        "may_consult": may_ask(dossier, actor), "asked_here": [one for one in open_ones if may_answer(one, actor)],
        "may_withdraw": {one.id for one in open_ones if may_withdraw(one, actor)}, "unread_answers": unread_answers(dossier),
        **_corrections(dossier, actor),
        "lines": lines, "may_check": is_checked,
        "may_ask": any(button.action == Action.REQUEST_SUPPLEMENT for button, _label in buttons),
    }  # fmt: skip


def _corrections(dossier: Dossier, actor: Actor) -> dict[str, Any]:
    """Return the slips that were proposed to be corrected, and which of them wait for whom."""
    found = list_corrections(session(), dossier)
    waiting = [one for one in found if waits(one, dossier)]
    return {
        "corrections": found, "waiting_corrections": {one.id for one in waiting},
        "corrected": {one.question_id: one for one in found if one.state == ACCEPTED},
        "word_at_counter": {one.id for one in waiting if may_take_word(dossier, one, actor)},
    }  # fmt: skip


def _papers(dossier: Dossier, units: UnitNames) -> dict[str, Any]:
    """Return the papers, the one that is open, and what was declared."""
    sheets = overview.sheets(dossier)
    chosen = request.args.get("tep", type=int)
    view: View = read_view(request.args)
    return {
        "sheets": sheets, "sheet": next((s for s in sheets if s.row.id == chosen), next(iter(sheets), None)), "view": view,
        "papers": papers_for(dossier.record, dossier.answers), "forms": forms_for(dossier.record, dossier.answers),
        "sections": overview.sections(dossier, units), "odd": overview.odd(dossier, units), "completed": completed_of(session(), dossier),
    }  # fmt: skip


def _past(dossier: Dossier, names: dict[str, str], units: UnitNames) -> dict[str, Any]:
    """Return what happened, what was printed, sent and opened."""
    slips, looks = list_slips(session(), dossier), list_looks(session(), dossier)
    last = dossier.events[-1].id if dossier.events else None
    return {
        "history": history(dossier, names, looks), "hops": overview.hops(dossier, names, now()), "slips": slips,
        "to_pay": list_payment_notices(dossier),
        "to_print": [slip for slip in slips if slip.event_id == last and slip.kind != "sending_receipt"],
        "told_before": overview.told_before(dossier, units),
        "alerts": list_alerts_of(session(), dossier), "notices": list_about(session(), dossier.code or ""),
    }  # fmt: skip


def _next_href(dossier: Dossier, book: Almanac) -> str:
    """Return the address of the next dossier in the queue the officer came from, "" at its end."""
    mine = queues(current_user, now(), book.calendar)
    if hang() not in mine.keys:
        return ""
    narrowed, _columns = kept_view(session(), current_user, book.taken, [grant.agency for grant in mine.held])
    after = next_in(session(), mine, hang(), dossier, narrowed)
    return url_for("work.show", dossier_id=after, hang=hang()) if after else ""


def _names_differ(dossier: Dossier) -> bool:
    """Say whether somebody else agreed than the dossier names as its owner."""
    return dossier.consent is not None and fold(dossier.consent.owner_name) != dossier.owner_key
