"""What do people say in a form of their own: a message, a reason, how it went?"""

from __future__ import annotations

from wtforms import MultipleFileField, StringField
from wtforms.validators import AnyOf, DataRequired, Length

from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm

_LONG = Length(max=4000, message=N_("Write at most 4000 characters"))
_SHORT = Length(max=2000, message=N_("Write at most 2000 characters"))
_THREE = N_("Choose one of the three answers")


class MessageForm(PortalForm):
    """Words, and files if there are any; one of the two is needed."""

    text = LongTextField(validators=[_LONG])
    files = MultipleFileField()


class NoteForm(PortalForm):
    """Words for other officers."""

    note = LongTextField(validators=[DataRequired(N_("Write the note")), _LONG])


class WithdrawForm(PortalForm):
    """Why the dossier is to be given back."""

    reason = LongTextField(validators=[DataRequired(N_("Write why you withdraw the dossier")), _SHORT])


class RatingForm(PortalForm):
    """One of three levels, and free words."""

    level = StringField(
        validators=[DataRequired(_THREE), AnyOf(("very_satisfied", "satisfied", "not_satisfied"), _THREE)]
    )
    text = LongTextField(validators=[_SHORT])


class SecretRatingForm(RatingForm):
    """The same for somebody who did not sign in: the four characters on the slip say that the dossier is theirs."""

    secret = StringField(validators=[DataRequired(N_("Enter the 4 characters on your slip"))])
