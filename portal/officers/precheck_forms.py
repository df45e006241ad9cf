"""What does an officer say about a draft? One line beside each page and paper, a message, and whether it can be sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wtforms import StringField
from wtforms.validators import AnyOf, DataRequired, Length

from portal.dossiers.models import Dossier, Paper
from portal.dossiers.rules import pages_for, papers_for
from portal.eforms.definition import Page
from portal.eforms.telling import Row, rows
from portal.eforms.types import Names
from portal.kernel.errors import N_
from portal.kernel.text import nfc
from portal.web.forms import LongTextField, PortalForm, tidy

GOOD, MEND = "good", "mend"
MOST_LETTERS = 500
_VERDICT = N_("Say whether it can be sent like this")


class AnswerForm(PortalForm):
    """The whole of it; what stands beside items is read by `items_of`."""

    verdict = StringField(validators=[DataRequired(_VERDICT), AnyOf((GOOD, MEND), _VERDICT)])
    text = LongTextField(validators=[Length(max=2000, message=N_("Write at most 2000 characters"))])


@dataclass(frozen=True)
class Item:
    """One page of answers or one paper, with what the officer wrote beside it."""

    kind: str  # page | paper
    ref: str
    name: str
    rows: list[Row]
    kept: Paper | None
    words: str

    @property
    def field(self) -> str:
        """Return the name of its input."""
        return f"{self.kind}.{self.ref}"

    def as_remark(self) -> dict[str, str]:
        """Return it as it is kept."""
        return {"kind": self.kind, "ref": self.ref, "name": self.name, "text": self.words}


def items_of(draft: Dossier, case: str, names: Names, sent: Mapping[str, str]) -> list[Item]:
    """Return every page and paper that applies, with what was sent for each."""
    record, answers = draft.record, draft.answers
    first = Page("", case, "", tuple(item.question for item in record.eform.eligibility)) if record.eform else None
    pages = [first, *pages_for(record, answers)] if first else []
    found = [
        Item(
            "page", page.id, page.task or page.title, rows(page, answers, names), None, _words(sent, f"page.{page.id}")
        )
        for page in pages
    ]
    return found + [
        Item("paper", one.id, one.name, [], draft.paper(one.id), _words(sent, f"paper.{one.id}"))
        for one in papers_for(record, answers)
    ]


def remarks_of(items: Sequence[Item]) -> list[dict[str, str]]:
    """Return what was written beside items."""
    return [item.as_remark() for item in items if item.words]


def problems_of(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return (input, message) of what is too long."""
    return [(item.field, N_("Write at most 500 characters")) for item in items if len(item.words) > MOST_LETTERS]


def _words(sent: Mapping[str, str], field: str) -> str:
    return str(tidy(nfc(sent.get(field, ""))))
