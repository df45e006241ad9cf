"""The words of the search in the database: loaded, kept when edited, in force at once on every node."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from portal import create_app
from portal.catalogue.edition import WORDS, edition
from portal.catalogue.models import Setting
from portal.kernel.clock import FixedClock
from portal.kernel.transaction import transaction
from portal.search.index import ProcedureIndex
from portal.search.models import SearchWords
from portal.search.queries import Finder
from portal.search.vocabulary import load_vocabulary
from portal.search.word_loading import load_words
from portal.search.word_operations import set_removed
from portal.search.word_queries import read_vocabulary
from portal.search.word_rules import Facts, problems, saying_key, swallowed
from portal.web.app_state import config, db, now, service
from tests.builders.search_words import some_words, the_words

WEDDING = "1.000894"


def search(finder: Finder, session: Session, query: str) -> list[str]:
    finder._looked_at = float("-inf")  # a second later
    return list(finder.find(session, query).codes)


def load(session: Session, folder: Path | None = None) -> int:
    with transaction(session):
        return load_words(session, folder or config().catalog_dir, at=now())


def a_folder(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    """Return a copy of the words of the catalogue with other texts in place of some."""
    target = tmp_path / "content" / "search"
    shutil.copytree(config().catalog_dir / "search", target)
    files = {path: path.read_text("utf-8") for path in target.glob("*.toml")}
    for old, new in changes:
        assert any(old in content for content in files.values()), f"the catalogue no longer says {old}"
        files = {path: content.replace(old, new) for path, content in files.items()}
    for path, content in files.items():
        path.write_text(content, "utf-8")
    return target.parent


# ---- loading


def test_the_database_says_what_the_files_say(session: Session) -> None:
    files = load_vocabulary(config().catalog_dir / "search").phrases
    read = read_vocabulary(session).phrases
    assert set(read) == set(files) and len(read) == len(files) > 300


def test_loading_twice_changes_nothing(session: Session, tmp_path: Path) -> None:
    assert load(session) == 0
    assert load(session, a_folder(tmp_path, ("# Chữ viết tắt", "# Viết tắt"))) == 0, "other bytes, the same words"


def test_a_changed_line_follows_the_catalogue_and_one_that_has_gone_goes(session: Session, tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        ('["tạm vắng", ', '["tạm vắng", "vắng biền biệt", '),
        ('  { short = "DVC", long = "dịch vụ công" },\n', ""),
    )
    assert load(session, folder) == 2
    assert "vắng biền biệt" in the_words(session, "tạm vắng").says
    assert session.scalar(select(func.count()).where(SearchWords.catalog_key == "abbreviation:DVC")) == 0


def test_what_was_edited_or_removed_here_survives_the_next_load(session: Session, tmp_path: Path) -> None:
    added = some_words(session, "rước dâu")
    edited, gone = the_words(session, "tạm vắng"), the_words(session, "giám hộ")
    with transaction(session):
        edited.mean, edited.is_edited = "đi xa", True
        set_removed(session, gone, True, is_published=lambda code: True, by="Kim Sóc Phát", at=now())
    assert (
        load(
            session,
            a_folder(
                tmp_path,
                ('["tạm vắng", ', '["tạm vắng", "vắng biền biệt", '),
                ('["giám hộ", ', '["giám hộ", "giám hộ giùm", '),
            ),
        )
        == 0
    )
    assert (the_words(session, "tạm vắng").mean, gone.is_removed, added.is_removed) == ("đi xa", True, False)
    said = {" ".join(phrase.accents) for phrase in read_vocabulary(session).phrases if phrase.kind == "synonym"}
    assert "rước dâu" in said and "giám hộ" not in said


# ---- in force


def test_new_words_are_understood_without_a_new_index(finder: Finder, session: Session) -> None:
    assert WEDDING not in search(finder, session, "rước dâu")[:1]
    before = finder.index._generation().name
    some_words(session, "rước dâu", codes=(WEDDING,))
    assert search(finder, session, "ruoc dau")[0] == WEDDING
    assert finder.index._generation().name == before
    assert finder.suggest(session, "ruoc d")[0].code == WEDDING


def test_another_node_follows_too(finder: Finder, session: Session, tmp_path: Path) -> None:
    other = create_app(config(), clock=FixedClock(now()))
    with other.app_context():
        theirs = service(Finder)
        theirs.patience = 60.0
        assert WEDDING not in search(theirs, db.session(), "rước dâu")[:1]
        db.session.rollback()
        some_words(session, "rước dâu", codes=(WEDDING,))
        assert search(theirs, db.session(), "rước dâu")[0] == WEDDING
        db.session.remove()
        db.engine.dispose()


def test_words_count_apart_from_what_all_pages_show(finder: Finder, session: Session) -> None:
    finder._looked_at = float("-inf")
    stamp, before = finder.in_step(session), edition(session, now())
    some_words(session, "rước dâu")
    finder._looked_at = float("-inf")
    assert finder.in_step(session) != stamp, "pages that were searched for are made anew"
    assert edition(session, now()) == before, "and no others"


@pytest.mark.parametrize("broken", [False, True], ids=["empty", "unreadable"])
def test_without_words_in_the_database_the_files_count(finder: Finder, session: Session, broken: bool) -> None:
    with transaction(session):
        if broken:
            session.execute(text("""UPDATE search_words SET says = '{"x": 1}', mean = 'x'"""))
            session.execute(text("ALTER TABLE search_words RENAME TO search_words_lost"))
        else:
            session.execute(delete(SearchWords))
        session.merge(Setting(name=WORDS, value="77"))
    assert search(finder, session, "so do")[0] == search(finder, session, "sổ đỏ")[0]
    assert finder.vocabulary.phrases == load_vocabulary(config().catalog_dir / "search").phrases


def test_a_trial_changes_nothing(finder: Finder, session: Session) -> None:
    search(finder, session, "")
    index: ProcedureIndex = finder.index
    trial = read_vocabulary(session)
    assert index.search("so do", trial=trial).codes == index.search("so do").codes
    usual = index.search("giay doc than").hits
    assert index.search("giay doc than", trial=type(trial)()).hits != usual == index.search("giay doc than").hits


# ---- what may stand there

OTHER = Facts("synonym", ("sổ đỏ", "hoà giải"), "giấy chứng nhận")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts("synonym", (), "x"), "says"), (Facts("synonym", ("…",), "x"), "says"), (Facts("synonym", ("a " * 13,), "x"), "says"),
        (Facts("synonym", ("thả diều", "THẢ DIỀU"), "x"), "says"), (Facts("synonym", ("thả diều",), " , "), "mean"),
        (Facts("abbreviation", ("TD",), ""), "mean"), (Facts("synonym", ("thả diều",), "x", ("9.999999",)), "procedures"),
        (Facts("synonym", ("thả diều",), "x", ("abc",)), "procedures"), (Facts("intent", ("ai làm",), intent="who"), "intent"),
        (Facts("synonym", ("Sổ Đỏ",), "x"), "says"), (Facts("synonym", ("hòa giải",), "x"), "says"),
    ],
)  # fmt: skip
def test_what_cannot_stand_is_refused(facts: Facts, field: str) -> None:
    [found] = problems(facts, others=[(7, OTHER)], is_published={"1.000894"}.__contains__)
    assert found.field == field and found.message % found.values
    assert (found.row == 7) == (facts.says[:1] in (("Sổ Đỏ",), ("hòa giải",)))


@pytest.mark.parametrize("facts", [Facts("synonym", ("thả diều",), "x", ("1.000894",)), Facts("abbreviation", ("SĐ.",), "sổ đỏ"),
                                   Facts("stop", ("sổ đỏ",)), Facts("synonym", ("số đo",), "x")])  # fmt: skip
def test_what_is_said_otherwise_may_stand(facts: Facts) -> None:
    assert problems(facts, others=[(7, OTHER)], is_published={"1.000894"}.__contains__) == []


def test_ordinary_words_are_warned_of_when_they_are_new() -> None:
    counts = {"dat": 12}.get

    def names_with(word: str) -> int:
        return counts(word, 0)

    assert swallowed(Facts("stop", ("đất", "ơi", "đất đai")), (), names_with) == [("đất", 12)]
    assert swallowed(Facts("synonym", ("dắt",), "x"), (), names_with) == [("dắt", 12)], "without accents it is the same"
    assert swallowed(Facts("stop", ("đất",)), ("đất",), names_with) == []
    assert swallowed(Facts("abbreviation", ("DAT",), "x"), (), names_with) == []


def test_what_makes_two_sayings_the_same() -> None:
    assert saying_key("Hoà  GIẢI!") == saying_key("hòa giải") != saying_key("hoa giải")
