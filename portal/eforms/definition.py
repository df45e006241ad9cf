"""What does a service ask, page by page? Read from TOML; a mistake names the file, the place and the mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from portal.eforms.expressions import ExpressionError, names_in
from portal.eforms.types import TYPES


class DefinitionError(ValueError):
    """A form definition is wrong; `problems` says where and what to mend, one line each."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problems))


@dataclass(frozen=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    hint: str = ""


@dataclass(frozen=True)
class AlsoPrints:
    """One more line of the legal form on which an answer stands while the condition holds: nobody is asked twice."""

    line: str
    show_if: str = ""


@dataclass(frozen=True)
class Question:
    """One question. `id` is stable for ever: answers are kept under it."""

    id: str
    type: str
    label: str
    hint: str = ""
    optional: bool = False
    unknown: bool = False
    show_if: str = ""
    options: tuple[Option, ...] = ()
    unit: str = ""
    prefill: str = ""
    prints: str = ""
    prints_also: tuple[AlsoPrints, ...] = ()

    @property
    def printing_lines(self) -> tuple[str, ...]:
        """Return every line of the legal form on which the answer may stand."""
        return tuple(line for line in (self.prints, *(also.line for also in self.prints_also)) if line)


#: What the clock may do after a supplement.
AFTER_SUPPLEMENT = ("", "resume")


@dataclass(frozen=True)
class Page:
    """One page of questions that one paper, or one thought, answers."""

    id: str
    title: str
    task: str
    questions: tuple[Question, ...]
    hint: str = ""
    show_if: str = ""


@dataclass(frozen=True)
class Eligibility:
    """A question asked before the form; some answers stop here, with a reason and what to do instead."""

    question: Question
    stop_if: str
    stop_reason: str


@dataclass(frozen=True)
class EForm:
    """All that a service asks."""

    pages: tuple[Page, ...]
    eligibility: tuple[Eligibility, ...] = ()
    minutes: int = 15
    bring: str = ""
    #: The address question whose commune decides which branch handles the dossier.
    routes_by: str = ""
    #: What the clock does after a supplement: "" begins anew (NĐ 61/2018 Art. 19.4), "resume" goes on.
    after_supplement: str = ""

    def questions(self) -> Iterator[Question]:
        """Yield every question, those of eligibility first."""
        yield from (item.question for item in self.eligibility)
        for page in self.pages:
            yield from page.questions

    def page(self, page_id: str) -> Page | None:
        """Return the page with that id."""
        return next((page for page in self.pages if page.id == page_id), None)

    def as_dict(self) -> dict[str, Any]:
        """Return plain data from which `read` builds the same form again."""
        return {
            "minutes": self.minutes,
            "bring": self.bring,
            "routes_by": self.routes_by,
            "after_supplement": self.after_supplement,
            "eligibility": [
                {**asdict(e.question), "stop_if": e.stop_if, "stop_reason": e.stop_reason} for e in self.eligibility
            ],
            "pages": [asdict(page) for page in self.pages],
        }


def read(data: Mapping[str, Any], *, source: str = "") -> EForm:
    """Build a form from plain data (TOML or JSON); raise DefinitionError naming every problem at once."""
    problems: list[str] = []
    eligibility = tuple(
        Eligibility(
            _question(row, f"{source} eligibility {n}", problems), row.get("stop_if", ""), row.get("stop_reason", "")
        )
        for n, row in enumerate(data.get("eligibility", ()), 1)
    )
    pages = tuple(_page(row, f"{source} page {n}", problems) for n, row in enumerate(data.get("pages", ()), 1))
    form = EForm(pages, eligibility, int(data.get("minutes", 15)), data.get("bring", ""),
                 data.get("routes_by", ""), data.get("after_supplement", ""))  # fmt: skip
    problems += _contradictions(form, source)
    if form.after_supplement not in AFTER_SUPPLEMENT:
        problems.append(f'{source}: after_supplement {form.after_supplement!r}; leave it out, or write "resume"')
    if problems:
        raise DefinitionError(problems)
    return form


_QUESTION_KEYS = frozenset(Question.__dataclass_fields__) | {"stop_if", "stop_reason"}


def _question(row: Mapping[str, Any], place: str, problems: list[str]) -> Question:
    place = f"{place}, question {row.get('id', '?')}"
    problems += [f"{place}: unknown key {key!r}; remove it" for key in row.keys() - _QUESTION_KEYS]
    problems += [f"{place}: {key!r} is missing; add it" for key in ("id", "type", "label") if not row.get(key)]
    kind = row.get("type", "")
    if kind not in TYPES:
        problems.append(f"{place}: type {kind!r} does not exist; use one of {', '.join(sorted(TYPES))}")
    options = tuple(Option(o.get("value", ""), o.get("label", ""), o.get("hint", "")) for o in row.get("options", ()))
    problems += _wrong_options(options, place)
    if kind in ("choice", "choices") and len(options) < 2:
        problems.append(f"{place}: a choice needs at least two options")
    also = tuple(AlsoPrints(a.get("line", ""), a.get("show_if", "")) for a in row.get("prints_also", ()))
    problems += [f"{place}: prints_also needs a line" for a in also if not a.line]
    known = {k: v for k, v in row.items() if k in _QUESTION_KEYS - {"options", "prints_also", "stop_if", "stop_reason"}}
    return Question(**{"id": "", "type": "", "label": "", **known, "options": options, "prints_also": also})


def _wrong_options(options: Sequence[Option], place: str) -> Iterator[str]:
    seen: set[str] = set()
    for number, option in enumerate(options, 1):
        if not option.value or not option.label:
            yield f"{place}: option {number} needs a value and a label"
        elif option.value in seen:
            yield f"{place}: two options have the value {option.value!r}; choose another"
        seen.add(option.value)


def _page(row: Mapping[str, Any], place: str, problems: list[str]) -> Page:
    problems += [f"{place}: {key!r} is missing; add it" for key in ("id", "title", "task") if not row.get(key)]
    questions = tuple(_question(q, place, problems) for q in row.get("questions", ()))
    if not questions:
        problems.append(f"{place}: no question; add one or remove the page")
    return Page(row.get("id", ""), row.get("title", ""), row.get("task", ""), questions, row.get("hint", ""),
                row.get("show_if", ""))  # fmt: skip


def _contradictions(form: EForm, source: str) -> list[str]:
    """Find doubled ids and conditions about questions that do not exist or come later."""
    pages = Counter(page.id for page in form.pages)
    problems = [f"{source} page {p}: the id {p!r} is used twice; choose another" for p, n in pages.items() if n > 1]
    seen: set[str] = set()
    if form.routes_by and form.routes_by not in {q.id for q in form.questions() if q.type == "address"}:
        problems.append(f"{source}: routes_by {form.routes_by!r} is no address question")
    for place, condition, question in _walk(form):
        if condition:
            problems += [f"{source} {place}: {mistake}" for mistake in _unanswerable(condition, seen)]
        if question is not None:
            if question.id in seen:
                problems.append(f"{source} {place}: the id {question.id!r} is used twice; choose another")
            seen.add(question.id)
    for question in form.questions():  # what is printed is decided when everything has been asked
        for also in question.prints_also:
            mistakes = _unanswerable(also.show_if, seen, "is not asked") if also.show_if else ()
            problems += [f"{source} question {question.id}, prints_also {also.line}: {mistake}" for mistake in mistakes]
    return problems


def _walk(form: EForm) -> Iterator[tuple[str, str, Question | None]]:
    """Yield (place, condition, question asked there) in the order a citizen meets them."""
    for item in form.eligibility:
        yield f"eligibility {item.question.id}", item.question.show_if, item.question
        yield f"eligibility {item.question.id}", item.stop_if, None
    for page in form.pages:
        yield f"page {page.id}", page.show_if, None
        for question in page.questions:
            yield f"page {page.id}, question {question.id}", question.show_if, question


def _unanswerable(condition: str, seen: set[str], why: str = "is not asked before it") -> Iterator[str]:
    try:
        missing = names_in(condition) - seen
    except ExpressionError as error:
        yield str(error)
        return
    yield from (f"asks about {name!r}, which {why}" for name in sorted(missing))
