"""What would an editor mend in a procedure? Pure: flags that follow from the record alone, and where each one lies.

Flags are kept with the headline when a record is published (`flag_line`), so that lists by flag are one query.
Two more depend on the day and on other procedures: `UNREVIEWED` and `DEAD_LINK` (`quality_queries`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from portal.catalogue.cleaning import NO_UNIT as _SAYS_NO_UNIT
from portal.catalogue.record import Record
from portal.catalogue.rules import is_day

NO_FEE, NO_FORM, LEVEL_1_FORM, NO_UNIT, LONG_SENTENCE = "no_fee", "no_form", "level_1_form", "no_unit", "long_sentence"
UNREVIEWED, DEAD_LINK = "unreviewed", "dead_link"
#: In the order of the report.
FLAGS = (NO_FEE, NO_FORM, LEVEL_1_FORM, NO_UNIT, UNREVIEWED, DEAD_LINK, LONG_SENTENCE)
#: What an import tells of a record at once: contradictions of its own, not what is only missing.
CONTRADICTIONS = (LEVEL_1_FORM, NO_UNIT)
MONTHS_TO_REVIEW = 12
#: Syllables (tiếng) of one sentence: more is not understood at one reading (ux 2, goal 21).
LONGEST_SENTENCE = 25

#: Parts of the public page that an address may point to.
ANCHORS = frozenset({"giay-to", "bao-lau", "le-phi", "nop-o-dau", "cac-buoc"})
_ADDRESS = re.compile(r"/thu-tuc/([\w.-]*\w)(?:#([\w-]+))?")
_SENTENCE_END = re.compile(r"(?<=[.!?;:…])\s+|\n+")
_SYLLABLE = re.compile(r"[^\W_]+(?:[./-][^\W_]+)*")


def flags_of(record: Record) -> tuple[str, ...]:
    """Return the flags that follow from the record alone, in the order of `FLAGS`."""
    has_blank = any(component.has_form for component in record.components)
    main = record.main_channel()
    raised = {
        NO_FEE: main is None or not main.fees,
        NO_FORM: record.level >= 2 and not record.has_form,
        LEVEL_1_FORM: record.level == 1 and has_blank,
        NO_UNIT: any(way.limit is None and _SAYS_NO_UNIT in way.limit_note for way in record.channels),
        DEAD_LINK: bool(dead_anchors(record)),
        LONG_SENTENCE: next(long_sentences(record), None) is not None,
    }
    return tuple(flag for flag in FLAGS if raised.get(flag))


def flag_line(record: Record) -> str:
    """Return the flags as one line that a query can search: " no_fee no_unit ", "" for none."""
    flags = flags_of(record)
    return f" {' '.join(flags)} " if flags else ""


def links_of(record: Record) -> frozenset[str]:
    """Return the codes of the procedures that this one leads to, itself left out."""
    return frozenset((*record.related, *(code for code, _ in _addresses(record)))) - {record.code}


def dead_anchors(record: Record) -> list[str]:
    """Return the addresses in the texts that point to no part of a page."""
    return [f"/thu-tuc/{code}#{anchor}" for code, anchor in _addresses(record) if anchor and anchor not in ANCHORS]


def reviewed_day(record: Record) -> date | None:
    """Return the day somebody last reviewed it."""
    return date.fromisoformat(record.reviewed_on) if is_day(record.reviewed_on) else None


def is_due(reviewed_on: date | None, today: date) -> bool:
    """Say whether nobody has reviewed it for a year."""
    return reviewed_on is None or reviewed_on < review_limit(today)


def review_limit(today: date) -> date:
    """Return the first day on which a review still counts."""
    month = today.year * 12 + today.month - 1 - MONTHS_TO_REVIEW
    return date(month // 12, month % 12 + 1, min(today.day, 28))


def long_sentences(record: Record) -> Iterator[str]:
    """Yield the sentences written for readers that are too long; official names, conditions and law are not ours."""
    for text in _plain_texts(record):
        for sentence in _SENTENCE_END.split(text):
            if len(_SYLLABLE.findall(sentence)) > LONGEST_SENTENCE:
                yield sentence.strip()


def _plain_texts(record: Record) -> Iterator[str]:
    yield from (record.short_name, record.plain, record.who, record.description)
    for way in record.channels:
        yield from (way.description, way.limit_note)
    for step in record.steps:
        yield from (step.title, step.text)
    yield from (component.note for component in record.components)
    for asked in record.questions:
        yield from (asked.q, asked.a)


def _addresses(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (code, anchor) of every address of this portal in the texts."""
    for text in (*_plain_texts(record), record.conditions):
        if "/thu-tuc/" in text:
            yield from _ADDRESS.findall(text)
