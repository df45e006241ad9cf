"""Which answers are chosen? Yes or no, one of several, several of several."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import FieldType, Inputs, Names, Problem
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


class Choice(FieldType):
    """One of several options."""

    name = "choice"
    widget = "radios"
    typed = 0
    missing = N_("Choose one: %(label)s")

    def take(self, question: Question, text: str) -> str:
        """Accept only what was offered."""
        if text not in {option.value for option in question.options}:
            raise Problem(N_("Choose one of the answers"))
        return text

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Write the label of the option."""
        return next((option.label for option in question.options if option.value == value), str(value))

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write the value, which stays when the label is reworded."""
        return str(value)


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
