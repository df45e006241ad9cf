"""The words of the search as a spreadsheet: looked at first, all of it or nothing, nothing lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue.tables import read_table, table_as
from portal.kernel.transaction import transaction
from portal.search.models import SearchWords
from portal.search.word_table import HEAD
from tests.builders.search_words import some_words, the_words
from tests.strict_client import StrictClient

ROOM = "/quan-tri/tu-tim-kiem"
Rows = list[list[str]]


@pytest.fixture
def keeper(as_officer: Callable[..., StrictClient]) -> StrictClient:
    return as_officer("kiemsoat")


def exported(client: StrictClient) -> Rows:
    content = client.get(f"{ROOM}/xuat.csv").get_data()
    return [cells for _line, cells in read_table(content)]


def send(client: StrictClient, rows: Sequence[Sequence[str]], ending: str = "csv") -> None:
    client.visit(f"{ROOM}/nhap")
    content = table_as(ending, rows[0], rows[1:])
    client.submit("Chạy thử", form="/nhap", tep=(io.BytesIO(content), f"tu.{ending}"))


def row_of(rows: Rows, saying: str) -> list[str]:
    return next(row for row in rows if saying in row[3].splitlines())


def new_row(*says: str, mean: str = "đăng ký kết hôn", codes: str = "") -> list[str]:
    return ["", "", "Cách nói", "\n".join(says), mean, codes, "", "có"]


def state(session: Session) -> list[tuple[object, ...]]:
    session.rollback()
    found = session.scalars(select(SearchWords).order_by(SearchWords.id))
    return [
        (row.id, row.kind, row.says, row.mean, row.procedures, row.intent, row.is_removed, row.version) for row in found
    ]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_leaves_comes_back_and_changes_nothing(keeper: StrictClient, session: Session, ending: str) -> None:
    some_words(session, "=1+1 thử", "@tôi", "a; b", mean="-đăng ký", codes=("1.000894",))
    before = state(session)
    content = keeper.get(f"{ROOM}/xuat.{ending}").get_data()
    cells = (
        [
            cell
            for row in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
            for cell in row
        ]
        if ending == "xlsx"
        else [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row]
    )
    assert not any(str(cell or "").startswith(("=", "+", "-", "@")) for cell in cells)
    keeper.visit(f"{ROOM}/nhap")
    keeper.submit("Chạy thử", form="/nhap", tep=(io.BytesIO(content), f"tu.{ending}"))
    assert "Tệp này giống hệt các từ đang dùng" in keeper.page.text
    assert state(session) == before


def test_a_file_is_looked_at_first_and_then_written(keeper: StrictClient, session: Session) -> None:
    rows = exported(keeper)
    red = row_of(rows, "sổ đỏ")
    red[3] += "\nsổ đỏ chói"
    gone = row_of(rows, "sang tên")
    gone[7] = "Không"
    before = state(session)
    send(keeper, [list(HEAD), red, gone, new_row("rước dâu về", codes="1.000894")], "xlsx")
    assert "3 dòng sẽ thay đổi" in keeper.page.text and "sổ đỏ chói" in keeper.page.text
    assert state(session) == before, "a look writes nothing"
    keeper.submit("Ghi các thay đổi này")
    assert "Đã ghi 3 dòng." in keeper.page.text
    assert "sổ đỏ chói" in the_words(session, "sổ đỏ").says and the_words(session, "sang tên").is_removed
    assert the_words(session, "rước dâu về").procedures == ["1.000894"]
    assert len(state(session)) == len(before) + 1, "rows that are not in the file stay"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({0: "999999"}, "Không có dòng nào mang số 999999"),
        ({0: "x"}, "Giữ nguyên “Số”"),
        ({2: "Gì đó"}, "ghi một trong các từ: Cách nói"),
        ({2: "Viết tắt"}, "Không đổi được “Loại”"),
        ({3: ""}, "Ghi ít nhất một cách nói"),
        ({4: ""}, "Ghi nghĩa"),
        ({5: "9.999999"}, "9.999999"),
        ({7: "chắc vậy"}, "ghi “có” hoặc “không”"),
    ],
)
def test_a_mistake_names_its_row_and_how_to_mend_it(
    keeper: StrictClient, session: Session, change: dict[int, str], words: str
) -> None:
    row = row_of(exported(keeper), "sổ đỏ")
    for place, cell in change.items():
        row[place] = cell
    before = state(session)
    send(keeper, [list(HEAD), new_row("rước dâu về"), row])
    assert "Có 1 chỗ cần sửa. Chưa ghi gì cả." in keeper.page.text and "Dòng 3" in keeper.page.text, keeper.page.text
    assert words in keeper.page.text and "Ghi các thay đổi này" not in keeper.page.text
    assert state(session) == before


def test_words_are_checked_as_they_would_stand_in_the_end(keeper: StrictClient) -> None:
    rows = exported(keeper)
    red = row_of(rows, "sổ đỏ")
    red[3] = "\n".join(say for say in red[3].splitlines() if say != "sổ đỏ")
    send(keeper, [list(HEAD), new_row("sổ đỏ")])
    assert "Dòng 2" in keeper.page.text and "“sổ đỏ”" in keeper.page.text and "Có 1 chỗ cần sửa" in keeper.page.text
    send(keeper, [list(HEAD), new_row("sổ đỏ"), red])
    assert "2 dòng sẽ thay đổi" in keeper.page.text
    send(keeper, [list(HEAD), new_row("rước dâu về"), new_row("rước dâu về")])
    assert "Có 2 chỗ cần sửa" in keeper.page.text


def test_who_was_faster_is_not_overwritten(keeper: StrictClient, session: Session) -> None:
    row = row_of(exported(keeper), "sổ đỏ")
    row[4] = "giấy khác"
    send(keeper, [list(HEAD), row])
    assert "1 dòng sẽ thay đổi" in keeper.page.text
    session.rollback()
    with transaction(session):
        found = session.scalars(select(SearchWords).where(SearchWords.id == int(row[0]))).one()
        found.version, found.changed_by = found.version + 1, "Lê Văn Tám"
    keeper.submit("Ghi các thay đổi này")
    assert "Lê Văn Tám đã sửa dòng này sau khi tệp được tải về" in keeper.page.text
    assert the_words(session, "sổ đỏ").mean != "giấy khác"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Hãy chọn một tệp"),
        (b"PK\x03\x04 broken", "Không đọc được tệp này"),
        ("Loại,Người dân nói\nCách nói,sổ".encode("utf-16"), "Không đọc được tệp này"),
        ("Loại;Nghĩa là\nCách nói;gì".encode(), "Còn thiếu: Người dân nói"),
        (b'"a', "Không đọc được tệp này"),
    ],
)
def test_another_file_is_turned_away(keeper: StrictClient, content: bytes, words: str) -> None:
    keeper.visit(f"{ROOM}/nhap")
    keeper.submit("Chạy thử", form="/nhap", tep=(io.BytesIO(content), "tu.csv"))
    assert words in keeper.page.text


def test_what_nobody_checked_is_not_written(keeper: StrictClient, session: Session) -> None:
    before = state(session)
    send(keeper, [list(HEAD), new_row("rước dâu về")])
    token = next(e.get("value") for e in keeper.page.all("input") if e.get("name") == "csrf_token")
    for rows in ("", "{}", "[[1]]", '[["x","","","","","","","",""]]', "[" * 5_000, '[[2,"","","Hả","","","","",""]]'):
        assert keeper.post(f"{ROOM}/nhap/that", data={"csrf_token": token, "rows": rows}).status_code in (302, 422), (
            rows
        )
    assert state(session) == before


def test_only_keepers_bring_words_in(as_officer: Callable[..., StrictClient]) -> None:
    editor = as_officer("bientap")
    assert editor.get(f"{ROOM}/xuat.csv").status_code == 200
    assert editor.get(f"{ROOM}/nhap").status_code == 403
    assert as_officer("motcua").get(f"{ROOM}/xuat.xlsx").status_code == 403
