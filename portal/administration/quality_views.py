"""What of the catalogue wants mending: counted, listed, each with the way to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from portal.administration.forms import FlagForm
from portal.administration.procedure_desk import scope
from portal.catalogue.models import Procedure
from portal.catalogue.quality import DEAD_LINK, LONG_SENTENCE, dead_anchors, long_sentences
from portal.catalogue.quality_queries import count_flags, dead_codes, page_flagged
from portal.kernel.clock import local_date
from portal.web.access import officer
from portal.web.app_state import now, session
from portal.web.paging import paged

blueprint = Blueprint("quality", __name__, url_prefix="/quan-tri/thu-tuc")
PER_PAGE = 25


@blueprint.get("/chat-luong")
@officer("catalogue.read")
def report() -> str:
    """Show how many procedures of one's scope have each flag, and one page of those with the chosen one."""
    form = FlagForm(request.args)
    form.validate()
    mine, today = scope("catalogue.read"), local_date(now())
    counts = count_flags(session(), mine, today)

    def ask(offset: int, limit: int) -> tuple[int, Sequence[Procedure]]:
        flag = form.flag
        return counts.get(flag, 0), page_flagged(
            session(), mine, flag, today, offset=offset, limit=limit
        ) if flag else ()

    paging, found = paged(ask, form.page, PER_PAGE, "quality.report", form.as_args())
    return render_template(
        "administration/quality.html", counts=counts, form=form, paging=paging,
        rows=list(zip(found, _what(form.flag, found), strict=True)),
    )  # fmt: skip


def _what(flag: str, procedures: Sequence[Procedure]) -> list[str]:
    """Return for each what it is about, where the name of the flag does not say it: the sentence, the dead address."""
    if flag == LONG_SENTENCE:
        return [next(long_sentences(one.revision.record), "") for one in procedures]
    if flag == DEAD_LINK:
        codes = dead_codes(session(), procedures)
        return ["; ".join((*codes.get(one.id, ()), *dead_anchors(one.revision.record))) for one in procedures]
    return [""] * len(procedures)
