"""The officers' fixed forms: signing in, looking through queues, what a move asks for, a day of the calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, FileField, IntegerField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields.core import Field
from wtforms.utils import unset_value
from wtforms.validators import DataRequired, Length, NumberRange, Optional, ValidationError

from portal.dossiers.desk import Facts
from portal.eforms.definition import Question
from portal.eforms.types import TYPES, Problem
from portal.kernel.clock import local_date
from portal.kernel.errors import N_
from portal.storage.models import StoredFile
from portal.web.app_state import now
from portal.web.forms import PortalForm
from portal.workflow.calendar import WorkingCalendar


class SignInForm(PortalForm):
    """Name and password."""

    username = StringField(validators=[DataRequired(N_("Enter your user name"))])
    password = PasswordField(validators=[DataRequired(N_("Enter your password"))])


class QueueForm(PortalForm):
    """What is looked for in a queue, on which page."""

    q = StringField(default="")
    trang = IntegerField(validators=[Optional(), NumberRange(1, 4000)])

    @property
    def text(self) -> str:
        """Return what is looked for."""
        return self.q.data or ""

    @property
    def page(self) -> int:
        """Return the page, from 1."""
        return 1 if self.trang.errors else self.trang.data or 1

    def as_args(self) -> dict[str, object]:
        """Return what the address of another page repeats."""
        return {"q": self.text} if self.text else {}


# ---- fields that read what the e-forms read: money and days are written alike everywhere


class _NoNames:
    def unit(self, unit_id: str) -> str:
        return ""


class KindField(Field):
    """A field of an e-form kind ("money", "date"); `typed` keeps its inputs by suffix, `data` what they mean."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind
        self.typed: dict[str, list[str]] = {}

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        """Read all inputs of the field; a wrong one becomes the field's error."""
        self.process_errors = []
        self.data = None if data is unset_value else data
        if formdata is None:
            return
        self.typed = {part: formdata.getlist(self.name + part) for part in ("", ".day", ".month", ".year")}
        try:
            self.data = TYPES[self.kind].read(Question(self.name, self.kind, ""), self.typed, _NoNames())
        except Problem as problem:
            self.process_errors.append(gettext(problem.message, **problem.values))

    @property
    def text(self) -> str:
        """Return the plain input as typed."""
        return "".join(self.typed.get("", [])[:1])

    @property
    def parts(self) -> dict[str, str]:
        """Return the three boxes of a day as typed, else the day they start with."""
        if not self.typed and self.data:
            year, month, day = str(self.data).split("-")
            return {"day": day, "month": month, "year": year}
        return {part: "".join(self.typed.get(f".{part}", [])[:1]) for part in ("day", "month", "year")}


def given(message: str) -> Callable[[PortalForm, Field], None]:
    """Refuse an empty field with the message; a wrong one keeps its own."""

    def check(form: PortalForm, field: Field) -> None:
        if field.data is None and not field.process_errors:
            raise ValidationError(message)

    return check


def chosen(message: str) -> Callable[[PortalForm, Field], None]:
    """Refuse a file field in which nothing was chosen."""

    def check(form: PortalForm, field: Field) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(message)

    return check


# ---- what a move asks for


class MoveForm(PortalForm):
    """What one kind of move asks for; this one asks for nothing."""

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return what the officer gave."""
        return Facts()


class ReasonForm(MoveForm):
    """Why not."""

    note = TextAreaField(
        validators=[DataRequired(N_("Write the reason")), Length(max=2000, message=N_("Write at most 2000 characters"))]
    )

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the reason."""
        return Facts(note=self.note.data or "")


class PaymentForm(MoveForm):
    """The tax or fee notice: how much, by when."""

    amount = KindField("money", validators=[given(N_("Enter the amount on the notice"))])
    pay_by = KindField("date", validators=[given(N_("Enter the day to pay by"))])
    file = FileField(validators=[chosen(N_("Choose the picture or PDF of the notice"))])

    def validate_pay_by(self, field: Field) -> None:
        """Refuse a day that is over."""
        if field.data and date.fromisoformat(field.data) < local_date(now()):
            raise ValidationError(N_("Choose a day from today on"))

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the notice; the citizen may pay until the office closes on the last day."""
        until: datetime = calendar.closes_at(date.fromisoformat(str(self.pay_by.data)))
        return Facts(amount_vnd=self.amount.data, answer_by=until, file=file, data={"amount_vnd": self.amount.data})


class ResultForm(MoveForm):
    """The signed result and the number it was entered under."""

    number = StringField(
        validators=[
            DataRequired(N_("Enter the number of the result")), Length(max=60, message=N_("Write at most 60 characters")),
        ]
    )  # fmt: skip
    file = FileField(validators=[chosen(N_("Choose the picture or PDF of the result"))])

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the result."""
        return Facts(number=self.number.data, file=file, data={"number": self.number.data})


class ReturnForm(MoveForm):
    """Whether the originals were compared with what was sent."""

    originals_compared = BooleanField()

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the confirmation."""
        return Facts(originals_compared=self.originals_compared.data)


#: What `rules.SCREENS` names → its form.
FORMS: Mapping[str, type[MoveForm]] = {
    "": MoveForm, "reason": ReasonForm, "payment": PaymentForm, "result": ResultForm, "originals": ReturnForm,
}  # fmt: skip


# ---- the administrator's


class YearForm(PortalForm):
    """Which year of the calendar, and which of its days is to be changed."""

    nam = IntegerField(validators=[Optional(), NumberRange(2000, 2100)])
    ngay = StringField(default="")


class CalendarDayForm(PortalForm):
    """One day that differs from the weekly rule."""

    on = KindField("date", validators=[given(N_("Enter the day"))])
    working = RadioField(
        choices=[("no", ""), ("yes", "")], validators=[DataRequired(N_("Choose whether offices work that day"))]
    )
    reason = StringField(
        validators=[
            DataRequired(N_("Write the reason; it stands on the slips")),
            Length(max=200, message=N_("Write at most 200 characters")),
        ]
    )
    confirmed = BooleanField()

    @property
    def day(self) -> date:
        """Return the day."""
        return date.fromisoformat(str(self.on.data))
