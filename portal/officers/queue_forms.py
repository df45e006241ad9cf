"""How does an officer look through a queue? What is looked for, what is left out, which columns; kept from visit to visit."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any, Final

from wtforms import SelectField, SelectMultipleField, StringField

from portal.dossiers.queue_queries import Narrowing
from portal.web.labels import CHANNELS
from portal.web.paging import PageForm
from portal.workflow.states import State

#: Columns that can be chosen; code and deadline always stand.
COLUMNS: Final = ("applicant", "procedure", "sent", "state", "holder", "agency", "channel")
FIRST_COLUMNS: Final = ("applicant", "procedure", "sent", "state")
STATES: Final = tuple(state.value for state in State if state is not State.DRAFT)


class QueueForm(PageForm):
    """What is looked for in a queue, on which page; `loc` says that the filters beside it were sent."""

    q = StringField(default="")
    loc = StringField(default="")
    thu_tuc = SelectField(choices=[], validate_choice=False)
    co_quan = SelectField(choices=[], validate_choice=False)
    kenh = SelectField(choices=[], validate_choice=False)
    trang_thai = SelectField(choices=[], validate_choice=False)
    cot = SelectMultipleField(choices=[], validate_choice=False)

    @property
    def text(self) -> str:
        """Return what is looked for."""
        return (self.q.data or "")[:200]

    def narrowing(self, procedures: Container[str], agencies: Container[str]) -> Narrowing:
        """Return the filters that were sent."""
        sent = {
            "procedure": self.thu_tuc.data, "agency": self.co_quan.data, "channel": self.kenh.data,
            "state": self.trang_thai.data,
        }  # fmt: skip
        return narrowing_of(sent, procedures, agencies)

    def columns(self) -> tuple[str, ...]:
        """Return the columns that were ticked, in the order of the table."""
        return tuple(key for key in COLUMNS if key in (self.cot.data or ()))


def narrowing_of(filters: Mapping[str, Any], procedures: Container[str], agencies: Container[str]) -> Narrowing:
    """Return filters as sent or kept; what is no procedure or agency of this officer (any more) leaves nothing out."""
    known = {"procedure": procedures, "agency": agencies, "channel": CHANNELS, "state": STATES}
    return Narrowing(
        **{key: str(value) if (value := filters.get(key)) in offered else "" for key, offered in known.items()}
    )
