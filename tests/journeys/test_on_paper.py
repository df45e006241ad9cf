"""What comes out of a citizen's printer? The receipt on one A5 sheet, whole, and no mark of a letter cut off (ux.md 2, row 23)."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlalchemy.orm import Session

from portal.identity.rules import normal_phone
from portal.workflow.states import Action
from tests.builders.behalf import a_helped_draft, agree_by_code
from tests.builders.dossiers import make_move
from tests.builders.procedures import LAND_TRANSFER
from tests.journeys.screens import looks
from tests.journeys.visitor import DESK, Visitor

Open = Callable[..., Visitor]
A5 = {"width": "148mm", "height": "210mm"}
NO_MARGIN = dict.fromkeys(("top", "right", "bottom", "left"), "0")
#: As wide as A5 is between its margins, in CSS pixels.
WITHIN_A5 = 446


def sheets(printed: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", printed))


def test_the_receipt_is_one_small_sheet_also_with_letters_as_large_as_they_get(
    visitor: Open, session: Session, phone: str
) -> None:
    draft = a_helped_draft(session, owner_phone=normal_phone(phone))
    agree_by_code(session, draft)
    make_move(session, draft, Action.SUBMIT, draft.citizen, consent=True)
    person = visitor(size=DESK, signed_in=draft.citizen)
    person.open(f"/ho-so/{draft.code}/da-gui")
    assert "Người nộp giúp" in person.text, "the longest there is: it names who filed"
    for size in ("usual", "largest"):
        person.page.evaluate("(size) => { document.documentElement.dataset.text = size; }", size)
        assert sheets(person.page.pdf(**A5, prefer_css_page_size=True)) == 1, size
        assert sheets(person.page.pdf(**A5, margin=NO_MARGIN)) == 1, f"{size}, a printer without margins"
    person.page.emulate_media(media="print")
    person.page.set_viewport_size({"width": WITHIN_A5, "height": 800})
    person.look()  # nothing is wider than the sheet
    assert looks.at_letters(person.page) == []
    person.page.emulate_media(media="null")


def test_no_letter_is_cut_off_on_a_printed_checklist(visitor: Open) -> None:
    person = visitor(size=DESK)
    person.open(f"/thu-tuc/{LAND_TRANSFER}?truong_hop=1")
    person.page.emulate_media(media="print")
    assert looks.at_letters(person.page) == []
    person.page.emulate_media(media="null")
