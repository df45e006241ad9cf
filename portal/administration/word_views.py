"""The words of the search: how people say it, what is ignored, what they typed and did not find; tried before they count."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from portal.administration.word_desk import titles_of, try_out
from portal.administration.word_forms import LISTS, IgnoreForm, NewWordsForm, WordListForm, WordsForm
from portal.catalogue.visit_queries import page_visited
from portal.kernel.clock import local_date
from portal.kernel.errors import NotAllowed
from portal.kernel.text import fold
from portal.kernel.transaction import transaction
from portal.search.miss_queries import ignore, page_missed
from portal.search.models import SearchWords
from portal.search.popular import AT_LEAST, Popular
from portal.search.queries import Finder, published_codes
from portal.search.word_operations import Refused, add_words, change_words, check_words, set_removed
from portal.search.word_queries import get_words, list_words, search_words
from portal.search.word_rules import Facts, swallowed
from portal.web.access import officer
from portal.web.app_state import now, service, session
from portal.web.paging import cut, paged

blueprint = Blueprint("search_words", __name__, url_prefix="/quan-tri/tu-tim-kiem")
PER_PAGE, NEWEST = 25, 8

#: (field, sentence, number of the row that has the words already).
Errors = list[tuple[str, str, int | None]]


@blueprint.get("")
@officer("search.read")
def index() -> str:
    """List the words, and what people typed lately and did not find."""
    form = WordListForm(request.args)
    form.validate()
    found, counts = search_words(list_words(session()), kind=form.kind, text=form.text)
    paging, rows = paged(cut(found), form.page, PER_PAGE, "search_words.index", form.as_args())
    missed_total, newest = page_missed(session(), limit=NEWEST)
    return render_template(
        "administration/words.html", form=form, rows=rows, paging=paging, counts=counts, lists=LISTS,
        titles=titles_of(session(), (code for row in rows for code in row.procedures[:1])),
        missed=newest, missed_total=missed_total,
    )  # fmt: skip


@blueprint.get("/chua-tim-thay")
@officer("search.read")
def missed() -> str:
    """List everything people typed and did not find, the newest first."""
    form = WordListForm(request.args)
    form.validate()
    paging, rows = paged(partial(page_missed, session()), form.page, PER_PAGE, "search_words.missed")
    return render_template("administration/words_missed.html", missed=rows, paging=paging)


@blueprint.get("/hay-mo")
@officer("search.read")
def visits() -> str:
    """List the procedures people open most, and which of them stand on the page of the search."""
    form = WordListForm(request.args)
    form.validate()
    paging, rows = paged(
        partial(page_visited, session(), local_date(now())), form.page, PER_PAGE, "search_words.visits"
    )
    popular = service(Popular)
    popular.learn(session(), local_date(now()))
    return render_template("administration/visits.html", rows=rows, paging=paging, popular=popular, at_least=AT_LEAST)


@blueprint.post("/chua-tim-thay")
@officer("search.edit")
def ignore_missed() -> ResponseReturnValue:
    """Take a text off the list of what was not found."""
    form = IgnoreForm(request.form)
    with transaction(session()):
        ignore(session(), form.text.data or "", on=local_date(now()))
    flash(_("“%(words)s” is off the list.", words=(form.text.data or "")[:80]), "success")
    return redirect(url_for("search_words.missed" if request.args.get("ve") == "het" else "search_words.index"))


@blueprint.route("/moi", methods=["GET", "POST"])
@officer("search.edit")
def begin() -> ResponseReturnValue:
    """Write a new row, perhaps from what somebody did not find."""
    asked = NewWordsForm(request.args)
    asked.validate()
    if request.method == "GET":
        return _screen(WordsForm(data={"says": asked.text, "trial": asked.text}), asked.kind, None)
    return _sent(WordsForm(request.form), asked.kind, None)


@blueprint.route("/<int:words_id>", methods=["GET", "POST"])
@officer("search.read")
def change(words_id: int) -> ResponseReturnValue:
    """Show one row; change it where that is allowed."""
    row = get_words(session(), words_id)
    if request.method == "GET":
        return _screen(_form_of(row), row.kind, row)
    if not current_user.can("search.edit"):
        raise NotAllowed
    return _sent(WordsForm(request.form), row.kind, row)


@blueprint.post("/<int:words_id>/bo")
@officer("search.edit")
def remove(words_id: int) -> ResponseReturnValue:
    """Take a row out of use, or put it back."""
    row = get_words(session(), words_id)
    removed = request.form.get("remove") != "0"
    try:
        with transaction(session()):
            known = published_codes(session())
            set_removed(session(), row, removed, is_published=known.__contains__, by=current_user.full_name, at=now())
    except Refused as refused:
        found: Errors = [("", text, number) for _field, text, number in _told(refused)]  # no field is on screen
        return _screen(_form_of(row), row.kind, row, found)
    flash(_("Out of use. You can put it back at any time.") if removed else _("In use again."), "success")
    return redirect(url_for("search_words.change", words_id=words_id))


def _sent(form: WordsForm, kind: str, row: SearchWords | None) -> ResponseReturnValue:
    """Try out what was typed, or keep it."""
    facts = form.facts(kind)
    if form.act.data == "try":
        return _screen(form, kind, row, tried=True)
    ordinary = swallowed(facts, row.says if row else (), service(Finder).index.names_with)
    try:
        with transaction(session()):
            number = _keep(form, facts, row, may_write=not ordinary or bool(form.sure.data))
    except Refused as refused:
        return _screen(form, kind, row, _told(refused))
    if number is None:
        warnings: Errors = [("sure", _warning(kind, saying, count), None) for saying, count in ordinary]
        return _screen(form, kind, row, warnings, asks_again=True)
    flash(_("Saved. The search understands it within two seconds."), "success")
    return redirect(url_for("search_words.change", words_id=number))


def _keep(form: WordsForm, facts: Facts, row: SearchWords | None, *, may_write: bool) -> int | None:
    """Write the row and return its number; None when somebody should first say that they are sure."""
    database, known = session(), published_codes(session())
    by = current_user.full_name
    if not may_write:
        check_words(database, facts, is_published=known.__contains__, row=row)
        return None
    if row is None:
        row = add_words(database, facts, is_published=known.__contains__, by=by, at=now())
    else:
        change_words(database, row, facts, is_published=known.__contains__, version=form.seen, by=by, at=now())
    for saying in facts.says:
        ignore(database, fold(saying), on=local_date(now()))  # whoever typed it finds something now
    database.flush()  # a new row gets its number
    return row.id


def _warning(kind: str, saying: str, count: int) -> str:
    if kind == "synonym":
        return _(
            "“%(word)s” is an ordinary word in the names of %(count)s procedures; they would be understood differently. Tick the box below if you are sure.",
            word=saying,
            count=count,
        )
    return _(
        "“%(word)s” is an ordinary word in the names of %(count)s procedures; it would no longer be looked for. Tick the box below if you are sure.",
        word=saying,
        count=count,
    )


def _told(refused: Refused) -> Errors:
    return [(one.field, str(_(one.message, **one.values)), one.row) for one in refused.problems]


def _form_of(row: SearchWords) -> WordsForm:
    lines = {"says": "\n".join(row.says), "procedures": "\n".join(row.procedures)}
    return WordsForm(data={**lines, "mean": row.mean, "intent": row.intent, "version": str(row.version)})


def _screen(
    form: WordsForm,
    kind: str,
    row: SearchWords | None,
    found: Errors | None = None,
    *,
    tried: bool = False,
    asks_again: bool = False,
) -> ResponseReturnValue:
    errors = [(field, text) for field, text, _row in found or ()]
    facts = form.facts(kind)
    trial = (
        try_out(session(), service(Finder), form.query, facts, row.id if row else None)
        if tried and form.query
        else None
    )
    return render_template(
        "administration/words_row.html", form=form, kind=kind, row=row, errors=errors, wrong=dict(reversed(errors)),
        elsewhere=[(number, text) for _field, text, number in found or () if number], asks_again=asks_again,
        titles=titles_of(session(), facts.procedures), facts=facts, trial=trial,
        can_edit=current_user.can("search.edit") and not (row and row.is_removed),
    ), 422 if errors else 200  # fmt: skip
