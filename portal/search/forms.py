"""The search form: a validated GET form; nonsense in the address falls back to the default."""

from __future__ import annotations

from typing import Any

from wtforms import IntegerField, StringField
from wtforms.validators import NumberRange, Optional

from portal.web.forms import PortalForm


class SearchForm(PortalForm):
    """What is looked for, in which field and level, on which page."""

    q = StringField(default="")
    linh_vuc = StringField(default="")
    muc = IntegerField(validators=[Optional(), NumberRange(1, 3)])
    trang = IntegerField(validators=[Optional(), NumberRange(1, 500)])

    @property
    def text(self) -> str:
        """Return the query."""
        return self.q.data or ""

    @property
    def field(self) -> str:
        """Return the chosen field of administration, or ""."""
        return self.linh_vuc.data or ""

    @property
    def level(self) -> int:
        """Return the chosen level, or 0."""
        return 0 if self.muc.errors else self.muc.data or 0

    @property
    def page(self) -> int:
        """Return the page, from 1."""
        return 1 if self.trang.errors else self.trang.data or 1

    def as_args(self) -> dict[str, Any]:
        """Return what the address of another page repeats."""
        args = {"q": self.text, "linh_vuc": self.field, "muc": self.level}
        return {name: value for name, value in args.items() if value}
