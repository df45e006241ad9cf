"""What does somebody say who files for somebody else, and what is asked about a draft?"""

from __future__ import annotations

from wtforms import BooleanField, FileField, StringField
from wtforms.validators import DataRequired, Length

from portal.kernel.errors import N_
from portal.web.forms import LongTextField, PortalForm

_NAME = Length(max=120, message=N_("Write at most 120 characters"))


class NamesForm(PortalForm):
    """Whose dossier it is, and who helps."""

    owner_name = StringField(validators=[DataRequired(N_("Enter the owner's full name")), _NAME])
    owner_phone = StringField()
    helper_name = StringField(validators=[DataRequired(N_("Enter your own full name")), _NAME])
    as_member = BooleanField()


class AskForm(PortalForm):
    """May the helper see it afterwards? Never ticked beforehand."""

    sees_after = BooleanField()


class OwnerCodeForm(PortalForm):
    """The six digits from the owner's telephone."""

    code = StringField(validators=[DataRequired(N_("Enter the 6 digits of the code"))])


class SlipForm(AskForm):
    """The photograph of the signed slip; what it is, its bytes say."""

    slip = FileField()


class QuestionForm(PortalForm):
    """What an officer is asked to look at."""

    question = LongTextField(validators=[Length(max=1000, message=N_("Write at most 1,000 characters"))])
