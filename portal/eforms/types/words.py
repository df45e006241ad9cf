"""Which answers are words? Several lines, a person's name, telephone, e-mail, a statement to agree to (domain 8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from portal.eforms.types.base import PHONE, FieldType, Inputs, Key, Names, Problem, example_of, first
from portal.kernel.errors import N_

if TYPE_CHECKING:
    from portal.eforms.definition import Question


class LongText(FieldType):
    """Several lines."""

    name = "long_text"
    widget = "textarea"
    longest = 4_000


class PersonName(FieldType):
    """A person's name in one field; at least two words, no digits (domain 8)."""

    name = "person_name"
    autocomplete = "name"
    longest = 120

    def take(self, question: Question, text: str) -> str:
        """Fold blanks; refuse digits and single words."""
        text = " ".join(text.split())
        if any(c.isdigit() for c in text):
            raise Problem(
                N_("A name has no digits, for example %(example)s"), example=example_of(question, "Lê Văn Ba")
            )
        if len(text.split()) < 2:
            raise Problem(N_("Enter the full name, for example %(example)s"), example=example_of(question, "Lê Văn Ba"))
        return text


class Phone(FieldType):
    """A Vietnamese telephone number."""

    name = "phone"
    inputmode = "tel"
    autocomplete = "tel"
    width = "20"

    def take(self, question: Question, text: str) -> str:
        """Drop blanks, dots and +84."""
        bare = re.sub(r"^(\+84|84)(?=[0-9]{9,10}$)", "0", re.sub(r"[\s.\-()]", "", text))
        if not re.fullmatch(r"0[0-9]{9,10}", bare):
            raise Problem(
                N_("A phone number has 10 or 11 digits, for example %(example)s"),
                example=example_of(question, "0912 345 678"),
            )
        return bare

    def found_by(self, question: Question, value: Any) -> tuple[Key, ...]:
        """Find by the number."""
        return ((PHONE, str(value)),)


class Email(FieldType):
    """An e-mail address."""

    name = "email"
    widget = "email"
    inputmode = "email"
    autocomplete = "email"

    def take(self, question: Question, text: str) -> str:
        """Check the shape only: a typing slip is found, odd but right addresses pass."""
        if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@.]+", text):
            raise Problem(N_("An e-mail address looks like ten@example.com"))
        return text


class Declaration(FieldType):
    """A statement that holds only when it is agreed to; kept as True."""

    name = "declaration"
    widget = "declaration"
    typed = 0
    missing = N_("Tick the box if you agree: %(label)s")

    def read(self, question: Question, inputs: Inputs, names: Names) -> Any:
        """Return True for a ticked box; an empty one is no answer."""
        text = first(inputs)
        if text not in ("", "yes"):
            raise Problem(N_("Tick the box, or leave it empty"))
        return True if text else None

    def inputs(self, value: Any) -> dict[str, list[str]]:
        """Tick the box."""
        return {"": ["yes"]}

    def show(self, question: Question, value: Any, names: Names) -> str:
        """Say that it was agreed to."""
        return "Đã đồng ý"

    def exported(self, question: Question, value: Any, names: Names) -> str:
        """Write true."""
        return "true"
