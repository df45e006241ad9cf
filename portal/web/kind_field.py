"""How do fixed forms read what the e-forms read? Money and days are written alike everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext
from wtforms.fields.core import Field
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from portal.eforms.definition import Question
from portal.eforms.types import TYPES, Problem
from portal.kernel.clock import local_date
from portal.web.app_state import now
from portal.web.forms import PortalForm


class NoNames:
    """Fixed forms ask for no places."""

    def unit(self, unit_id: str) -> str:
        """Know no commune."""
        return ""

    def agency(self, code: str) -> str:
        """Know no agency."""
        return ""

    def agencies(self, kinds: Sequence[str]) -> Sequence[tuple[str, str]]:
        """Offer none."""
        return ()

    def today(self) -> date:
        """Return the day of today in the province."""
        return local_date(now())


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
            self.data = TYPES[self.kind].read(Question(self.name, self.kind, ""), self.typed, NoNames())
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
