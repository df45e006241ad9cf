"""What an administrator writes on the page of an agency: contact, a notice, a directive document."""

from __future__ import annotations

from datetime import date

from wtforms import SelectField, StringField
from wtforms.fields.core import Field
from wtforms.validators import DataRequired, Length, Regexp, ValidationError
from wtforms.validators import Optional as MayBeEmpty

from portal.agencies.operations import AnnouncementFacts, DocumentFacts
from portal.agencies.rules import DOCUMENT_KINDS, VALIDITIES
from portal.catalogue.signs import is_sign
from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm
from portal.web.kind_field import KindField, given

_LINE = Length(max=200, message=N_("Write at most 200 characters"))
_TEXT = Length(max=1_000, message=N_("Write at most 1,000 characters"))
_LONG_TEXT = Length(max=10_000, message=N_("Write at most 10,000 characters"))


def _in_capitals(text: str | None) -> str:
    return (text or "").upper()


class ContactForm(PortalForm):
    """Where an agency is, when it is open, and its sign in numbers of documents."""

    address = StringField(validators=[_LINE])
    phone = StringField(
        validators=[
            MayBeEmpty(),
            Regexp(r"[\d+][\d .()-]{2,24}$", message=N_("Write the number in digits, for example 0270 3822 000")),
        ]
    )
    hours = LongTextField(validators=[_TEXT])
    sign = StringField(filters=[_in_capitals])

    def validate_sign(self, field: Field) -> None:
        """Refuse what cannot stand in a number."""
        if field.data and not is_sign(field.data):
            raise ValidationError(
                N_("Write 2 to 20 letters or digits without blanks, parts joined by a hyphen, for example SNNMT")
            )


class AnnouncementForm(PortalForm):
    """One notice."""

    title = StringField(validators=[DataRequired(N_("Write a title")), _LINE])
    body = LongTextField(validators=[DataRequired(N_("Write what people should know")), _LONG_TEXT])
    published_on = KindField("date", validators=[given(N_("Enter the day from which it is shown"))])

    def facts(self) -> AnnouncementFacts:
        """Return what was written."""
        return AnnouncementFacts(
            self.title.data or "", self.body.data or "", date.fromisoformat(str(self.published_on.data))
        )


class DocumentForm(PortalForm):
    """One directive document, without its file."""

    number = StringField(validators=[DataRequired(N_("Enter the number, for example 15/QĐ-UBND")), _LINE])
    kind = SelectField(choices=list(DOCUMENT_KINDS))
    issued_on = KindField("date", validators=[given(N_("Enter the day of issue"))])
    issuer = StringField(validators=[DataRequired(N_("Write who issued it")), _LINE])
    abstract = LongTextField(validators=[DataRequired(N_("Write in a sentence what it is about")), _TEXT])
    validity = SelectField(choices=list(VALIDITIES))
    published_on = KindField("date", validators=[given(N_("Enter the day from which it is shown"))])

    def facts(self) -> DocumentFacts:
        """Return what was written."""
        return DocumentFacts(
            number=self.number.data or "", kind=self.kind.data, issued_on=date.fromisoformat(str(self.issued_on.data)),
            issuer=self.issuer.data or "", abstract=self.abstract.data or "", validity=self.validity.data,
            published_on=date.fromisoformat(str(self.published_on.data)),
        )  # fmt: skip
