"""What an administrator types to change the words of the search, and what is asked for in their lists."""

from __future__ import annotations

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import AnyOf, Optional

from portal.administration.typed_fields import LinesField
from portal.search.codes import procedure_code
from portal.search.word_rules import INTENTS, KINDS, MEANING, Facts
from portal.web.forms import PortalForm
from portal.web.paging import PageForm

#: What the list can be narrowed to.
LISTS = (*KINDS, "removed")


class WordListForm(PageForm):
    """Which rows are listed."""

    q = StringField(default="")
    loai = StringField(validators=[Optional(), AnyOf(LISTS)])

    @property
    def text(self) -> str:
        """Return the words to look for."""
        return (self.q.data or "")[:100]

    @property
    def kind(self) -> str:
        """Return the kind to list, "" for all."""
        return "" if self.loai.errors else self.loai.data or ""

    def as_args(self) -> dict[str, str]:
        """Return what the address of another page repeats."""
        return {name: value for name, value in (("q", self.text), ("loai", self.kind)) if value}


class NewWordsForm(PortalForm):
    """Which kind of row is begun, and with which words."""

    loai = StringField(validators=[AnyOf(KINDS)])
    tu = StringField(default="")

    @property
    def kind(self) -> str:
        """Return the kind; a synonym when the address says nothing that exists."""
        return "synonym" if self.loai.errors else self.loai.data or "synonym"

    @property
    def text(self) -> str:
        """Return the words to begin with."""
        return (self.tu.data or "")[:80]


class WordsForm(PortalForm):
    """One row: how people say it, what it means, which procedures come first."""

    says = LinesField(default="")
    mean = StringField(default="")
    procedures = LinesField(default="")
    intent = SelectField(choices=list(INTENTS), validate_choice=False)
    sure = BooleanField()
    trial = StringField(default="")
    version = HiddenField(default="0")
    act = HiddenField(default="")

    def facts(self, kind: str) -> Facts:
        """Return what was typed, as far as this kind has it. Codes may carry the unit behind them."""
        codes = (procedure_code(line.split()[0]) or line for line in self.procedures.lines)
        return Facts(
            kind, tuple(" ".join(line.split()) for line in self.says.lines),
            " ".join((self.mean.data or "").split()) if kind in MEANING else "",
            tuple(dict.fromkeys(codes)) if kind == "synonym" else (),
            (self.intent.data or "") if kind == "intent" else "",
        )  # fmt: skip

    @property
    def seen(self) -> int:
        """Return the version of the row that was on screen."""
        text = self.version.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0

    @property
    def query(self) -> str:
        """Return what is to be tried out: what was typed for it, else the first way of saying it."""
        first = self.says.lines[:1]
        return (self.trial.data or (first[0] if first else ""))[:200]


class IgnoreForm(PortalForm):
    """Which text is taken off the list of what was not found."""

    text = StringField(default="")
