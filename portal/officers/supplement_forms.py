"""What did the officer find about each paper and answer? One verdict a line writes the request; the officer may edit it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from wtforms import StringField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.catalogue.record import Component
from portal.dossiers import rules
from portal.dossiers.models import Dossier
from portal.dossiers.reasons import Reason, Reasons
from portal.dossiers.supplements import Request, Wanted
from portal.dossiers.verdicts import GOOD, NEEDLESS
from portal.eforms.answers import shown_questions
from portal.eforms.types import TYPES
from portal.kernel.clock import local_date
from portal.kernel.errors import N_
from portal.web.app_state import now
from portal.web.forms import LongTextField, PortalForm, tidy
from portal.web.kind_field import KindField, given
from portal.workflow.calendar import WorkingCalendar

#: How long the citizen has when the officer says nothing else.
ANSWER_WITHIN_DAYS = 10
MOST_DAYS = timedelta(days=90)


@dataclass(frozen=True)
class Line:
    """One paper or question with the officer's verdict: GOOD, NEEDLESS, the id of a reason, or "" (nothing said)."""

    kind: str  # paper | answer
    ref: str
    name: str
    verdict: str
    words: str
    reason: Reason | None

    @property
    def field(self) -> str:
        """Return the name of its input."""
        return f"{self.kind}.{self.ref}"

    @property
    def problem(self) -> tuple[str, str] | None:
        """Return what is wrong with it: (input, message)."""
        if self.reason is None and self.verdict not in ("", GOOD, NEEDLESS):
            return self.field, N_("Choose one of the reasons")
        if self.reason is not None and self.reason.needs_words and not self.words:
            return f"{self.field}.words", N_("Write the reason")
        if len(self.words) > 500:
            return f"{self.field}.words", N_("Write at most 500 characters")
        return None


def lines_of(
    dossier: Dossier, reasons: Reasons, sent: Mapping[str, str] | None, found: Mapping[str, str] | None = None
) -> list[Line]:
    """Return every paper, then every answered question, with the verdict that was sent, was `found` before, or holds."""
    if sent is None and found:
        sent = {**{f"paper.{c.id}": _before(dossier, c.id) for c in papers_of(dossier)}, **found}
    papers = [_line("paper", c.id, c.name, reasons, sent, _before(dossier, c.id)) for c in papers_of(dossier)]
    eform = dossier.record.eform
    questions = shown_questions(eform.questions(), dossier.answers) if eform else []
    given = [q for q in questions if q.id in dossier.answers and TYPES[q.type].is_asked]
    return papers + [_line("answer", q.id, q.label, reasons, sent, "") for q in given]


def papers_of(dossier: Dossier) -> list[Component]:
    """Return the papers an officer looks through."""
    return rules.papers_for(dossier.record, dossier.answers)


def _before(dossier: Dossier, component_id: str) -> str:
    """Return what holds of a paper before anybody judged it."""
    paper = dossier.paper(component_id)
    return GOOD if paper and paper.files else NEEDLESS


def _line(kind: str, ref: str, name: str, reasons: Reasons, sent: Mapping[str, str] | None, before: str) -> Line:
    field = f"{kind}.{ref}"
    verdict = before if sent is None else sent.get(field, "")[:40]
    words = str(tidy(sent.get(f"{field}.words", ""))) if sent else ""
    return Line(kind, ref, name, verdict, words, reasons.find(kind, verdict))


def wanted_of(lines: list[Line]) -> tuple[Wanted, ...]:
    """Return what is asked for."""
    return tuple(Wanted(line.kind, line.ref, line.name, line.reason.told(line.words)) for line in lines if line.reason)


class RequestForm(PortalForm):
    """The request as it goes out."""

    text = LongTextField(
        validators=[
            DataRequired(N_("Write what the citizen is to do")),
            Length(max=4000, message=N_("Write at most 4000 characters")),
        ]
    )
    answer_by = KindField("date", validators=[given(N_("Enter the last day to answer"))])
    why_again = StringField(validators=[Length(max=500, message=N_("Write at most 500 characters"))])

    def validate_answer_by(self, field: KindField) -> None:
        """Refuse today, the past, and a day so late that nobody waits for it."""
        today = local_date(now())
        if field.data and not today < date.fromisoformat(field.data) <= today + MOST_DAYS:
            raise ValidationError(N_("Choose a day from tomorrow on, within 90 days"))

    def request(self, items: tuple[Wanted, ...], calendar: WorkingCalendar) -> Request:
        """Return what is to be sent; the citizen may answer until the office closes on the last day."""
        until = calendar.closes_at(date.fromisoformat(str(self.answer_by.data)))
        return Request(items, self.text.data or "", until, self.why_again.data or "")


class DecisionForm(PortalForm):
    """Why a leader lets a second request through, or not."""

    reason = LongTextField(
        validators=[DataRequired(N_("Write the reason")), Length(max=2000, message=N_("Write at most 2000 characters"))]
    )


def proposed_day(calendar: WorkingCalendar, at: datetime) -> date:
    """Return the last day that is offered."""
    return calendar.add_working_days(local_date(at), ANSWER_WITHIN_DAYS)
