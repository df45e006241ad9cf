"""How does the index lie on disk, and how is it read?

Whoosh keeps, for each word, which procedures contain it: in the title (names, keywords, plain
line) and in the body. Everything else a ranking needs is stored with the procedure and read once
when a built index is opened. What changed since (`changes`) is kept beside it, in memory and in small files.
"""

from __future__ import annotations

import json
import struct
import zlib
from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from whoosh import index as whoosh_index
from whoosh.analysis import Token, Tokenizer
from whoosh.fields import STORED, FieldType, Schema
from whoosh.formats import Existence

from portal.kernel.text import tokens
from portal.search.ranking import Document, Entry, inverse_frequency
from portal.search.suggesting import Suggester
from portal.search.vocabulary import Lexicon, Vocabulary

#: Raise it with every change of the schema, the folding or the stored values: it forces a rebuild.
SCHEMA_VERSION = 2
_BODY_CHARACTERS = 24_000
_CACHED_WORDS = 4096
_KEPT_ANSWERS = 256
T = TypeVar("T")

#: What Whoosh raises when files of an open index are gone or cut short.
Damaged = (
    OSError, EOFError, ValueError, KeyError, TypeError, struct.error, zlib.error, whoosh_index.EmptyIndexError,
)  # fmt: skip


class FoldedTokenizer(Tokenizer):
    """Whoosh's way to our one folding. Pickled with the index: keep its module path."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        """Yield the folded words of a text, as Whoosh wants them: one reused token."""
        token = Token()
        for word in tokens(value):
            token.text = word
            yield token


class WordsField(FieldType):
    """A field that knows only which procedures contain a word: lean, no positions, no weights."""

    def __init__(self) -> None:
        self.analyzer = FoldedTokenizer()
        self.format = Existence()
        self.stored = False
        self.scorable = False
        self.set_sortable(False)


@dataclass(slots=True)
class _Postings:
    """The numbers of the procedures with a word: to go through, and as bits to ask one."""

    numbers: array[int]
    bits: bytes


@dataclass
class Generation:
    """One built index, opened: read-only, shared by the threads of a process."""

    name: str
    stamp: str
    documents: list[Document]
    vocabulary: Vocabulary
    whoosh: Any
    suggester: Suggester
    #: How many files of changes are in it; which documents no longer count; the words of those that came since.
    changes: int = 0
    removed: frozenset[int] = frozenset()
    added: dict[tuple[str, str], tuple[int, ...]] = field(default_factory=dict)
    _cache: OrderedDict[tuple[str, str], _Postings] = field(default_factory=OrderedDict)
    _answers: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict, init=False)

    @cached_property
    def live(self) -> Collection[int]:
        """The numbers of the documents that can be found."""
        everything = range(len(self.documents))
        return frozenset(everything) - self.removed if self.removed else everything

    @cached_property
    def by_base(self) -> dict[str, list[int]]:
        """The documents of a base code."""
        found: dict[str, list[int]] = {}
        for number in sorted(self.live):
            found.setdefault(self.documents[number].base, []).append(number)
        return found

    def speaking(self, vocabulary: Vocabulary) -> Generation:
        """The same index with other words of people over the catalogue's own."""
        suggester = Suggester(self.documents, vocabulary, self.removed)
        return replace(self, vocabulary=vocabulary.with_lexicon(self.vocabulary.lexicon), suggester=suggester)

    def idf(self, word: str) -> float:
        """How much a folded word tells in this catalogue; more for rarer words."""
        return inverse_frequency(self.vocabulary.lexicon.counts.get(word, 0), len(self.documents))

    def answer_once(self, asked: tuple[Any, ...], answer: Callable[[], T]) -> T:
        """Return what was answered before, or answer: pages and filters of a list ask the same again."""
        found: T | None = self._answers.get(asked)
        if found is None:
            self._answers[asked] = found = answer()
            if len(self._answers) > _KEPT_ANSWERS:
                self._answers.popitem(last=False)
        return found

    def reading(self) -> Reading:
        """Open the index for one request; to be used in a `with`."""
        return Reading(self)


class Reading:
    """One request's look at the index. The searcher is opened when first needed, then closed."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._stack = ExitStack()
        self._reader: Any = None

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def numbers(self, place: str, word: str) -> array[int]:
        """The procedures with the folded word in "title" or "body", as document numbers."""
        return self._postings(place, word).numbers

    def among(self, place: str, word: str, numbers: Iterable[int]) -> list[int]:
        """Those of some procedures that have the word there."""
        bits = self._postings(place, word).bits
        return [number for number in numbers if bits[number >> 3] >> (number & 7) & 1]

    def contains(self, place: str, word: str, number: int) -> bool:
        """True if that one procedure has the word there."""
        return bool(self.among(place, word, (number,)))

    def _postings(self, place: str, word: str) -> _Postings:
        cache = self._generation._cache
        found = cache.get((place, word))
        if found is None:
            found = self._read(place, word)
            cache[place, word] = found
            if len(cache) > _CACHED_WORDS:
                cache.popitem(last=False)
        return found

    def _read(self, place: str, word: str) -> _Postings:
        if self._reader is None:
            searcher = self._stack.enter_context(self._generation.whoosh.searcher())
            self._reader = searcher.reader()
        numbers = array("I")
        if (place, word) in self._reader:
            numbers.extend(self._reader.postings(place, word).all_ids())
        numbers.extend(self._generation.added.get((place, word), ()))
        bits = bytearray(len(self._generation.documents) // 8 + 1)
        for number in numbers:
            bits[number >> 3] |= 1 << (number & 7)
        return _Postings(numbers, bytes(bits))


def write(target: Path, entries: Iterable[Entry]) -> int:
    """Build an index of the entries in an empty folder, in one commit; returns how many."""
    schema = Schema(title=WordsField(), body=WordsField(), entry=STORED())
    writer = whoosh_index.create_in(str(target), schema).writer(limitmb=64)
    count = 0
    try:
        for entry in entries:
            count += 1
            writer.add_document(**texts(entry), entry=json.dumps({**asdict(entry), "body": ""}))
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return count


def texts(entry: Entry) -> dict[str, str]:
    """What is searched of an entry, by place."""
    title = (entry.name, entry.short_name, *entry.keywords, entry.plain, entry.field_name)
    return {"title": " ".join(title), "body": entry.body[:_BODY_CHARACTERS]}


def entry_from(values: dict[str, Any]) -> Entry:
    """The entry that was stored."""
    return Entry(**{**values, "keywords": tuple(values["keywords"])})


def load(folder: Path, stamp: str, vocabulary: Vocabulary) -> Generation:
    """Open a built index. Raises whatever the damage causes if it is not whole."""
    opened = whoosh_index.open_dir(str(folder))
    documents = []
    with opened.searcher() as searcher:
        for stored in searcher.reader().all_stored_fields():
            documents.append(Document(entry_from(json.loads(stored["entry"]))))
    lexicon = Lexicon(text for document in documents for text in document.entry.titles)
    generation = Generation(
        folder.name, stamp, documents, vocabulary.with_lexicon(lexicon), opened, Suggester(documents, vocabulary)
    )
    for document in documents:
        document.weigh(generation.idf)
    return generation
