"""What do officers fill in that is the same everywhere? Signing in, the own password, what a move asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime

from wtforms import BooleanField, FileField, HiddenField, PasswordField, SelectMultipleField, StringField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired, Length, ValidationError

from portal.dossiers.desk import Facts
from portal.kernel.clock import local_date
from portal.kernel.errors import N_, Incomplete
from portal.storage.models import StoredFile
from portal.web.app_state import now
from portal.web.forms import LongTextField, PortalForm
from portal.web.kind_field import KindField, given
from portal.workflow.calendar import WorkingCalendar


class SignInForm(PortalForm):
    """Name and password."""

    username = StringField(validators=[DataRequired(N_("Enter your user name"))])
    password = PasswordField(validators=[DataRequired(N_("Enter your password"))])


class CodeForm(PortalForm):
    """A code of the telephone, or of the paper; `trust` where a computer may be trusted."""

    code = StringField(validators=[DataRequired(N_("Type the six digits that the telephone shows"))])
    trust = BooleanField()


class PasswordForm(PortalForm):
    """The present password and a new one, typed twice."""

    current = PasswordField(validators=[DataRequired(N_("Enter your present password"))])
    new = PasswordField(validators=[DataRequired(N_("Enter a new password"))])
    again = PasswordField(validators=[DataRequired(N_("Enter the new password a second time"))])

    def validate_again(self, field: Field) -> None:
        """Refuse two that differ."""
        if field.data and field.data != self.new.data:
            raise ValidationError(N_("The two new passwords differ. Type both again."))


def chosen(message: str) -> Callable[[PortalForm, Field], None]:
    """Refuse a file field in which nothing was chosen."""

    def check(form: PortalForm, field: Field) -> None:
        if not getattr(field.data, "filename", ""):
            raise ValidationError(message)

    return check


# ---- what a move asks for


class MoveForm(PortalForm):
    """What one kind of move asks for; this one asks for nothing, except why an opinion is not waited for."""

    unawaited = LongTextField(validators=[Length(max=2000, message=N_("Write at most 2000 characters"))])

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return what the officer gave."""
        return Facts()


class ReasonForm(MoveForm):
    """Why not."""

    note = LongTextField(
        validators=[DataRequired(N_("Write the reason")), Length(max=2000, message=N_("Write at most 2000 characters"))]
    )

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the reason."""
        return Facts(note=self.note.data or "")


class KindForm(MoveForm):
    """Which kind of document the signed result is; which there are, the dossier says."""

    kind = StringField()

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the kind; none when nothing was sent."""
        return Facts(kind=self.kind.data if self.kind.raw_data else None)


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


class ReceiptForm(MoveForm):
    """What the officer saw of a payment."""

    note = StringField(validators=[Length(max=200, message=N_("Write at most 200 characters"))])

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the note for the history."""
        return Facts(note=f"Biên lai, ghi chú: {self.note.data}" if self.note.data else "")


class ResultForm(MoveForm):
    """The signed result, and what is printed on its blank."""

    number = StringField(validators=[Length(max=60, message=N_("Write at most 60 characters"))])
    file = FileField(validators=[chosen(N_("Choose the picture or PDF of the result"))])
    #: Offered only when the seal is broken.
    unsealed = BooleanField()

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the result."""
        return Facts(number=self.number.data or "", file=file, data={"number": self.number.data or ""})


class ReturnForm(MoveForm):
    """Whether the originals were compared with what was sent."""

    originals_compared = BooleanField()
    given_back = SelectMultipleField(coerce=int, validate_choice=False)
    #: Where the citizen chose the post: what the post calls the letter.
    by_post = HiddenField()
    post_number = StringField(validators=[Length(max=40, message=N_("Write at most 40 characters"))])

    def validate_post_number(self, field: Field) -> None:
        """Refuse a letter that nobody could follow."""
        if self.by_post.data and not field.data:
            raise ValidationError(N_("Enter the number of the letter, as on the slip of the post office"))

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return the confirmation, which papers went back, and the number of the letter."""
        number = self.post_number.data if self.by_post.data else ""
        return Facts(
            originals_compared=self.originals_compared.data, note=f"Gửi bưu điện, số hiệu {number}" if number else "",
            data={"given_back": self.given_back.data or [], "post_number": number or ""},
        )  # fmt: skip


class ApologyForm(MoveForm):
    """Why it will be late, and the new day."""

    note = LongTextField(
        validators=[DataRequired(N_("Write the reason")), Length(max=2000, message=N_("Write at most 2000 characters"))]
    )
    new_date = KindField("date", validators=[given(N_("Enter the new day of the result"))])

    def facts(self, file: StoredFile | None, calendar: WorkingCalendar) -> Facts:
        """Return reason and new date: the result is there before the office closes on that day."""
        day = date.fromisoformat(str(self.new_date.data))
        if not calendar.is_working_day(day):
            raise Incomplete(N_("The office is closed on that day; choose a working day"), missing=("working_day",))
        return Facts(note=self.note.data or "", new_date=calendar.closes_at(day))


class UnfitForm(MoveForm):
    """Whether a dossier is to be accepted although papers are noted as not good: their names stood beside the button."""

    all_the_same = HiddenField(
        validators=[DataRequired(N_("These papers are noted as not good. Read their names, then press once more"))]
    )


#: What `rules.SCREENS` names → its form.
FORMS: Mapping[str, type[MoveForm]] = {
    "": MoveForm, "unawaited": MoveForm, "kind": KindForm, "reason": ReasonForm, "payment": PaymentForm, "result": ResultForm, "originals": ReturnForm,
    "apology": ApologyForm, "unfit": UnfitForm, "receipt": ReceiptForm,
}  # fmt: skip
