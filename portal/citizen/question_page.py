"""How is one page of questions shown and taken? What was typed comes back, from whichever screen it was typed on.

Every page says from which writing it was drawn (`seen`) and which screen it is (`screen`): another screen that wrote
meanwhile is not overwritten, and the citizen is shown both.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict

from portal.catalogue.queries import UnitNames, commune_options
from portal.citizen import question_form
from portal.citizen.overview import next_place, tasks_of
from portal.citizen.precheck_views import looked_at
from portal.citizen.profile import prefill_for
from portal.dossiers.models import Dossier
from portal.dossiers.typed import Seen, find_typed, take_page
from portal.dossiers.typed_models import TypedPage
from portal.eforms.answers import Row, rows, shown_questions
from portal.eforms.definition import Page, Question
from portal.kernel.clock import local_date
from portal.kernel.errors import StaleTyping
from portal.kernel.ids import token
from portal.kernel.transaction import transaction
from portal.web import held_forms
from portal.web.app_state import now, session


def question_page(
    draft: Dossier, questions: Sequence[Question], *, title: str, hint: str, here: str
) -> ResponseReturnValue:
    """Show or take one page of questions; "Sửa" from the check leads back there."""
    if not draft.is_draft:
        return redirect(url_for("sent.show", code=draft.code))
    database, names, status = session(), UnitNames(session()), 200
    answers, errors, revealed, other = draft.answers, [], False, None
    form = held_forms.take(request.path)
    if request.method == "POST":
        form, sent = request.form, question_form.read(questions, request.form, draft.answers, names)
        try:
            with transaction(database):  # what is right is kept, whatever becomes of this page
                take_page(database, draft, here, fields_of(form, questions), sent.answers, asked=questions,
                          is_whole=sent.is_good, seen=seen_of(form), at=now())  # fmt: skip
            if sent.is_good:
                return redirect(_after(draft, here))
        except StaleTyping:
            other, status = _other(draft, questions, here, names), 409
        else:
            errors, revealed = question_form.errors_of(sent), sent.revealed
            status = 422 if sent.refused else 200
        answers = {**draft.answers, **sent.answers}
    typed = find_typed(database, draft, here)
    if form is None and typed is not None and typed.fields:
        form = MultiDict([(name, text) for name, text in typed.fields])
    shown = shown_questions(questions, answers)
    asked = question_form.draw(shown, answers, form=form, errors=errors, prefill=prefill_for(current_user, draft))
    needs_communes = any(item.type.widget == "address" for item in asked)
    return render_template(
        "citizen/page.html", draft=draft, title=title, hint=hint, asked=asked, errors=errors, back=_back(),
        revealed=revealed, here=here, communes=commune_options(database, local_date(now())) if needs_communes else [],
        remark=looked_at(draft).about("page", "" if here == "case" else here), progress=tasks_of(draft), typed=typed, other=other, screen=token(),
    ), status  # fmt: skip


def fields_of(form: MultiDict[str, str], questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Return what stands in the inputs of these questions."""
    known = {question.id for question in questions} | {question_form.ASKED}
    return [(name, text) for name, text in form.items(multi=True) if name.partition(".")[0] in known]


def seen_of(form: MultiDict[str, str]) -> Seen | None:
    """Return which screen sent this form and what it was drawn from."""
    version, screen = form.get("seen", ""), form.get("screen", "")
    return Seen(int(version), screen) if version.isdecimal() and len(version) < 10 and screen else None


def _other(draft: Dossier, questions: Sequence[Question], here: str, names: UnitNames) -> list[dict[str, str]]:
    """Return what the other screen wrote, as rows of a summary."""
    typed = find_typed(session(), draft, here)
    answers, raw = dict(draft.answers), _raw(typed)
    if typed is not None and typed.fields:
        form = MultiDict([(name, text) for name, text in typed.fields])
        read = question_form.read(questions, form, draft.answers, names)
        answers = {**answers, **read.answers}
        raw = {key: words for key, words in raw.items() if key in {one.field.partition(".")[0] for one in read.refused}}
    page = Page("", "", "", tuple(questions))
    found: dict[str, Row] = {row.question.id: row for row in rows(page, answers, names)}
    return [
        {"key": question.label, "value": raw.get(question.id) or found[question.id].text}
        for question in questions
        if question.id in raw or question.id in found
    ]


def _raw(typed: TypedPage | None) -> dict[str, str]:
    """Return the words of each question as they stand in its inputs."""
    raw: dict[str, Any] = {}
    for name, text in typed.fields if typed else ():
        if text and name != question_form.ASKED:
            raw.setdefault(name.partition(".")[0], []).append(text)
    return {key: " ".join(words) for key, words in raw.items()}


def _back() -> str:
    return request.values.get("ve", "")


def _after(draft: Dossier, here: str) -> str:
    if _back() == "kiem-tra":
        return url_for("drafts.check", draft_code=draft.draft_code)
    return next_place(draft, here)
