"""What an editor would mend: each flag on a record of its own, counted and listed from the database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal.catalogue.cleaning import NO_UNIT as SAYS_NO_UNIT
from portal.catalogue.models import Procedure
from portal.catalogue.quality import (
    DEAD_LINK,
    FLAGS,
    LEVEL_1_FORM,
    LONG_SENTENCE,
    NO_FEE,
    NO_FORM,
    NO_UNIT,
    UNREVIEWED,
    flags_of,
    is_due,
    links_of,
    long_sentences,
)
from portal.catalogue.quality_queries import count_flags, dead_codes, look_at_new, page_flagged
from portal.catalogue.scopes import Scope
from portal.kernel.transaction import transaction
from portal.web.catalogue_labels import QUALITY
from tests.builders.procedures import LAND_TRANSFER, a_procedure, a_record, an_online_record

TODAY = date(2026, 11, 23)
LONG = "Nộp " + "hồ sơ đầy đủ " * 7
FORM = [{"id": "don", "name": "Đơn", "form_files": ["don.docx"]}]


def way(**parts: Any) -> list[dict[str, Any]]:
    return [{"channel": "counter", "fees": [{"name": "Lệ phí", "amount_vnd": 0}], **parts}]


@pytest.mark.parametrize(
    ("parts", "flags"),
    [
        ({}, ()),
        ({"channels": way(fees=[])}, (NO_FEE,)),
        ({"channels": []}, (NO_FEE,)),
        ({"channels": way(fees=[{"name": "Phí", "note": "Theo nghị quyết"}])}, ()),
        ({"level": 2}, (NO_FORM,)),
        ({"level": 2, "components": FORM}, ()),
        ({"components": FORM}, (LEVEL_1_FORM,)),
        ({"components": [{"id": "don", "name": "Đơn", "form_url": "https://example.org/don"}]}, (LEVEL_1_FORM,)),
        ({"channels": way(limit_note=f"15 {SAYS_NO_UNIT}")}, (NO_UNIT,)),
        ({"channels": way(limit={"value": 15, "unit": "day"})}, ()),
        ({"plain": LONG}, (LONG_SENTENCE,)),
        ({"questions": [{"q": "Bao lâu?", "a": LONG}]}, (LONG_SENTENCE,)),
        ({"name": LONG, "conditions": LONG}, ()),
        ({"plain": "Xem /thu-tuc/1.013831#giay-to."}, ()),
        ({"plain": "Xem /thu-tuc/1.013831#phan-cu."}, (DEAD_LINK,)),
    ],
)
def test_flags_of_one_record(parts: dict[str, Any], flags: tuple[str, ...]) -> None:
    assert flags_of(a_record(**parts)) == flags


def test_what_can_be_filled_in_on_screen_needs_no_blank_form() -> None:
    assert NO_FORM not in flags_of(an_online_record())


def test_sentences_end_at_marks_and_lines_and_are_counted_in_syllables() -> None:
    short = " ".join(["tiếng"] * 25)
    record = a_record(plain=f"{short}. {short}; {short}\n{short}: {short} 31/12/2026")
    assert list(long_sentences(record)) == [f"{short} 31/12/2026"]


def test_links_are_related_codes_and_addresses_in_the_texts() -> None:
    record = a_record(
        "9.800001",
        related=["1.000001", "9.800001"],
        who="Xem /thu-tuc/1.000002.",
        plain="/thu-tuc/1.000003.H61#giay-to",
    )
    assert links_of(record) == {"1.000001", "1.000002", "1.000003.H61"}


@pytest.mark.parametrize(
    ("reviewed", "due"),
    [(None, True), (date(2025, 11, 22), True), (date(2025, 11, 23), False), (date(2026, 11, 1), False)],
)
def test_a_review_counts_for_twelve_months(reviewed: date | None, due: bool) -> None:
    assert is_due(reviewed, TODAY) is due


def listed(session: Session, flag: str) -> set[str]:
    return {one.code for one in page_flagged(session, Scope.whole(), flag, TODAY, limit=10_000)}


def test_counts_and_lists_agree(session: Session) -> None:
    before = count_flags(session, Scope.whole(), TODAY)
    assert list(before) == list(FLAGS)
    a_procedure(session, a_record("9.800001", level=2, channels=way(fees=[]), plain=LONG, reviewed_on="2024-01-01"))
    a_procedure(session, a_record("9.800002", reviewed_on="2026-11-01", related=["1.999999", LAND_TRANSFER + ".H61"]))
    a_procedure(session, a_record("5.800003", level=2))  # internal: citizens do not see it
    risen = {flag for flag, number in count_flags(session, Scope.whole(), TODAY).items() if number > before[flag]}
    assert risen == {NO_FEE, NO_FORM, LONG_SENTENCE, UNREVIEWED, DEAD_LINK}
    for flag, number in count_flags(session, Scope.whole(), TODAY).items():
        assert len(listed(session, flag)) == number, flag
    assert {"9.800001"} == {code for code in listed(session, NO_FORM) if code.startswith(("9.8", "5.8"))}
    procedure = session.scalars(select(Procedure).where(Procedure.code == "9.800002")).one()
    assert dead_codes(session, [procedure]) == {procedure.id: ["1.999999"]}
    assert "9.800002" not in listed(session, UNREVIEWED)


def test_a_procedure_says_its_own_flags_for_lists(session: Session) -> None:
    bad = a_procedure(session, level=2, reviewed_on="2024-01-01")
    assert bad.flags(TODAY) == (NO_FORM, UNREVIEWED)
    assert a_procedure(session, reviewed_on="2026-11-01").flags(TODAY) == ()


def test_a_link_is_mended_by_publishing_anew(session: Session) -> None:
    procedure = a_procedure(session, a_record("9.800004", related=["1.999999"]))
    assert "9.800004" in listed(session, DEAD_LINK)
    a_procedure(session, a_record("9.800004"))
    assert "9.800004" not in listed(session, DEAD_LINK)
    a_procedure(session, a_record("9.800004", related=["9.800005"]))
    a_procedure(session, a_record("9.800005"))
    session.refresh(procedure)
    assert dead_codes(session, [procedure]) == {}


def test_what_was_published_before_flags_were_kept_is_looked_at_once(session: Session) -> None:
    a_procedure(session, a_record("9.800006", level=2, reviewed_on="2026-01-02"))
    with transaction(session):
        session.execute(update(Procedure).where(Procedure.code == "9.800006").values(quality=None, reviewed_on=None))
    with transaction(session):
        assert look_at_new(session) == 1
    procedure = session.scalars(select(Procedure).where(Procedure.code == "9.800006")).one()
    assert (procedure.quality, procedure.reviewed_on) == (f" {NO_FORM} ", date(2026, 1, 2))
    with transaction(session):
        assert look_at_new(session) == 0


def test_the_command_prints_the_same_counts(app: Flask, session: Session) -> None:
    a_procedure(session, level=2)
    printed = app.test_cli_runner().invoke(args=["portal", "check-quality"]).output.splitlines()
    assert [int(line.rpartition(": ")[2]) for line in printed] == list(
        count_flags(session, Scope.whole(), TODAY).values()
    )


def test_every_flag_has_its_words() -> None:
    assert set(QUALITY) == set(FLAGS)
