"""The blank form as a Word file: opened as Word would, with every kind of line, in the decree's layout."""

from __future__ import annotations

import io
import tomllib
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.text import WD_TAB_LEADER
from docx.shared import Mm, Pt

from portal.documents.word import word_file
from portal.eforms.legal_form import LegalForm, read
from portal.storage.office import inspect_form
from portal.storage.scanning import NoScanner

SAMPLE = Path(__file__).with_name("sample_form.toml")
FORMS = sorted((Path(__file__).parents[2] / "catalog" / "forms").glob("*.toml"))


def form_at(path: Path) -> LegalForm:
    return read(tomllib.loads(path.read_text("utf-8")), source=path.name)


@pytest.fixture
def word() -> Document:
    return docx.Document(io.BytesIO(word_file(form_at(SAMPLE))))


def test_every_kind_of_line_is_there_in_order(word: Document) -> None:
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    at = 0
    for words in (
        "Mẫu số 18", "(Ban hành kèm theo Nghị định", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc",
        "ĐƠN ĐĂNG KÝ BIẾN ĐỘNG", "Kính gửi:", "1. Người sử dụng đất", "a) Tên: (viết chữ in hoa)", "Ngày sinh: ………",
        "b) Giấy tờ nhân thân, pháp nhân: \t", "Giới tính:", "☐\u00a0Nam", "☐\u00a0Nữ", "☐\u00a0Thừa kế", "Nội dung:",
        "Tôi cam đoan",
    ):  # fmt: skip
        assert words in text[at:], words
        at = text.index(words, at)
    parcels, sides, signatures = word.tables
    assert [cell.text for cell in parcels.rows[0].cells] == ["STT", "Thửa số", "Tờ bản đồ", "Diện tích (m²)"]
    assert [row.cells[0].text for row in parcels.rows] == ["STT", "1", "2", "3"]
    assert [row.cells[0].text for row in sides.rows] == ["Thông tin", "Họ và tên", "Năm sinh"]
    assert "Bên chuyển quyền\n(Ký, ghi rõ họ tên)" in signatures.rows[0].cells[0].text
    assert "Người viết đơn\n(Ký, đóng dấu nếu có)" in signatures.rows[0].cells[1].text


def test_dotted_lines_give_way_to_what_is_typed(word: Document) -> None:
    dotted = [p for p in word.paragraphs if p.text.endswith("\t")]
    assert len(dotted) == 1 + 3 + 4  # the addressee, lines of text, a long one of four
    assert all(stop.leader == WD_TAB_LEADER.DOTS for p in dotted for stop in p.paragraph_format.tab_stops)


def test_the_sheet_is_the_decrees(word: Document) -> None:
    (section,) = word.sections
    sizes = (section.page_width, section.page_height, section.left_margin, section.right_margin, section.top_margin)
    assert [round(size / Mm(1)) for size in sizes if size] == [210, 297, 30, 18, 20]
    assert (word.styles["Normal"].font.name, word.styles["Normal"].font.size) == ("Times New Roman", Pt(13))
    assert (word.core_properties.title, word.core_properties.author) == (form_at(SAMPLE).title, "")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_of_the_catalogue_is_a_word_file_we_would_take_ourselves(path: Path) -> None:
    content = word_file(form_at(path))
    assert inspect_form(content, "a.docx", most_bytes=10**6, scanner=NoScanner()).extension == "docx"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert form_at(path).title.upper() in package.read("word/document.xml").decode()


def test_markup_stays_words() -> None:
    form = read(
        {"id": "a", "title": "<w:p> & {{ x }}", "sections": [{"lines": [{"kind": "text", "label": "]]> <b>"}]}]}
    )
    texts = [p.text for p in docx.Document(io.BytesIO(word_file(form))).paragraphs]
    assert "<W:P> & {{ X }}" in texts
    assert "]]> <b>: \t" in texts
