"""What is still missing in a draft before a second person may look at it? Beside `rules`, which asks for coherence."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from portal.catalogue.record import Component, Record
from portal.catalogue.rules import CODE, Mistake, problems
from portal.kernel.errors import N_

#: Parts of the public page, in its order; a mistake names one of them.
PARTS = ("answers", "papers", "ways", "steps", "questions", "law", "process")


@dataclass(frozen=True)
class Known:
    """What a record may refer to: codes of agencies, of fields and of forms, with their names."""

    agencies: Mapping[str, str]
    fields: Mapping[str, str]
    forms: Mapping[str, str]


def draft_mistakes(record: Record, known: Known, published: Record | None) -> list[Mistake]:
    """Return everything that keeps a draft from review, in the order of the page.

    What came in from elsewhere under a local code or a field that is not ours was published so, and may stay.
    """
    fields = {*known.fields, *([published.field] if published else ())}
    found = problems(record, agencies=known.agencies, fields=fields, forms=known.forms)
    if published and not CODE.fullmatch(record.code):
        found = [one for one in found if one.values.get("code") != record.code]
    found += _unfinished(record)
    return sorted(found, key=lambda one: PARTS.index(one.part))


def by_part(mistakes: Collection[Mistake]) -> dict[str, list[Mistake]]:
    """Return the mistakes of every part that has some."""
    return {part: those for part in PARTS if (those := [one for one in mistakes if one.part == part])}


def _unfinished(record: Record) -> Iterable[Mistake]:
    if not (record.executing_agencies or record.executing_note or record.competent_agency):
        yield Mistake("answers", N_("Nobody is named who handles it. Choose the agency or write who."))
    if not (record.who or record.audiences or record.audience_note):
        yield Mistake("answers", N_("It is not said who can do it."))
    for number, paper in enumerate(record.components, 1):
        yield from _unfinished_paper(paper, number)
    yield from _unfinished_ways(record)
    yield from _empty_rows(
        "steps", N_("Step %(n)s says nothing. Write it or take the row away."), [step.text for step in record.steps]
    )
    yield from _empty_rows(
        "questions",
        N_("Question %(n)s needs both a question and an answer."),
        [one.q and one.a for one in record.questions],
    )
    yield from _empty_rows(
        "law",
        N_("Document %(n)s has neither number nor title."),
        [one.number or one.title for one in record.legal_bases],
    )


def _empty_rows(part: str, message: str, says: Sequence[str]) -> Iterable[Mistake]:
    return (Mistake(part, message, {"n": number}) for number, text in enumerate(says, 1) if not text)


def _unfinished_paper(paper: Component, number: int) -> Iterable[Mistake]:
    if not paper.name:
        yield Mistake("papers", N_("Paper %(n)s has no name. Write it or take the row away."), {"n": number})
    elif not (paper.is_note or paper.originals or paper.copies or paper.generated or paper.need != "required"):
        yield Mistake("papers", N_("Paper %(n)s: how many originals or copies? If it only tells something, mark it as advice."),
                      {"n": number})  # fmt: skip


def _unfinished_ways(record: Record) -> Iterable[Mistake]:
    if not record.channels:
        yield Mistake("ways", N_("There is no way to hand in. Add at least one."))
    for number, way in enumerate(record.channels, 1):
        if not (way.limit or way.limit_note):
            yield Mistake("ways", N_("Way %(n)s does not say how long it takes."), {"n": number})
        for fee in way.fees:
            if fee.amount_vnd is None and not fee.note:
                yield Mistake("ways", N_("Way %(n)s: the fee “%(fee)s” has no amount. Write it, or write who sets it."),
                              {"n": number, "fee": fee.name or "?"})  # fmt: skip
    twice = {way.channel for way in record.channels}
    if len(twice) < len(record.channels) and record.level == 3:
        yield Mistake("ways", N_("One way is listed twice."))
