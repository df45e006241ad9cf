"""How does an officer ask for a supplement? Verdicts first, then the text as the citizen will read it, then once sent.

A second request is laid before a leader, who lets it through or not, with a reason (`supplements`).
"""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Redirect

from portal.catalogue.almanac import almanac
from portal.catalogue.queries import get_agency
from portal.documents.desk import current_desk, link
from portal.dossiers import rules, supplements
from portal.dossiers.models import Dossier
from portal.dossiers.moves import find_event_of_form
from portal.dossiers.reasons import Reasons
from portal.dossiers.supplements import Wanted
from portal.dossiers.verdicts import list_verdicts
from portal.kernel.errors import Incomplete
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.notices.queries import wording_of
from portal.notices.texts import Wordings
from portal.officers import overview
from portal.officers.acting import actor_for, back, back_saying, dossier_at, form_key, hang, version
from portal.officers.checking import as_sent, keep_lines
from portal.officers.rules import offered
from portal.officers.supplement_forms import DecisionForm, Line, RequestForm, lines_of, proposed_day, wanted_of
from portal.web import held_forms
from portal.web.access import officer
from portal.web.app_state import now, service, session
from portal.web.error_pages import sentence
from portal.web.formats import date_vi
from portal.workflow.states import TABLE, Action

blueprint = Blueprint("supplements", __name__, url_prefix="/can-bo/ho-so/<int:dossier_id>/bo-sung")


@blueprint.route("", methods=["GET", "POST"])
@officer("dossier.request_supplement")
def choose(dossier_id: int) -> ResponseReturnValue:
    """Ask for a verdict on each paper and answer; what was found wrong leads on to the text."""
    dossier = dossier_at(dossier_id)
    situation = overview.situation(dossier, actor_for(dossier), almanac(session()).calendar, now())
    if request.method == "GET" and Action.REQUEST_SUPPLEMENT not in offered(situation):
        flash(_("This cannot be done now. What is to be done stands below."), "info")
        return back(dossier)
    held, to = held_forms.take_with_target(request.path)
    if held is not None and to.endswith("/gui"):
        return _write_page(dossier, lines_of(dossier, service(Reasons), held), RequestForm(held), [])
    sent = request.form if request.method == "POST" else held
    lines = lines_of(dossier, service(Reasons), sent, None if sent else as_sent(list_verdicts(session(), dossier)))
    if sent and held is None:
        keep_lines(dossier, lines)
    if request.method == "GET":
        return _choose_page(dossier, lines, [])
    errors = _problems(lines)
    if errors:
        return _choose_page(dossier, lines, errors), 422
    return _write_page(dossier, lines, _fresh(lines), [])


def _problems(lines: list[Line]) -> list[tuple[str, str]]:
    errors = [(line.problem[0], _(line.problem[1])) for line in lines if line.problem]
    if not errors and not wanted_of(lines):
        errors = [(lines[0].field if lines else "", _("Choose at least one paper or answer that is not good yet"))]
    return errors


def _fresh(lines: list[Line]) -> RequestForm:
    """Return the text that the verdicts write."""
    text = rules.letter([(one.name, one.reason) for one in wanted_of(lines)])
    return RequestForm(data={"text": text, "answer_by": proposed_day(almanac(session()).calendar, now()).isoformat()})


@blueprint.post("/gui")
@officer("dossier.request_supplement")
def send(dossier_id: int) -> ResponseReturnValue:
    """Send the one request, or lay the second before a leader. The same form sent twice counts once."""
    dossier = dossier_at(dossier_id)
    key = form_key(dossier, Action.REQUEST_SUPPLEMENT)
    if find_event_of_form(session(), key):
        return _done(dossier)
    lines, form = lines_of(dossier, service(Reasons), request.form), RequestForm(request.form)
    if request.form.get("to") == "choose":
        return _choose_page(dossier, lines, [])
    if _problems(lines):
        return _choose_page(dossier, lines, _problems(lines)), 422
    errors = [] if form.validate() else form.problems()
    if not errors and request.form.get("to") != "look":
        try:
            with transaction(session()):
                asked = form.request(wanted_of(lines), almanac(session()).calendar)
                supplements.request(session(), dossier, asked, by=actor_for(dossier), at=now(), desk=current_desk(),
                                    version=version(), form_key=key)  # fmt: skip
        except Incomplete as error:
            errors = [("why_again" if "why_again" in error.missing else "text", sentence(error))]
        else:
            return _done(dossier)
    return _write_page(dossier, lines, form, errors), 422 if errors else 200


def _done(dossier: Dossier) -> Redirect:
    waits = supplements.proposed_of(dossier) is not None
    flash(_("The request waits for a leader. The citizen has not been told yet.") if waits else
          _("The request has been sent. Next: the citizen, by %(day)s.", day=date_vi(dossier.answer_by)), "success")  # fmt: skip
    return back(dossier)


# ---- the leader


@blueprint.post("/<int:supplement_id>/duyet")
@officer("dossier.approve_supplement")
def decide(dossier_id: int, supplement_id: int) -> ResponseReturnValue:
    """Let a second request through, or not; both need a reason."""
    dossier, form = dossier_at(dossier_id), DecisionForm(request.form)
    key, let_through = form_key(dossier, f"supplement:{supplement_id}"), request.form.get("verdict") == "yes"
    if not form.validate():
        return back_saying(dossier, _("Write the reason before you decide about the second request"))
    with transaction(session()):
        reason, actor = form.reason.data or "", actor_for(dossier)
        if let_through:
            supplements.approve(
                session(), dossier, supplement_id, reason, by=actor, at=now(), desk=current_desk(), form_key=key
            )
        else:
            supplements.decline(session(), dossier, supplement_id, reason, by=actor, at=now(), form_key=key)
    flash(_("The second request has been sent to the citizen.") if let_through else
          _("The second request was not let through. The officer reads why."), "success")  # fmt: skip
    return back(dossier)


# ---- the two pages


def _choose_page(dossier: Dossier, lines: list[Line], errors: list[tuple[str, str]]) -> str:
    return render_template(
        "officers/supplement_choose.html", dossier=dossier, record=dossier.record, lines=lines, errors=errors,
        wrong=dict(errors), reasons=service(Reasons), version=request.form.get("version") or dossier.version, hang=hang(),
        papers={sheet.row.id: sheet for sheet in overview.sheets(dossier)}, again=supplements.times_asked(dossier),
    )  # fmt: skip


def _write_page(dossier: Dossier, lines: list[Line], form: RequestForm, errors: list[tuple[str, str]]) -> str:
    wanted = wanted_of(lines)
    return render_template(
        "officers/supplement_write.html", dossier=dossier, record=dossier.record, lines=lines, form=form, errors=errors,
        wrong=dict(errors), wanted=wanted, key=request.form.get("form_key") or token(), hang=hang(),
        version=request.form.get("version") or dossier.version, again=supplements.times_asked(dossier),
        preview=_preview(dossier, wanted, form), summary=_summary(wanted),
    )  # fmt: skip


def _summary(wanted: tuple[Wanted, ...]) -> str:
    papers = sum(1 for one in wanted if one.kind == "paper")
    parts = [ngettext("%(num)s paper", "%(num)s papers", papers)] if papers else []
    if len(wanted) > papers:
        parts.append(ngettext("%(num)s answer", "%(num)s answers", len(wanted) - papers))
    return ", ".join(parts)


def _preview(dossier: Dossier, wanted: tuple[Wanted, ...], form: RequestForm) -> str:
    """Return the message the citizen will get, with what is written so far."""
    values = {
        "code": dossier.code or "", "link": link(dossier), "reason": form.text.data or _("(the reason you write)"),
        "items": "; ".join(one.name for one in wanted), "deadline": date_vi(form.answer_by.data) or _("(the last day)"),
        "office": get_agency(session(), dossier.onestop_code or "").name,
    }  # fmt: skip
    kind = TABLE[Action.REQUEST_SUPPLEMENT].notice
    return wording_of(session(), service(Wordings), kind).text.strip().format_map(values)
