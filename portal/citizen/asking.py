"""What happens when a page of questions is opened or sent? Everything right is saved, whatever becomes of the page.

"Thêm …", "Bỏ … này" and "Thêm ảnh" are buttons of the same form: they save what is typed and come back, or lead to the
paper. Every page says from which writing it was drawn: what another screen wrote meanwhile is not overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zlib import crc32

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import UnitNames, commune_options
from portal.citizen import question_form
from portal.citizen.overview import next_place, paper_notes, tasks_of
from portal.citizen.precheck_views import looked_at
from portal.citizen.profile import prefill_for
from portal.citizen.question_form import Canvas, Sent
from portal.citizen.screens import fields_of, form_of, seen_of, written_elsewhere
from portal.dossiers import typed
from portal.dossiers.models import Dossier
from portal.eforms.answers import shown_questions
from portal.eforms.definition import Question
from portal.eforms.telling import warned
from portal.kernel.clock import local_date
from portal.kernel.errors import StaleTyping
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.answer_words import sentence_of
from portal.web.app_state import now, session

#: Hidden inputs that name the warnings the page showed: pressing "Tiếp tục" again goes on.
SEEN = "odd"


@dataclass(frozen=True)
class QuestionPage:
    """One page of questions of one draft."""

    draft: Dossier
    questions: Sequence[Question]
    title: str
    hint: str
    here: str

    @property
    def back(self) -> str:
        """Return "kiem-tra" when the person came from the check and goes back there."""
        return request.values.get("ve", "")

    def link(self, **more: Any) -> str:
        """Return the address of this page."""
        return url_for(request.endpoint or "", **(request.view_args or {}), ve=self.back or None, **more)


@dataclass(frozen=True)
class Odd:
    """Something odd to look at again: the input, the sentence, and a mark by which it is known to have been seen."""

    field: str
    sentence: str

    @property
    def mark(self) -> str:
        """Return a short name; another number in the sentence is another warning."""
        return f"{self.field}-{crc32(self.sentence.encode()):08x}"


@dataclass(frozen=True)
class Shown:
    """How a page is shown: answers, what was typed, what is wrong with it, what another screen wrote."""

    answers: Mapping[str, Any]
    form: MultiDict[str, str] | None = None
    errors: Sequence[tuple[str, str]] = ()
    revealed: bool = False
    other: Sequence[Mapping[str, str]] = field(default=())


def odd_answers(draft: Dossier, questions: Sequence[Question]) -> list[Odd]:
    """Return what looks odd about the answers to these questions."""
    eform = draft.record.eform
    if eform is None:
        return []
    found = warned(questions, draft.answers, UnitNames(session()), eform.questions())
    return [Odd(one.field, sentence_of(one)) for one in found]


def take_page(page: QuestionPage) -> ResponseReturnValue:
    """Read and save a sent page; show it again with what is wrong, or go where the pressed button leads."""
    removed = question_form.removed_row(request.form)
    form = question_form.without_row(request.form, *removed) if removed else request.form
    sent = question_form.read(page.questions, form, page.draft.answers, UnitNames(session()))
    pressed = bool(removed or request.form.get(question_form.ADD) or request.form.get(question_form.PAPER))
    leads_on = pressed and not sent.wrong
    try:
        _save(page, form, sent, is_settled=sent.is_good or leads_on)
    except StaleTyping:
        other = written_elsewhere(page.draft, page.questions, page.here)
        return _drawn(page, Shown({**page.draft.answers, **sent.answers}, form, other=other)), 409
    if leads_on:
        return redirect(_led(page, removed))
    if not sent.is_good:
        return _show_again(page, form, sent, only_wrong=pressed)
    seen = set(request.form.getlist(SEEN))
    if any(odd.mark not in seen for odd in odd_answers(page.draft, page.questions)):
        return redirect(page.link(_anchor="odd"))
    return redirect(_after(page))


def _save(page: QuestionPage, form: MultiDict[str, str], sent: Sent, *, is_settled: bool) -> None:
    kept = page.questions if sent.is_good else question_form.settled(page.questions, sent)
    with transaction(session()):
        typed.take_page(
            session(), page.draft, page.here, fields_of(form, page.questions), sent.answers, asked=page.questions,
            kept=kept, is_settled=is_settled, seen=seen_of(form), at=now(),
        )  # fmt: skip


def _led(page: QuestionPage, removed: tuple[str, int] | None) -> str:
    """Return where the pressed button leads: the new row, the group, or the page of a paper."""
    if removed:
        return page.link(_anchor=removed[0])
    if group_id := request.form.get(question_form.ADD):
        rows = page.draft.answers.get(group_id, ())
        return page.link(them=group_id, _anchor=f"{group_id}.{len(rows)}")
    paper = request.form[question_form.PAPER]
    return url_for("papers.paper", draft_code=page.draft.draft_code, component_id=paper)


def _after(page: QuestionPage) -> str:
    if page.back == "kiem-tra":
        return url_for("drafts.check", draft_code=page.draft.draft_code)
    return next_place(page.draft, page.here)


def _show_again(page: QuestionPage, form: MultiDict[str, str], sent: Sent, *, only_wrong: bool) -> ResponseReturnValue:
    shown = replace(sent, refused=sent.wrong, revealed=False) if only_wrong else sent
    answers, errors = {**page.draft.answers, **sent.answers}, question_form.errors_of(shown)
    return _drawn(page, Shown(answers, form, errors, shown.revealed)), 422 if shown.refused else 200


def show_page(page: QuestionPage) -> str:
    """Show the page as it was last written, or with the form that was held while the person identified again."""
    form = held_forms.take(request.path)
    return _drawn(page, Shown(page.draft.answers, form))


def _drawn(page: QuestionPage, shown: Shown) -> str:
    draft, database = page.draft, session()
    kept = typed.find_typed(database, draft, page.here)
    form = form_of(kept) if shown.form is None else shown.form
    canvas = Canvas(
        shown.answers, UnitNames(database), form, shown.errors, prefill_for(current_user, draft),
        request.args.get("them", ""), paper_notes(draft),
    )  # fmt: skip
    asked = question_form.draw(shown_questions(page.questions, shown.answers), canvas)
    needs_communes = any(item.needs_communes for item in asked)
    return render_template(
        "citizen/page.html", draft=draft, title=page.title, hint=page.hint, asked=asked, errors=shown.errors,
        back=page.back, revealed=shown.revealed, here=page.here, progress=tasks_of(draft), typed=kept, other=shown.other,
        odd=[] if shown.errors or shown.other else odd_answers(draft, page.questions), screen=token(),
        communes=commune_options(database, local_date(now())) if needs_communes else [],
        remark=looked_at(draft).about("page", "" if page.here == "case" else page.here),
    )  # fmt: skip
