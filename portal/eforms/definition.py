"""What does a service ask, page by page? Read from TOML; a mistake names the file, the place and the mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.eforms.contradictions import contradictions, wrong_kind
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
    """One more line of the legal form on which an answer stands while the condition holds: nobody is asked twice.

    Within a group `line` is a column of the table on which the group prints. `part`: one of several parts of an answer
    ("sheet" of a parcel). `column`: where it stands on a line that is a table.
    """

    line: str
    show_if: str = ""
    part: str = ""
    column: str = ""


@dataclass(frozen=True)
class Caution:
    """What to say when something looks odd though it is taken; "{id}" in it becomes the answer as people read it."""

    show_if: str
    say: str


@dataclass(frozen=True)
class Question:
    """One question. `id` is stable for ever: answers are kept under it.

    A group repeats its `questions`: `least` to `most` rows, each called `item` ("người"). A number lies between `least` and
    `most`. A computed one has a `formula`, shows as another type, and says `how` it comes about.
    """

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
    #: The column in which it stands, where the line is a table; within a group `prints` itself is the column.
    column: str = ""
    prints_also: tuple[AlsoPrints, ...] = ()
    questions: tuple[Question, ...] = ()
    item: str = ""
    least: int | None = None
    most: int | None = None
    formula: str = ""
    shows_as: str = ""
    how: str = ""
    warnings: tuple[Caution, ...] = ()
    #: Questions (of the same row, or before) that say when the person of a citizen number was born, and the sex.
    matches_birth: str = ""
    matches_sex: str = ""
    #: Kinds of agencies to choose from; none: all.
    agency_kinds: tuple[str, ...] = ()
    #: The component that a question of type file photographs.
    paper: str = ""
    #: The questions of the form before whose answers are its parts: {"parcel": "parcel_no"}; an open draft loses none.
    replaces: Mapping[str, str] = field(default_factory=dict, hash=False)

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
    #: The papers of the record are a list for several cases, and no answer decides which: an officer says what is not needed.
    sorted_by_officer: bool = False

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
            "sorted_by_officer": self.sorted_by_officer,
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
                 data.get("routes_by", ""), data.get("after_supplement", ""), data.get("sorted_by_officer", False))  # fmt: skip
    problems += contradictions(form, source)
    if form.after_supplement not in AFTER_SUPPLEMENT:
        problems.append(f'{source}: after_supplement {form.after_supplement!r}; leave it out, or write "resume"')
    if problems:
        raise DefinitionError(problems)
    return form


_NESTED = frozenset({"options", "prints_also", "questions", "warnings"})
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
    known = {k: v for k, v in row.items() if k in _QUESTION_KEYS - _NESTED - {"stop_if", "stop_reason"}}
    question = Question(**{
        "id": "", "type": "", "label": "", **known, "options": options, "prints_also": _also(row, place, problems),
        "questions": tuple(_question(one, place, problems) for one in row.get("questions", ())),
        "warnings": _cautions(row, place, problems), "agency_kinds": tuple(row.get("agency_kinds", ())),
    })  # fmt: skip
    problems += [f"{place}: {mistake}" for mistake in wrong_kind(question)]
    return question


def _also(row: Mapping[str, Any], place: str, problems: list[str]) -> tuple[AlsoPrints, ...]:
    rows = row.get("prints_also", ())
    also = tuple(
        AlsoPrints(a.get("line", ""), a.get("show_if", ""), a.get("part", ""), a.get("column", "")) for a in rows
    )
    problems += [f"{place}: prints_also needs a line" for a in also if not a.line]
    return also


def _cautions(row: Mapping[str, Any], place: str, problems: list[str]) -> tuple[Caution, ...]:
    found = tuple(Caution(w.get("show_if", ""), w.get("say", "")) for w in row.get("warnings", ()))
    for number, one in enumerate(found, 1):
        if not one.show_if or not one.say:
            problems.append(f"{place}: warning {number} needs show_if and say")
    return found


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
