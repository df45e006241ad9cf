"""How is a procedure taken in at the counter for which the portal has no form of its own? Pure: a record in, a record out.

Its national record says which papers, how long and who decides; what it cannot say, whoever hands it in and the internal
steps, comes from one form for all (`catalog/counter_form.toml`). The outcome is a record like that of any service, so
that what follows (clock, hops, papers, supplements, slips) knows of no difference. It is never offered online.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from portal.catalogue.record import Channel, Record
from portal.catalogue.rules import agencies_of, unwalkable, working_days_in
from portal.eforms.definition import DefinitionError, EForm
from portal.eforms.definition import read as read_eform
from portal.kernel.text import fold
from portal.workflow.deadlines import Limit, Unit
from portal.workflow.steps import Step, StepKind

INTAKE, DECIDES = "intake", "decides"
#: The desk of the commune where the owner lives: for what communes decide, handed in elsewhere.
COMMUNE: Final = "commune"
_QUARTER = 0.25
_COMMITTEE_OF_COMMUNE = re.compile(r"(uy ban nhan dan|ubnd|trung tam phuc vu hanh chinh cong)( cap)? (xa|phuong)\b")


@dataclass(frozen=True)
class Part:
    """One internal step for every procedure: `at` INTAKE or DECIDES; `share` of the limit, None for what is left of it."""

    step: Step
    at: str
    share: float | None


@dataclass(frozen=True)
class CounterForm:
    """What is asked, and along which steps it goes."""

    eform: EForm
    parts: tuple[Part, ...]

    def process(self, *, intake: str, decides: str, limit: Limit) -> tuple[Step, ...]:
        """Return the steps between these agencies; their days add up to the working days that the limit holds."""
        whole = working_days_in(limit)
        days = [None if p.share is None else math.floor(whole * p.share / _QUARTER) * _QUARTER for p in self.parts]
        left = whole - sum(one for one in days if one is not None)
        return tuple(
            replace(part.step, agency=intake if part.at == INTAKE else decides, days=left if one is None else one)
            for part, one in zip(self.parts, days, strict=True)
        )


@dataclass(frozen=True)
class Terms:
    """On which terms one dossier is taken in: where, who decides, by which way (with its limit), in which case of the record."""

    intake: str
    decides: str
    way: Channel
    case: str = ""


def load(path: Path) -> CounterForm:
    """Read the form; DefinitionError names what is wrong with it, tried with limits of every unit."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    parts = tuple(_part(row) for row in data.pop("process"))
    form = CounterForm(read_eform(data, source=path.name), parts)
    wrong = [f"{path.name}: one step, and one only, has no share"] if [p.share for p in parts].count(None) != 1 else []
    for limit in (Limit(1, Unit.HOUR), Limit(10, Unit.WORKING_DAY), Limit(1, Unit.DAY), Limit(2, Unit.MONTH)):
        if not wrong:
            steps = form.process(intake="onestop", decides="commune", limit=limit)
            wrong += [f"{path.name}: {limit.value} {limit.unit}: {fault}" for fault in unwalkable(steps, limit)]
    if wrong:
        raise DefinitionError(wrong)
    return form


def _part(row: Mapping[str, Any]) -> Part:
    step = Step(row["id"], row["name"], row["plain"], StepKind(row["kind"]), "", row["role"], 0.0)
    if row["at"] not in (INTAKE, DECIDES):
        raise DefinitionError([f"step {step.id}: at = {row['at']!r}; use {INTAKE} or {DECIDES}"])
    return Part(step, row["at"], row.get("share"))


def ways_of(record: Record) -> tuple[Channel, ...]:
    """Return the ways with a limit that a dossier brought in person may have, each limit once; () when the record has none.

    Where it names no limit for the counter, that of another way to hand in holds.
    """
    usable = [way for way in record.channels if way.limit is not None and way.limit.value > 0]
    found: dict[Limit | None, Channel] = {}
    for way in [way for way in usable if way.channel == "counter"] or usable:
        found.setdefault(way.limit, replace(way, channel="counter"))
    return tuple(found.values())


def stated_way(record: Record, days: int, reason: str) -> Channel:
    """Return the way to hand in with the limit an officer states, because the record has none; fees as the record says."""
    way = record.channel("counter") or record.main_channel() or Channel("counter")
    return replace(way, channel="counter", limit=Limit(days, Unit.WORKING_DAY), limit_note=reason)


def cases_of(record: Record) -> tuple[str, ...]:
    """Return the cases among which one must be chosen; ("",) when there is nothing to choose.

    "" among several: none of them, only what everybody brings.
    """
    cases = tuple(dict.fromkeys(paper.case for paper in record.papers if paper.case))
    is_shared = any(not paper.case for paper in record.papers)
    return (*cases, "") if cases and is_shared else cases or ("",)


def named_in(record: Record, agencies: Mapping[str, str], province: str) -> tuple[str, ...]:
    """Return those of these agencies (code → name) that the record says decide: by code, else by its words.

    `province`: "tỉnh Vĩnh Long", whose name the national record leaves out.
    """
    codes = [code for code in (*record.executing_agencies, record.competent_agency) if code in agencies]
    if codes:
        return tuple(dict.fromkeys(codes))
    place = fold(province).removeprefix("tinh ")
    told = _names(" , ".join((record.executing_note, record.competent_agency)))
    bare = {code: fold(name).removesuffix(place).strip() for code, name in agencies.items()}
    found = [code for code, name in bare.items() if name and any(name in one for one in told)]
    # "Văn phòng Ủy ban nhân dân tỉnh" holds the name of the committee: the longer one is meant
    return tuple(c for c in found if not any(c != o and bare[c] in bare[o] and bare[c] != bare[o] for o in found))


def _names(told: str) -> list[str]:
    """Return the single names of a line of agencies, folded, without "cấp": Công an cấp tỉnh is Công an tỉnh."""
    parts = (re.sub(r"\bcap\b", "", fold(part)) for part in re.split(r"[,;\n]", told))
    return [" ".join(part.split()) for part in parts]


def is_communal(record: Record) -> bool:
    """Say whether the People's Committee of a commune decides: the record says so, or names nobody and is of that level."""
    if agencies_of(record):
        return False
    told = fold(record.executing_note)
    return bool(_COMMITTEE_OF_COMMUNE.search(told)) if told.strip() else record.admin_level == COMMUNE


def taken_in(record: Record, form: CounterForm, terms: Terms) -> Record:
    """Return the record under which such a dossier is kept: with the form, the steps, one limit, the papers of one case."""
    assert terms.way.limit is not None  # a way is chosen for its limit
    of_case = ("", terms.case)
    others = tuple(way for way in record.channels if way.channel != "counter")
    return replace(
        record,
        eform=form.eform,
        process=form.process(intake=terms.intake, decides=terms.decides, limit=terms.way.limit),
        channels=(terms.way, *others),
        components=tuple(replace(paper, show_if="", generated=False) for paper in record.components if paper.case in of_case),
        steps=tuple(step for step in record.steps if step.case in of_case),
        printed_forms=(),
    )  # fmt: skip


def first_words(record: Record, case: str, *, most: int = 300) -> str:
    """Return what is asked for as far as the record says it: the title and the case, cut at a word."""
    told: Sequence[str] = (record.title, case)
    words = ": ".join(part.strip().rstrip(":;.") for part in told if part.strip())
    return words if len(words) <= most else words[:most].rsplit(" ", 1)[0] + "…"
