"""Does a wrong form of the law say which file, which place and what to mend? Does `prints` lead to a line?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from portal.eforms.definition import DefinitionError
from portal.eforms.legal_form import LegalForm, misprints, read
from tests.builders.eforms import a_form, a_page, a_row


def a_legal_form(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": "mau-1", "title": "Tờ khai", "sections": [{"lines": list(lines)}], **more}


def mistakes(data: Mapping[str, Any]) -> tuple[str, ...]:
    with pytest.raises(DefinitionError) as refused:
        read(data, source="mau-1.toml")
    return refused.value.problems


NAME = {"kind": "text", "id": "ten", "label": "Họ và tên"}


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (
            a_legal_form({"kind": "drawing"}),
            "mau-1.toml section 1, line 1: kind 'drawing' does not exist; use one of text, long",
        ),
        (a_legal_form({"kind": "text", "lable": "x"}), "mau-1.toml section 1, line 1: unknown key 'lable'; remove it"),
        (a_legal_form(NAME, NAME), "mau-1.toml: the line id 'ten' is used twice; choose another"),
        (a_legal_form({**NAME, "id": "1.2"}), "mau-1.toml: the line id '1.2' looks like a position; choose a name"),
        (a_legal_form({"kind": "table"}), "mau-1.toml section 1, line 1: a table needs columns; add them"),
        (a_legal_form({"kind": "choice"}), "mau-1.toml section 1, line 1: a choice needs options; add them"),
        (a_legal_form({**NAME, "rows": "3"}), "mau-1.toml section 1, line 1: 'rows' is '3'; write int"),
        (a_legal_form({**NAME, "options": "Có"}), "mau-1.toml section 1, line 1: 'options' is 'Có'; write a list"),
        (a_legal_form(NAME, title=""), "mau-1.toml: 'title' is missing; add it"),
        (a_legal_form(NAME, colour="red"), "mau-1.toml: unknown key 'colour'; remove it"),
        ({**a_legal_form(), "sections": [{"name": "x"}]}, "mau-1.toml section 1: unknown key 'name'; remove it"),
    ],
)
def test_a_mistake_names_file_place_and_mend(data: Mapping[str, Any], says: str) -> None:
    assert any(line.startswith(says) for line in mistakes(data)), mistakes(data)


def test_every_mistake_is_told_at_once() -> None:
    assert len(mistakes(a_legal_form({"kind": "x"}, {"kind": "y"}, colour="red"))) == 3


def test_lines_without_an_id_are_called_by_their_position() -> None:
    assert [key for key, _ in read(a_legal_form({"kind": "text"}, NAME)).lines()] == ["1.1", "ten"]


def test_dots_at_the_end_of_the_addressee_are_room_to_write() -> None:
    assert read(a_legal_form(recipient="Kính gửi: UBND xã ……")).addressee == "Kính gửi: UBND xã"
    assert read(a_legal_form(recipient="Kính gửi: Sở Tư pháp")).addressee == ""


def wrong(form: LegalForm | None, prints: str) -> list[str]:
    eform = a_form(a_page("p1", a_row("a", prints=prints)))
    return misprints(eform, [form] if form else [], source="x.form.toml")


def test_prints_must_name_a_line_to_write_on() -> None:
    form = read(a_legal_form(NAME, {"kind": "paragraph", "id": "cam_doan", "label": "Tôi cam đoan."}))
    assert wrong(form, "ten") == []
    for prints in ("I.1", "cam_doan"):
        (line,) = wrong(form, prints)
        assert line == (
            f"x.form.toml page p1, question a: prints '{prints}', but no line of mau-1 to write on has that id; "
            "use one of them (ten), or give the line this id"
        )


def test_prints_without_a_form_is_a_mistake() -> None:
    (line,) = wrong(None, "ten")
    assert "no generated component has a form" in line
