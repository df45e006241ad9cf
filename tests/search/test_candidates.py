"""Which procedures are scored and shown: what is left out early never was among the best, and noise is not shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.search import candidates
from portal.search.index import Entry, ProcedureIndex
from portal.search.rules import understand
from portal.search.vocabulary import Lexicon, Vocabulary, vocabulary_of

KINDS = ("heo", "bò", "dê", "gà", "vịt", "cá", "tôm", "cua", "ếch", "ong")


@pytest.fixture
def many(tmp_path: Path, vocabulary: Vocabulary) -> ProcedureIndex:
    """An index of 200 procedures whose names share their common words."""
    built = ProcedureIndex(tmp_path / "index", vocabulary)
    names = [f"Cấp giấy phép nuôi {kind} cho cơ sở loại {number}" for kind in KINDS for number in range(20)]
    built.rebuild([Entry(f"1.{at:06}", name, level=1) for at, name in enumerate(names)], stamp="1")
    return built


@pytest.mark.parametrize("query", ["cấp giấy phép nuôi heo loại 7", "giay phep co so", "nuôi", "cho cơ sở loại 11 ong"])
def test_common_words_are_left_out_only_where_they_change_nothing(
    query: str, many: ProcedureIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for limit in (0, 10**6):
        monkeypatch.setattr(candidates, "_MANY", limit)
        found[limit] = many.search(query, limit=10).hits
    assert found[0] == found[10**6]
    assert found[0]


def test_what_shares_a_weak_part_only_is_not_shown(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path / "index", vocabulary)
    names = ("Cấp lại Giấy chứng nhận do bị mất", "Cấp Giấy chứng nhận đăng ký hộ kinh doanh", "Tách thửa đất")
    index.rebuild([Entry(f"1.{at:06}", name, level=1) for at, name in enumerate(names)], stamp="1")
    assert [hit.code for hit in index.search("cấp lại giấy chứng nhận do bị mất").hits] == ["1.000000"]


def test_names_that_abbreviate_are_found_by_the_words_in_full(tmp_path: Path) -> None:
    words = vocabulary_of(abbreviations=[{"short": "BHXH", "long": "bảo hiểm xã hội"}])
    index = ProcedureIndex(tmp_path / "index", words)
    index.rebuild([Entry("1.000001", "Đăng ký đóng BHXH tự nguyện", level=1), Entry("1.000002", "Hòa giải")], stamp="1")
    assert [hit.code for hit in index.search("bao hiem xa hoi tu nguyen").hits] == ["1.000001"]
    elsewhere = words.with_lexicon(Lexicon(["Hòa giải"]))
    assert len(understand("bảo hiểm xã hội", elsewhere).terms) == 4, "where no name abbreviates, they are plain words"


def test_a_long_question_keeps_the_words_of_the_name_it_asks_for(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path / "index", vocabulary)
    names = ["Cấp Giấy phép sử dụng vũ khí quân dụng", "Tổ chức biểu diễn nghệ thuật trên địa bàn quản lý"]
    index.rebuild([Entry(f"1.{at:06}", name, level=1) for at, name in enumerate(names)], stamp="1")
    asked = (
        "Thủ tục cấp giấy phép sử dụng vũ khí quân dụng đối với cơ quan, tổ chức ở trung ương ngoài phạm vi quản lý "
        "của Bộ Quốc phòng thực hiện như thế nào?"
    )
    assert index.search(asked).hits[0].code == "1.000000"
