"""How does a form of the law become a Word file that people can type in?

Layout of Decree 30/2020/NĐ-CP, appendix I, as the printed one (`templates/form.typ`): A4, the decree's margins, Times New
Roman, quốc hiệu in the middle. Dotted lines are tab stops with dots in front: they give way to what is typed.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from itertools import groupby

from docx import Document
from docx.document import Document as Word
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from portal.eforms.legal_form import FormLine, LegalForm

FACE = "Times New Roman"
MARGINS = {"left_margin": 30, "right_margin": 18, "top_margin": 20, "bottom_margin": 20}
TEXT_WIDTH = Mm(210 - 30 - 18)
#: An empty box is a letter of a face that has it everywhere.
BOX, BOX_FACE = "☐", "Segoe UI Symbol"
_TRAILING_DOTS = re.compile(r"[\s:]*(\.{2,}|…+)?[\s:]*$")
_RANKS = ("stt", "tt", "số tt")
#: Word files carry a day; the day somebody downloaded it says nothing about the form.
_MADE = datetime(2026, 1, 1)
#: Short answers stand on one line, as on the printed form.
_SHORT = 26


def word_file(form: LegalForm) -> bytes:
    """Return the blank form as DOCX."""
    word = Document()
    _page(word, form)
    _head(word, form)
    for section in form.sections:
        if section.heading:
            _heading(word, section.heading)
        for is_signed, lines in groupby(section.lines, key=lambda line: line.kind == "signature"):
            if is_signed:
                _signatures(word, list(lines))
            else:
                for line in lines:
                    _DRAW[line.kind](word, line)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _page(word: Word, form: LegalForm) -> None:
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in MARGINS.items():
        setattr(section, side, Mm(width))
    style = word.styles["Normal"]
    style.font.name, style.font.size = FACE, Pt(13)
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        style.element.rPr.rFonts.set(qn(kind), FACE)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.rPr.append(language)
    style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(4), Pt(2)
    about = word.core_properties
    about.title, about.language, about.author, about.comments = form.title, "vi-VN", "", ""
    about.created = about.modified = _MADE


def _head(word: Word, form: LegalForm) -> None:
    if form.number:
        _add(word, form.number, bold=True, size=11, align=WD_ALIGN_PARAGRAPH.RIGHT)
    if form.issued_with:
        told = (
            form.issued_with
            if form.issued_with.lower().startswith(("(", "ban hành"))
            else f"(Ban hành kèm theo {form.issued_with})"
        )
        _add(word, told, italic=True, size=11, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _add(word, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
    motto = _add(word, "Độc lập - Tự do - Hạnh phúc", bold=True, size=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    motto.runs[0].underline = True
    title = _add(word, form.title.upper(), bold=True, size=14, align=WD_ALIGN_PARAGRAPH.CENTER)
    title.paragraph_format.space_before, title.paragraph_format.space_after = Pt(14), Pt(10)
    if form.addressee:
        _dotted(word, form.addressee)
    elif form.recipient:
        _add(word, form.recipient, align=WD_ALIGN_PARAGRAPH.CENTER)


def _heading(word: Word, text: str) -> None:
    heading = _add(word, text, bold=True)
    heading.paragraph_format.space_before = Pt(10)
    heading.paragraph_format.keep_with_next = True


# ---- one kind of line each


def _text(word: Word, line: FormLine) -> None:
    _dotted(word, _label(line), hint=line.hint)


def _long(word: Word, line: FormLine) -> None:
    if line.label or line.hint:
        _caption(word, line)
    for _ in range(line.rows):
        _dotted(word, "")


def _choice(word: Word, line: FormLine) -> None:
    if all(len(option) <= _SHORT for option in line.options):
        paragraph = _caption(word, line)
        for option in line.options:
            paragraph.add_run("   ")
            _box(paragraph, option)
        return
    _caption(word, line)
    for option in line.options:
        paragraph = word.add_paragraph()
        paragraph.paragraph_format.left_indent = Mm(6)
        _box(paragraph, option)


def _date(word: Word, line: FormLine) -> None:
    paragraph = _caption(word, line)
    dated = "ngày" in line.label.lower()
    paragraph.add_run(" ……… / ……… / ……………" if dated else " ngày ……… tháng ……… năm ……………")


def _table(word: Word, line: FormLine) -> None:
    if line.label or line.hint:
        _caption(word, line)
    rows = list(line.options) or [""] * line.rows
    table = word.add_table(rows=1 + len(rows), cols=len(line.columns), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    repeated = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)  # the head stands again on the next page
    ranked = line.columns[0].lower() in _RANKS
    for cell, column in zip(table.rows[0].cells, line.columns, strict=True):
        _fill(cell, column, bold=True)
    for number, name in enumerate(rows, 1):
        row = table.rows[number]
        row.height = Mm(9)
        for cell in row.cells[1:]:
            _fill(cell, "")
        _fill(row.cells[0], name or (str(number) if ranked else ""))
    if ranked:
        _narrow(table)
    word.add_paragraph().paragraph_format.space_after = Pt(0)


def _paragraph(word: Word, line: FormLine) -> None:
    paragraph = _add(word, line.label, align=WD_ALIGN_PARAGRAPH.JUSTIFY)
    paragraph.paragraph_format.first_line_indent = Mm(10)
    _hint(word, line.hint)


_DRAW = {"text": _text, "long": _long, "choice": _choice, "date": _date, "table": _table, "paragraph": _paragraph}


def _signatures(word: Word, lines: list[FormLine]) -> None:
    """Set signatures side by side, a single one on the right, the day above the last."""
    people: list[FormLine | None] = [None, *lines] if len(lines) == 1 else [*lines]
    table = word.add_table(rows=1, cols=len(people))
    for number, (cell, person) in enumerate(zip(table.rows[0].cells, people, strict=True), 1):
        is_last = number == len(people)
        _fill(cell, "…………, ngày …… tháng …… năm ……" if is_last else "", italic=True)
        if person is None:
            continue
        role, _, said = person.label.partition("(")
        hint = (person.hint or said or "Ký, ghi rõ họ tên").strip("(). ")
        _add(cell, role.strip(), bold=True, align=WD_ALIGN_PARAGRAPH.CENTER)
        _add(cell, f"({hint})", italic=True, size=12, align=WD_ALIGN_PARAGRAPH.CENTER)
        for _ in range(3):
            _add(cell, "")


# ---- what lines are made of


def _add(
    place: Word | _Cell, text: str, *, bold: bool = False, italic: bool = False, size: int = 0,
    align: WD_ALIGN_PARAGRAPH | None = None,
) -> Paragraph:  # fmt: skip
    paragraph = place.add_paragraph()
    paragraph.alignment = align
    _style(paragraph.add_run(text), bold=bold, italic=italic, size=size)
    return paragraph


def _style(run: Run, *, bold: bool = False, italic: bool = False, size: int = 0) -> None:
    run.bold, run.italic = bold or None, italic or None
    if size:
        run.font.size = Pt(size)


def _label(line: FormLine) -> str:
    """Return the label as the printed form draws it: dots at its end are drawn, not written."""
    bare = _TRAILING_DOTS.sub("", line.label)
    has_words = any(letter.isalpha() for letter in bare)
    return f"{bare}:" if has_words and not bare.endswith("?") else bare


def _dotted(word: Word, label: str, *, hint: str = "") -> None:
    """Add a label with dots up to the margin."""
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    paragraph.add_run(f"{label} " if label else "")
    if hint:
        _style(paragraph.add_run(f"({hint.rstrip('.')}) "), italic=True, size=11)
    paragraph.add_run("\t")


def _caption(word: Word, line: FormLine) -> Paragraph:
    """Add the label of a line with its hint."""
    paragraph = word.add_paragraph(_label(line))
    paragraph.paragraph_format.keep_with_next = line.kind != "date"
    if line.hint:
        _style(paragraph.add_run(f" ({line.hint.rstrip('.')})"), italic=True, size=11)
    return paragraph


def _hint(word: Word, hint: str) -> None:
    if hint:
        _add(word, hint, italic=True, size=11)


def _box(paragraph: Paragraph, option: str) -> None:
    box = paragraph.add_run(BOX)
    box.font.name = BOX_FACE
    paragraph.add_run(f"\u00a0{option}")


def _fill(cell: _Cell, text: str, *, bold: bool = False, italic: bool = False) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _style(paragraph.add_run(text), bold=bold, italic=italic, size=12)


def _narrow(table: Table) -> None:
    """Give the column of numbers only what it needs."""
    table.autofit = False
    rest = (TEXT_WIDTH - Mm(13)) // max(1, len(table.columns) - 1)
    for number, column in enumerate(table.columns):
        column.width = rest if number else Mm(13)
        for cell in column.cells:
            cell.width = column.width
