"""What in a definition cannot be? Doubled ids, conditions about what is not asked, groups and formulas that go nowhere.

Each mistake says where it stands and how to mend it; `definition.read` gathers them all before it refuses.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from portal.eforms.expressions import ExpressionError, fields_in, names_in
from portal.eforms.types.groups import MOST_ROWS

if TYPE_CHECKING:
    from portal.eforms.definition import EForm, Question

#: Names that the page itself uses for its inputs and buttons.
_RESERVED = frozenset({"asked", "odd", "ve", "them", "bo", "giay", "to", "key", "csrf_token", "unknown"})
#: What no row of a group can be.
_NOT_IN_ROWS = ("group", "computed", "file")
#: Keys that only one type understands.
_ONLY = {
    "questions": "group", "item": "group", "formula": "computed", "shows_as": "computed", "how": "computed",
    "matches_birth": "citizen_number", "matches_sex": "citizen_number", "agency_kinds": "agency", "paper": "file",
}  # fmt: skip
_SHOWN = ("area", "money", "number", "whole_number")
_PLACE = re.compile(r"\{(\w+)\}")


def wrong_kind(question: Question) -> Iterator[str]:
    """Yield what does not go with the type of a question."""
    if question.id in _RESERVED:
        yield f"the id {question.id!r} belongs to the page itself; choose another"
    for key, kind in _ONLY.items():
        if getattr(question, key) and question.type != kind:
            yield f"{key!r} is for the type {kind!r}; remove it, or change the type"
    if question.type == "group":
        yield from _wrong_group(question)
    if question.type == "computed":
        yield from _wrong_computed(question)
    if question.type == "file" and not question.paper:
        yield "a file needs the id of its paper ('paper')"
    if question.type not in ("group", "number") and (question.least is not None or question.most is not None):
        yield "'least' and 'most' are for the types 'group' and 'number'; remove them"


def _wrong_computed(question: Question) -> Iterator[str]:
    if not question.formula or not question.how:
        yield "a computed value needs a formula, and says how it comes about ('how')"
    if question.shows_as not in _SHOWN:
        yield f"shows_as {question.shows_as!r} is no number; use one of {', '.join(_SHOWN)}"


def _wrong_group(group: Question) -> Iterator[str]:
    if not group.questions:
        yield "a group needs questions; add them"
    if not group.item:
        yield "a group needs 'item', what one of its rows is called (\"người\")"
    if group.unknown:
        yield "a group cannot be unknown; let its questions be"
    most = MOST_ROWS if group.most is None else group.most
    if not 0 <= (group.least or 0) <= most <= MOST_ROWS:
        yield f"'least' to 'most' must lie between 0 and {MOST_ROWS}, in this order"
    for one in group.questions:
        if one.type in _NOT_IN_ROWS:
            yield f"{one.id}: the type {one.type!r} cannot stand within a group; move it out"
        if one.prefill:
            yield f"{one.id}: a question of a group cannot be filled in from the profile; remove 'prefill'"
        if one.warnings:
            yield f"{one.id}: a warning stands at the group, or at a computed value; move it there"
    doubled = Counter(one.id for one in group.questions)
    yield from (f"the id {key!r} is used twice in the group; choose another" for key, n in doubled.items() if n > 1)


def contradictions(form: EForm, source: str) -> list[str]:
    """Find doubled ids and conditions about questions that do not exist or come later."""
    pages = Counter(page.id for page in form.pages)
    problems = [f"{source} page {p}: the id {p!r} is used twice; choose another" for p, n in pages.items() if n > 1]
    if form.routes_by and form.routes_by not in {q.id for q in form.questions() if q.type in ("address", "commune")}:
        problems.append(f"{source}: routes_by {form.routes_by!r} is no address question")
    problems += [
        f"{source} eligibility {item.question.id}: the type {item.question.type!r} cannot decide who may file; move it to a page"
        for item in form.eligibility
        if item.question.type in _NOT_IN_ROWS
    ]
    seen: dict[str, Question] = {}
    for place, condition, question in _walk(form):
        if condition:
            problems += [f"{source} {place}: {mistake}" for mistake in _unanswerable(condition, seen)]
        if question is not None:
            if question.id in seen:
                problems.append(f"{source} {place}: the id {question.id!r} is used twice; choose another")
            problems += [f"{source} {place}: {mistake}" for mistake in _wrong_inside(question, seen)]
            seen[question.id] = question
    problems += [
        f"{source} question {question.id}: replaces {old_id!r}, which is still asked; remove one of them"
        for question in form.questions()
        for old_id in question.replaces.values()
        if old_id in seen
    ]
    return problems + _wrong_afterwards(form, source, seen)


def _wrong_inside(question: Question, seen: Mapping[str, Question]) -> Iterator[str]:
    """Yield what is wrong with a formula, and within the rows of a group."""
    if question.formula:
        yield from _unanswerable(question.formula, seen)
    here = dict(seen)
    for one in question.questions:
        if one.id in seen or one.id == question.id:
            yield f"{one.id}: the id {one.id!r} is used outside the group too; choose another"
        if one.show_if:
            yield from (f"{one.id}: {mistake}" for mistake in _unanswerable(one.show_if, here))
        here[one.id] = one


def _wrong_afterwards(form: EForm, source: str, seen: Mapping[str, Question]) -> list[str]:
    """Find what is wrong with that which is decided when everything has been asked: prints, warnings."""
    problems: list[str] = []
    for question in form.questions():
        place = f"{source} question {question.id}"
        for one in (question, *question.questions):
            known = dict(seen) | {other.id: other for other in question.questions}
            for also in (also for also in one.prints_also if also.show_if):
                mistakes = _unanswerable(also.show_if, known, "is not asked")
                problems += [f"{place}, prints_also {also.line}: {mistake}" for mistake in mistakes]
            for key in ("matches_birth", "matches_sex"):
                if (other := getattr(one, key)) and other not in known:
                    problems.append(f"{place}: {key} names {other!r}, which is not asked")
        for caution in question.warnings:
            problems += [
                f"{place}, warning: {mistake}" for mistake in _unanswerable(caution.show_if, seen, "is not asked")
            ]
            problems += [
                f"{place}, warning: {{{name}}} is no question; use the id of one"
                for name in _PLACE.findall(caution.say)
                if name not in seen
            ]
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


def _unanswerable(condition: str, seen: Mapping[str, Question], why: str = "is not asked before it") -> Iterator[str]:
    try:
        missing, fields = names_in(condition) - seen.keys(), fields_in(condition)
    except ExpressionError as error:
        yield str(error)
        return
    yield from (f"asks about {name!r}, which {why}" for name in sorted(missing))
    for group, field in sorted(fields):
        if group in seen and field not in {one.id for one in seen[group].questions}:
            has = ", ".join(one.id for one in seen[group].questions) or "no questions: it is no group"
            yield f"asks about {group}.{field}, but {group} has {has}"
