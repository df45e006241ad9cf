"""The words people use, from files, and the words of the catalogue."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.search import spelling
from portal.search.rules import understand
from portal.search.vocabulary import Lexicon, load_vocabulary

CONTENT = Path(__file__).parents[2] / "catalog" / "search"


def test_files_are_read(tmp_path: Path) -> None:
    (tmp_path / "synonyms.toml").write_text(
        '[[synonyms]]\nsay = ["sổ đỏ"]\nmean = "giấy chứng nhận"\nprocedures = ["1.013831"]\n',
        "utf-8",
    )
    (tmp_path / "stopwords.toml").write_text(
        '[[intents]]\nname = "fee"\nwords = ["bao nhiêu tiền"]\n[stop]\nwords = ["làm"]\n', "utf-8"
    )
    vocabulary = load_vocabulary(tmp_path)
    found = understand("làm sổ đỏ bao nhiêu tiền", vocabulary)
    assert found.intents == ("fee",)
    assert [term.codes for term in found.terms if not term.weak] == [("1.013831",)]


def test_missing_files_count_as_empty(tmp_path: Path) -> None:
    assert load_vocabulary(tmp_path / "nowhere").phrases == ()


def test_the_portals_own_words_are_well_formed() -> None:
    vocabulary = load_vocabulary(CONTENT)
    kinds = {phrase.kind for phrase in vocabulary.phrases}
    assert kinds == {"synonym", "abbreviation", "long form", "intent", "stop"}
    for phrase in vocabulary.phrases:
        assert phrase.kind not in ("synonym", "abbreviation") or phrase.meaning or phrase.codes
        assert phrase.intent in ("", "fee", "time", "place", "papers", "track")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("so do", "giay chung nhan quyen su dung dat"),
        ("sang ten", "chuyen nhuong"),
        ("GPLX", "giay phep lai xe"),
        ("giay doc than", "tinh trang hon nhan"),
    ],
)
def test_the_portals_own_words_are_understood(typed: str, meant: str) -> None:
    found = understand(typed, load_vocabulary(CONTENT))
    said = " | ".join(
        " ".join(word.folded for word in reading.words) for term in found.terms for reading in term.readings
    )
    assert meant in said


def test_accents_come_from_the_neighbours() -> None:
    lexicon = Lexicon(["cấp thẻ căn cước", "thế chấp", "thể thao", "thể dục", "thể thao"])
    assert lexicon.accent(["the", "can", "cuoc"]) == ["thẻ", "căn", "cước"]
    assert lexicon.accent(["the", "chap"]) == ["thế", "chấp"]
    assert lexicon.accent(["the"]) == ["thể"]
    assert lexicon.accent(["xyz"]) == ["xyz"]


def test_a_lexicon_counts_each_text_once() -> None:
    lexicon = Lexicon(["cấp, cấp lại", "cấp đổi"])
    assert lexicon.counts["cap"] == 2
    assert lexicon.follows("cap", "lai") and not lexicon.follows("lai", "cap")


KNOWN = {"sinh", "nhat", "dang", "ky", "giay", "phi", "gia", "khai", "phong", "duoc", "dat"}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("sanh", "sinh"), ("nhut", "nhat"), ("ki", "ky"), ("xinh", "sinh"), ("dac", "dat"),
        ("jay", "giay"), ("fi", "phi"), ("ja", "gia"), ("zay", "giay"), ("fong", "phong"),
        ("khia", "khai"), ("khaii", "khai"), ("giayy", "giay"), ("phomg", "phong"), ("dangg", "dang"),
    ],
)  # fmt: skip
def test_spellings_of_a_known_word(typed: str, meant: str) -> None:
    found = spelling.corrections(typed, KNOWN.__contains__, with_slips=True)
    assert meant in [word for word, _ in found]


def test_short_words_are_not_guessed_from_slips() -> None:
    found = spelling.corrections("da", {"gia", "do"}.__contains__, with_slips=True)
    assert [word for word, _ in found] == ["gia"]


def test_words_run_together_are_parted() -> None:
    follows = {("dang", "ky"), ("ky", "khai"), ("khai", "sinh")}.__contains__

    def beside(first: str, second: str) -> bool:
        return follows((first, second))

    assert spelling.split("khaisinh", KNOWN.__contains__, beside) == ["khai", "sinh"]
    assert spelling.split("dangkykhaisinh", KNOWN.__contains__, beside) == [
        "dang", "ky", "khai", "sinh",
    ]  # fmt: skip
    assert spelling.split("khai", KNOWN.__contains__, beside) is None
    assert spelling.split("khaixyz", KNOWN.__contains__, beside) is None
