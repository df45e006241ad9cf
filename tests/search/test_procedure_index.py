"""The index: what is first, and what happens to it on disk."""

from __future__ import annotations

import json
import re
import shutil
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import portal.search
from portal.search import store
from portal.search.index import Entry, IndexUnavailable, ProcedureIndex
from portal.search.rules import Understood, understand
from portal.search.vocabulary import Vocabulary

Finder = Callable[[str], str]


def an_entry(code: str = "1.001193", name: str = "Đăng ký khai sinh", **values: object) -> Entry:
    """One published procedure; by default of commune level and not online."""
    known = {"level": 2, "admin_level": "commune", "field": "ho-tich", **values}
    return Entry(code=code, name=name, **known)  # type: ignore[arg-type]


@pytest.fixture
def index(tmp_path: Path, vocabulary: Vocabulary, names: dict[str, str]) -> ProcedureIndex:
    built = ProcedureIndex(tmp_path / "index", vocabulary)
    built.rebuild([an_entry(code, name) for code, name in names.items()], stamp="1")
    return built


@pytest.fixture
def first(index: ProcedureIndex) -> Callable[[str], str]:
    """The code of the best answer, "" if there is none."""

    def find(query: str) -> str:
        hits = index.search(query).hits
        return hits[0].code if hits else ""

    return find


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("khai sinh", "1.001193"), ("đăng ký khai sinh", "1.001193"), ("khai sanh", "1.001193"),
        ("dang ky lai khai sinh", "1.004884"), ("khai sinh lưu động", "1.003583"),
        ("khai sinh có yếu tố nước ngoài", "2.000528"), ("kets hoon", "1.000894"),
        ("giay doc than", "1.004873"), ("sang ten", "1.013831"), ("mất sổ đỏ", "1.012786"),
        ("tach thua", "1.012784"), ("mo ho kinh doanh", "1.001612"), ("cccd", "1.014061"),
        ("cấp lại cccd", "1.014064"), ("hỏa táng", "1.005319"), ("hoả táng", "1.005319"),
        ("tôi muốn đăng ký kết hôn thì cần giấy tờ gì", "1.000894"), ("1.012784", "1.012784"),
        ("1012784", "1.012784"), ("khaitu", "1.000656"), ("chứng thực bản sao", "2.000815"),
    ],
)  # fmt: skip
def test_what_people_type_finds_the_procedure(typed: str, code: str, first: Finder) -> None:
    assert first(typed) == code


def test_base_procedure_before_its_variants(index: ProcedureIndex) -> None:
    codes = [hit.code for hit in index.search("khai sinh").hits]
    assert codes[0] == "1.001193"
    assert codes.index("2.000528") < codes.index("1.000110")


def test_typed_accents_count(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path, vocabulary)
    names = {"1.000001": "Cấp thẻ hội viên", "1.000002": "Cấp thế chấp", "1.000003": "Cặp thể thao"}
    index.rebuild([an_entry(code, name) for code, name in names.items()], stamp="1")
    assert index.search("thể thao").hits[0].code == "1.000003"
    assert index.search("thẻ").hits[0].code == "1.000001"
    assert index.search("thế").hits[0].code == "1.000002"


def test_names_decide_and_the_body_only_helps(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path, vocabulary)
    index.rebuild(
        [
            an_entry("1.000001", "Đăng ký nuôi con nuôi", body="giếng khoan " * 50),
            an_entry("1.000002", "Cấp phép khoan giếng"),
            an_entry("1.000003", "Cấp phép khai thác nước", body="phải có ảnh giếng"),
        ],
        stamp="1",
    )
    assert index.search("giếng khoan").hits[0].code == "1.000002"
    assert index.search("khai thác nước giếng").hits[0].code == "1.000003"
    assert [hit.code for hit in index.search("ảnh").hits] == ["1.000003"]


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"admin_level": "commune"}, {"admin_level": "ministry"}),
        ({"admin_level": "province"}, {"admin_level": "ministry"}),
        ({"level": 3}, {"level": 2}),
        ({"is_online": True}, {"is_online": False}),
    ],
)
def test_between_equal_names(
    better: dict[str, object], worse: dict[str, object], tmp_path: Path, vocabulary: Vocabulary
) -> None:
    for order in (("1.000001", "1.000002"), ("1.000002", "1.000001")):
        index = ProcedureIndex(tmp_path / order[0], vocabulary)
        name = "Cấp giấy phép lái xe"
        index.rebuild([an_entry(order[0], name, **better), an_entry(order[1], name, **worse)], stamp="1")
        assert index.search("giay phep lai xe").hits[0].code == order[0]


def test_keywords_and_short_names_are_names(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path, vocabulary)
    index.rebuild(
        [
            an_entry("1.000001", "Thủ tục A", keywords=("cà vẹt xe",)),
            an_entry("1.000002", "Thủ tục B", short_name="Trả giấy phép"),
        ],
        stamp="1",
    )
    assert index.search("ca vet").hits[0].code == "1.000001"
    assert index.search("tra giay phep").hits[0].code == "1.000002"


def test_what_the_catalogue_does_not_have_is_not_found(index: ProcedureIndex) -> None:
    found = index.search("bánh mì karaoke")
    assert (found.total, found.hits, found.suggestion) == (0, [], None)


def test_a_correction_is_suggested(index: ProcedureIndex) -> None:
    found = index.search("dang ky khai sihn")
    assert found.suggestion == "đăng ký khai sinh"
    assert found.hits[0].code == "1.001193"


def test_an_empty_query_lists_all_online_first(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path, vocabulary)
    index.rebuild(
        [
            an_entry("1.000001", "Bán rượu"),
            an_entry("1.000002", "Đổi tên", level=3),
            an_entry("1.000003", "Ăn uống"),
        ],
        stamp="1",
    )
    found = index.search("  ")
    assert [hit.code for hit in found.hits] == ["1.000002", "1.000003", "1.000001"]
    assert found.total == 3


def test_pages_and_filters(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path, vocabulary)
    index.rebuild(
        [an_entry(f"1.{n:06}", "Đăng ký khai sinh", field="a" if n % 2 else "b", level=1 + n % 3) for n in range(30)],
        stamp="1",
    )
    whole = index.search("khai sinh", limit=100)
    assert whole.total == 30
    pages = [index.search("khai sinh", limit=10, offset=at).hits for at in (0, 10, 20, 30)]
    assert [hit for page in pages for hit in page] == whole.hits
    assert index.search("khai sinh", field="a").total == 15
    assert index.search("khai sinh", field="a", level=3).total == 5
    assert index.search("", level=3).total == 10
    assert tuple(hit.code for hit in whole.hits) == whole.codes


def test_no_index_yet(tmp_path: Path, vocabulary: Vocabulary) -> None:
    index = ProcedureIndex(tmp_path / "none", vocabulary)
    assert index.stamp() is None
    assert not index.is_healthy()
    with pytest.raises(IndexUnavailable):
        index.search("khai sinh")


def test_a_rebuild_replaces_everything(index: ProcedureIndex) -> None:
    assert index.search("kết hôn").total
    index.rebuild([an_entry("1.000656", "Đăng ký khai tử")], stamp="2")
    assert index.stamp() == "2"
    assert index.is_healthy()
    assert index.search("kết hôn").total == 0
    assert index.search("").total == 1


def test_another_process_sees_the_rebuild(index: ProcedureIndex, tmp_path: Path, names: dict[str, str]) -> None:
    other = ProcedureIndex(tmp_path / "index", Vocabulary())
    assert other.search("").total == len(names)
    index.rebuild([an_entry("1.000656", "Đăng ký khai tử")], stamp="2")
    assert (other.search("").total, other.searched()) == (len(names), "1"), "it goes on with what it has"
    other.take_newest()
    assert (other.search("").total, other.searched()) == (1, "2")


def test_a_failed_rebuild_leaves_the_old_index(index: ProcedureIndex, tmp_path: Path, names: dict[str, str]) -> None:
    def broken() -> object:
        yield an_entry()
        raise RuntimeError("the database went away")

    before = sorted(path.name for path in (tmp_path / "index").iterdir())
    with pytest.raises(RuntimeError):
        index.rebuild(broken(), stamp="2")  # type: ignore[arg-type]
    assert index.stamp() == "1"
    assert index.search("").total == len(names)
    assert sorted(path.name for path in (tmp_path / "index").iterdir()) == before


def test_old_generations_are_swept(index: ProcedureIndex, tmp_path: Path) -> None:
    for stamp in "2345":
        index.rebuild([an_entry()], stamp=stamp)
    assert len(list((tmp_path / "index").glob("g-*"))) == 2


@pytest.mark.parametrize("damage", ["pointer", "folder", "files", "schema"])
def test_damage_is_noticed_and_healed(damage: str, index: ProcedureIndex, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    pointer = folder / "CURRENT"
    if damage == "pointer":
        pointer.write_text("{", "utf-8")
    elif damage == "schema":
        pointer.write_text(json.dumps({**json.loads(pointer.read_text()), "schema": -1}), "utf-8")
    for generation in folder.glob("g-*"):
        if damage == "folder":
            shutil.rmtree(generation)
        elif damage == "files":
            for file in generation.glob("*.seg"):
                file.unlink()
    fresh = ProcedureIndex(folder, Vocabulary())
    assert not fresh.is_healthy()
    with pytest.raises(IndexUnavailable):
        fresh.search("khai sinh")
    fresh.rebuild([an_entry()], stamp="2")
    assert fresh.is_healthy()
    assert fresh.search("khai sinh").total == 1


def test_a_new_schema_version_asks_for_a_rebuild(index: ProcedureIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "SCHEMA_VERSION", store.SCHEMA_VERSION + 1)
    assert index.stamp() is None


def test_readers_never_see_half_an_index(index: ProcedureIndex, names: dict[str, str]) -> None:
    sizes: set[int] = set()
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            sizes.add(index.search("").total)
            index.search("khai sinh")

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for size in (1, 7, 3, 9):
        index.rebuild([an_entry(code) for code in list(names)[:size]], stamp=str(size))
    done.set()
    for reader in readers:
        reader.join()
    assert sizes <= {len(names), 1, 7, 3, 9}


def test_counts_stay_right_over_many_updates(tmp_path: Path, vocabulary: Vocabulary) -> None:
    """Whoosh's refresh() counted merged documents twice; a fresh searcher does not."""
    index = ProcedureIndex(tmp_path, vocabulary)
    for size in (60, 61, 40, 64, 64):
        index.rebuild([an_entry(f"1.{n:06}", "Đăng ký khai sinh") for n in range(size)], stamp=str(size))
        assert index.search("khai sinh", limit=100).total == size


def test_the_searcher_is_never_refreshed() -> None:
    folder = Path(portal.search.__file__).parent
    for source in folder.glob("*.py"):
        assert not re.search(r"\.refresh\(", source.read_text("utf-8")), source.name


def test_only_the_store_knows_whoosh() -> None:
    package = Path(portal.search.__file__).parent.parent
    users = {
        source.name
        for source in package.rglob("*.py")
        if re.search(r"^\s*(?:from|import) whoosh", source.read_text("utf-8"), re.MULTILINE)
    }
    assert users == {"store.py"}


def test_what_was_asked_before_is_answered_from_memory_until_anything_changes(
    index: ProcedureIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def listening(query: str, words: Vocabulary) -> Understood:
        asked.append(query)
        return understand(query, words)

    monkeypatch.setattr(sys.modules[ProcedureIndex.__module__], "understand", listening)
    first = index.search("khai sinh").codes
    assert index.search("khai sinh", limit=5, offset=1).codes == first and len(asked) == 1
    index.speak(Vocabulary())
    index.search("khai sinh")
    assert len(asked) == 2, "other words may understand it differently"
    index.rebuild([an_entry("1.001193", "Đăng ký giám hộ")], stamp="2")
    assert index.search("khai sinh").codes != first
