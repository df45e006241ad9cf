"""Which answers are chosen? Yes or no, one of several, one of a long list, several of several."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

from portal.eforms.types.base import FieldType, Inputs, Names, Problem, first, tidy
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question


class YesNo(FieldType):
    """Yes or no; kept as a bool."""

    name = "yes_no"
    widget = "radios"
    typed = 0
    missing = N_("Choose Yes or No: %(label)s")

    def take(self, question: Question, text: str) -> bool:
        """Accept "yes" and "no"."""
        if text not in ("yes", "no"):
            raise Problem(N_("Choose one of the answers"))
        return text == "yes"

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Tick the radio."""
        return {"": ["yes" if value else "no"]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write Có or Không."""
        return "Có" if value else "Không"

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write true or false."""
        return "true" if value else "false"


class OneOf(FieldType, ABC):
    """One of what is offered, kept as its value; the other kinds say what that is."""

    typed = 0
    _refusal: ClassVar[str] = N_("Choose one of the answers")

    @abstractmethod
    def offers(self, question: Question, value: str, names: Names) -> bool:
        """Say whether this can be chosen."""

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the value; only what is offered."""
        value = tidy(first(inputs))
        if value and not self.offers(question, value, names):
            raise Problem(self._refusal)
        return value or None

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write the value, which stays when its name is reworded."""
        return str(value)


class Choice(OneOf):
    """One of several options."""

    name = "choice"
    widget = "radios"
    missing = N_("Choose one: %(label)s")

    def offers(self, question: Question, value: str, names: Names) -> bool:
        """Offer the options of the question."""
        return value in {option.value for option in question.options}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the label of the option."""
        return next((option.label for option in question.options if option.value == value), str(value))


class Choices(FieldType):
    """Several options."""

    name = "choices"
    widget = "checkboxes"
    typed = 0
    missing = N_("Choose at least one: %(label)s")

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return the chosen values in the order of the form."""
        chosen = set(inputs.get("", ()))
        if chosen - {option.value for option in question.options}:
            raise Problem(N_("Choose one of the answers"))
        return [option.value for option in question.options if option.value in chosen] or None

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Tick the boxes."""
        return {"": list(value)}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the labels."""
        return "; ".join(option.label for option in question.options if option.value in value)

    def printed(self, question: Question, value: Any, names: Names, part: str = "") -> tuple[str, ...]:
        """Write what was chosen one by one, so that each finds its box."""
        return tuple(self.show(question, [one], names) for one in value)

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write the values."""
        return ";".join(value)
