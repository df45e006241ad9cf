"""Which procedure answers best?

Names and synonyms decide, body text only helps: on the real records a body-heavy ranking is worse than names alone.
Between equal names the base procedure comes before its variants, the citizen's level before the ministry's, online first.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise

from portal.kernel.text import fold, sort_key_vi, words
from portal.search import syllables
from portal.search.names import base_code, core_name
from portal.search.query import Reading, Term, Understood, Word
from portal.search.rules import belongs
from portal.search.vocabulary import Vocabulary


@dataclass(frozen=True)
class Entry:
    """What the search knows of a published procedure; plain values, no database object."""

    code: str
    name: str
    short_name: str = ""
    plain: str = ""
    keywords: tuple[str, ...] = ()
    agency: str = ""
    field: str = ""
    field_name: str = ""
    level: int = 1
    admin_level: str = ""
    body: str = ""
    is_online: bool = False
    #: The revision it was taken from; tells whether it has changed since.
    revision: int = 0

    @property
    def titles(self) -> list[str]:
        """The names it goes by."""
        return [text for text in (self.name, self.short_name, *self.keywords) if text]


_VARIANTS = (
    "lưu động", "đăng ký lại", "cấp lại", "cấp đổi", "có yếu tố nước ngoài", "người nước ngoài",
    "nước ngoài", "khu vực biên giới", "kết hợp", "liên thông", "gia hạn", "điều chỉnh", "thu hồi",
    "sửa đổi", "bổ sung", "quá hạn", "tạm thời", "có thời hạn", "xóa", "hủy", "chấm dứt", "ghi vào",
    "ghi chú", "đã có hồ sơ", "thay đổi", "tạm ngừng", "đính chính", "cải chính", "hoàn trả",
    "bản sao", "giám sát", "theo tuyến", "biên phòng", "hải quan", "dưới 14 tuổi",
)  # fmt: skip
_LEVELS = {"commune": 1.0, "district": 0.99, "province": 0.99, "ministry": 0.97}
_PLACE = {"name": 1.0, "aside": 0.8, "keyword": 0.95, "plain": 0.5, "field": 0.35, "agency": 0.3}

# How the score is made up; set by measuring on the real records with real questions.
_RECALL, _NEAR, _PRECISION, _WHOLE, _WEAK = 0.40, 0.14, 0.43, 0.03, 0.14
_BODY = 0.12
_ALONE = 0.6
_VARIANT_COST = 0.94
_SYNONYM_CODE = 0.35
_NEXT_CODE = 0.8
#: What the nearest ways of saying add while names answer badly: all of it under 0.5, nothing from 0.9 on.
_NEAR_SAYING, _NAMES_FAIL, _NAMES_ANSWER = 0.5, 0.5, 0.9


@dataclass(slots=True)
class Title:
    """The words of a name; `worth` is the sum of what they tell, known once all are counted."""

    words: frozenset[str]
    worth: float = 1.0


class Document:
    """A procedure prepared for scoring: where each folded word stands and how it is accented."""

    __slots__ = (
        "base", "entry", "order", "pairs", "places", "prior", "titles", "variants", "whole",
    )  # fmt: skip

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.base = base_code(entry.code)
        self.places: dict[str, tuple[float, frozenset[str]]] = {}
        self.pairs: set[tuple[str, str]] = set()
        core = core_name(entry.name)
        self._place("field", entry.field_name)
        self._place("agency", entry.agency)
        self._place("plain", entry.plain)
        for keyword in entry.keywords:
            self._place("keyword", keyword, pairs=True)
        self._place("aside", entry.name, pairs=True)
        self._place("name", core, pairs=True)
        self._place("name", entry.short_name, pairs=True)
        whole = fold(entry.name)
        self.whole = Title(frozenset(whole.split()))
        self.titles = [Title(frozenset(fold(text).split())) for text in (core, entry.short_name) if fold(text)] or [
            self.whole
        ]
        self.variants = tuple(mark for mark in _FOLDED_VARIANTS if f" {mark} " in f" {whole} ")
        online = 1.01 if entry.level == 3 or entry.is_online else 1.0
        self.prior = _LEVELS.get(entry.admin_level, 0.98) * online
        self.order = (-entry.level, sort_key_vi(entry.short_name or core), entry.code)

    def weigh(self, idf: Callable[[str], float]) -> None:
        """Note what the names are worth, once it is known how rare each word is."""
        for title in (*self.titles, self.whole):
            title.worth = sum(idf(word) for word in title.words) or 1.0

    def match(self, word: Word) -> float:
        """How well one word is matched by the names (0–1): where it stands, and its accents."""
        place = self.places.get(word.folded)
        if place is None:
            return 0.0
        weight, accents = place
        if not word.accent or word.accent in accents:
            return weight
        return weight * max(syllables.agreement(word.accent, accent) for accent in accents)

    def _place(self, place: str, text: str, *, pairs: bool = False) -> None:
        """Note each word at this place; a word already noted at a lesser place moves up."""
        accented = [syllables.canonical(word) for word in words(text)]
        folded = [syllables.bare(word) for word in accented]
        weight = _PLACE[place]
        for bare, accent in zip(folded, accented, strict=True):
            seen = self.places.get(bare)
            if seen is None or seen[0] < weight:
                self.places[bare] = _standing(weight, accent)
            elif seen[0] == weight and accent not in seen[1]:
                self.places[bare] = (weight, seen[1] | {accent})
        if pairs:
            self.pairs.update(_pair(*pair) for pair in pairwise(folded))


# What many documents have alike is kept once: a large catalogue takes half the memory.


@lru_cache(maxsize=65536)
def _standing(weight: float, accent: str) -> tuple[float, frozenset[str]]:
    return weight, frozenset((accent,))


@lru_cache(maxsize=131072)
def _pair(first: str, second: str) -> tuple[str, str]:
    return first, second


_FOLDED_VARIANTS = tuple(fold(mark) for mark in _VARIANTS)


class Plan:
    """A query prepared for scoring many documents. `lookups` are the words worth looking up."""

    def __init__(self, understood: Understood, vocabulary: Vocabulary, idf: Callable[[str], float]) -> None:
        self._idf = idf
        weights = _weights(understood.terms, vocabulary, idf)
        pairs = list(zip(understood.terms, weights, strict=True))
        self._strong = [(term, weight) for term, weight in pairs if not term.weak]
        self._weak = [(term, weight) for term, weight in pairs if term.weak]
        self.total = sum(weight for _, weight in self._strong) or 1.0
        self._weak_total = sum(weight for _, weight in self._weak) or 1.0
        self._pairs = _weighted_pairs(understood.terms, idf)
        self._pairs_total = sum(self._pairs.values()) or 1.0
        self._words = {word: idf(word) for word in _asked(understood.terms)}
        self._typed = f" {' '.join(term.sure for term in understood.terms)} "
        self.codes = {
            code: weight / self.total * _NEXT_CODE**place
            for term, weight in self._strong
            for place, code in enumerate(term.codes)
        }
        self._near = partial(vocabulary.nearby.codes, understood.terms)
        self.lookups = self._lookups()

    def features(self, document: Document) -> tuple[float, float, float, float, float, int, float]:
        """What the score is made of: see `score`."""
        recall = self._recall(self._strong, document) / self.total
        near = sum([self._pairs[pair] for pair in self._pairs.keys() & document.pairs])
        extra = self._recall(self._weak, document) / self._weak_total
        precision = max(self._precision(title) for title in document.titles)
        whole = self._precision(document.whole)
        variants = sum(f" {mark} " not in self._typed for mark in document.variants)
        code = self.codes.get(document.base, 0.0)
        return recall, near / self._pairs_total, precision, whole, extra, variants, code

    def score(self, document: Document) -> float:
        """How well a document's names answer, about 0–1.3."""
        recall, near, precision, whole, extra, variants, code = self.features(document)
        score = recall * (_RECALL + _NEAR * near + _PRECISION * precision + _WHOLE * whole + _WEAK * extra)
        return (score * _VARIANT_COST**variants + _SYNONYM_CODE * code) * document.prior

    def near_bonus(self, best: float) -> dict[str, float]:
        """What ways of saying that are only near add, by base code: the less the better names answer (`best`)."""
        near = self._near() if best < _NAMES_ANSWER else {}
        doubt = min(1.0, (_NAMES_ANSWER - best) / (_NAMES_ANSWER - _NAMES_FAIL))
        sure = {code: _SYNONYM_CODE * self.codes.get(code, 0.0) for code in near}
        return {code: doubt * max(0.0, _NEAR_SAYING * how - sure[code]) for code, how in near.items()}

    def body_bonus(self, document: Document, number: int, contains: Callable[[str, str, int], bool]) -> float:
        """What the body adds for words the names do not have."""
        found = 0.0
        for term, weight in self._strong:
            first = term.readings[0].words
            if all(word.folded not in document.places for word in first) and all(
                contains("body", word.folded, number) for word in first
            ):
                found += weight
        return _BODY * found / self.total

    def _lookups(self) -> list[tuple[str, float]]:
        worth: dict[str, float] = {}
        for term, weight in self._strong:
            for reading in term.readings:
                total = sum(self._idf(word.folded) for word in reading.words) or 1.0
                for word in reading.words:
                    share = weight * reading.weight * self._idf(word.folded) / total
                    worth[word.folded] = max(worth.get(word.folded, 0.0), share)
        return sorted(worth.items(), key=lambda item: -item[1])

    def _recall(self, terms: list[tuple[Term, float]], document: Document) -> float:
        found = 0.0
        for term, weight in terms:
            if len(term.readings) > 1:
                found += weight * self._match(term, document)
                continue
            words = term.readings[0].words
            if len(words) > 1 or words[0].folded in document.places:
                found += weight * self._match(term, document)
        return found

    def _match(self, term: Term, document: Document) -> float:
        if len(term.readings) == 1:
            return self._reading(term.readings[0], document)
        return max(self._reading(reading, document) for reading in term.readings)

    def _reading(self, reading: Reading, document: Document) -> float:
        if len(reading.words) == 1:
            return reading.weight * document.match(reading.words[0])
        found = total = 0.0
        for word in reading.words:
            idf = self._idf(word.folded)
            total += idf
            found += idf * document.match(word)
        share = found / total
        return reading.weight * share * share

    def _precision(self, title: Title) -> float:
        """How much of a title was asked for (0–1)."""
        asked = self._words
        return sum([asked[word] for word in title.words if word in asked]) / title.worth


def _weights(terms: tuple[Term, ...], vocabulary: Vocabulary, idf: Callable[[str], float]) -> list[float]:
    """What each idea is worth: how rare its words are, and whether it belongs with its neighbours.

    A long synonym does not shout; a word that stands beside neither neighbour in any name is
    likely to be the person's own and tells less.
    """
    found = []
    for at, term in enumerate(terms):
        worth = 0.0
        for reading in term.readings:
            values = sorted((idf(word.folded) for word in reading.words), reverse=True)
            worth = max(worth, reading.weight * sum(values[:3]))
        if len(terms) > 3 and not belongs(terms, at, vocabulary):
            worth *= _ALONE
        found.append(worth * term.share)
    return found


def _asked(terms: Iterable[Term]) -> Iterator[str]:
    """The words that were asked for: as typed, as possibly meant, and what is sure of a synonym."""
    for term in terms:
        yield from term.sure.split()
        for reading in term.readings:
            if len(reading.words) == 1 or not term.sure:
                yield from (word.folded for word in reading.words)


def _weighted_pairs(terms: Iterable[Term], idf: Callable[[str], float]) -> dict[tuple[str, str], float]:
    """Neighbouring words of the query, in every reading, with their worth."""
    found: dict[tuple[str, str], float] = {}
    before: list[str] = []
    for term in terms:
        ends = []
        for reading in term.readings:
            run = [word.folded for word in reading.words]
            joints = [(last, run[0]) for last in before]
            for pair in [*joints, *pairwise(run)]:
                found[pair] = (idf(pair[0]) + idf(pair[1])) / 2 * (0.3 if term.weak else 1.0)
            ends.append(run[-1])
        before = ends
    return found


def inverse_frequency(count: int, documents: int) -> float:
    """How much a word tells that `count` of `documents` names contain; more for rarer words."""
    return math.log(1.0 + (documents + 1.0) / (count + 0.5))
