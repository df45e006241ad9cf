"""Which answers are numbers? Whole ones, money, areas, measures with a unit; and what is worked out from others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from portal.eforms.types.base import FieldType, Inputs, Names, Problem, example_of
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question


class WholeNumber(FieldType):
    """A whole number above zero."""

    name = "whole_number"
    inputmode = "numeric"
    width = "10"
    most: ClassVar[int] = 9_999_999

    def take(self, question: Question, text: str) -> int:
        """Accept digits, and the unit behind them; blanks are dropped."""
        bare = self._bare(question, text)
        if not re.fullmatch(r"[0-9]{1,15}", bare) or not 0 < int(bare) <= self.most:
            raise Problem(N_("Enter a whole number, for example %(example)s"), example=example_of(question, "15"))
        return int(bare)

    def _bare(self, question: Question, text: str) -> str:
        unit = re.sub(r"\s", "", question.unit.lower())
        bare = re.sub(r"\s", "", text.lower())
        return bare.removesuffix(unit) if unit else bare

    def of(self, number: Decimal) -> Any:
        """Return a number that was worked out as it is kept."""
        return int(number)

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 3 bản."""
        return f"{value} {question.unit}".strip()

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write the bare number, with a point before decimals."""
        return str(value)


class Money(WholeNumber):
    """An amount in đồng, kept as an integer."""

    name = "money"
    width = "20"
    most = 10**15

    def take(self, question: Question, text: str) -> int:
        """Accept dots or commas between thousands and the word đồng."""
        bare = re.sub(r"(đồng|đ|vnd|vnđ)$", "", text.lower().strip()).strip()
        bare = re.sub(r"(?<=\d)[.,\s](?=\d{3}(\D|$))", "", bare)
        if not re.fullmatch(r"[0-9]{1,16}", bare) or int(bare) > self.most:
            raise Problem(
                N_("Enter the amount in digits, for example %(example)s"), example=example_of(question, "350.000.000")
            )
        return int(bare)

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show thousands apart."""
        return {"": [f"{value:,}".replace(",", ".")]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 350.000.000 đồng."""
        return f"{value:,}".replace(",", ".") + " đồng"


class Number(WholeNumber):
    """A measure with the unit of its question, up to two decimals, kept as decimal text; 0 counts."""

    name = "number"
    inputmode = "decimal"
    _least_kept: ClassVar[Decimal] = Decimal(0)
    _refusal: ClassVar[str] = N_("Enter a number, for example %(example)s")
    _usual: ClassVar[str] = "2,5"

    def take(self, question: Question, text: str) -> Any:
        """Accept 125,5 and 125.5 and 1.258,5; a dot before three digits at the end parts thousands."""
        bare = self._bare(question, text)
        if "," in bare:
            bare = bare.replace(".", "").replace(",", ".")
        elif re.fullmatch(r"[0-9]{1,3}(\.[0-9]{3})+", bare):
            bare = bare.replace(".", "")
        try:
            value = Decimal(bare)
        except InvalidOperation:
            value = Decimal(-1)
        if not re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,2})?", bare) or value < self._least_kept:
            raise Problem(self._refusal, example=example_of(question, self._usual))
        if (least := question.least) is not None and value < least:
            raise Problem(N_("Enter at least %(least)s"), least=least)
        if (most := question.most) is not None and value > most:
            raise Problem(N_("Enter at most %(most)s"), most=most)
        return self.of(value)

    def of(self, number: Decimal) -> Any:
        """Keep decimal text without zeros at its end."""
        return f"{number.normalize():f}"

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Show a decimal comma."""
        return {"": [str(value).replace(".", ",")]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 1.258,5 tấn."""
        text = f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))
        return f"{text} {question.unit}".strip()


class Area(Number):
    """An area in square metres, one decimal or two, kept as decimal text."""

    name = "area"
    _least_kept = Decimal("0.01")
    _refusal = N_("Enter the area in square metres, for example %(example)s")
    _usual = "125,5"

    def _bare(self, question: Question, text: str) -> str:
        return re.sub(r"\s|m2|m²", "", text.lower())

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write 1.258,5 m²."""
        return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,")) + " m²"


class Computed(FieldType):
    """Worked out from other answers by the question's `formula`; nobody types it, nothing sent can change it."""

    name = "computed"
    widget = "computed"
    typed = 0
    is_asked = False

    def __init__(self, kinds: Mapping[str, FieldType]) -> None:
        self._kinds = kinds

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Read nothing: it is worked out."""
        return None

    def of(self, question: Question, number: Decimal) -> Any:
        """Return what is kept for a number."""
        kind = self._kinds[question.shows_as]
        return kind.of(number) if isinstance(kind, WholeNumber) else str(number)

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write it as an answer of the kind it shows as."""
        return self._kinds[question.shows_as].show(question, value, names)

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write it as an answer of the kind it shows as."""
        return self._kinds[question.shows_as].exported(question, value, names)
