"""Is this a Vietnamese syllable, and which one, whatever the way its tone was written?

A syllable is onset + rhyme + tone. The rhymes are a closed list, so keystrokes typed with the
input method off can be told from ordinary words, and `hoà` can be known to be `hòa`.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from portal.kernel.text import fold, nfc

FLAT, GRAVE, HOOK, TILDE, ACUTE, DOT = range(6)
_MARKS = {"\u0300": GRAVE, "\u0309": HOOK, "\u0303": TILDE, "\u0301": ACUTE, "\u0323": DOT}
_MARK_OF = {tone: mark for mark, tone in _MARKS.items()}

_ONSET_LIST = "ngh ng nh ph th tr ch kh gh gi qu b c d đ g h k l m n p r s t v x"
_RHYME_LIST = """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet
    oi om on ong ooc oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt uơ up ut
    uy uya uych uyên uyêt uynh uyp uyt uyu
    ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
    y yêm yên yêng yêt yêu
"""
_AFTER_Q_LIST = """
    a ac ach ai an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt ân âng ât ây
    e en eo et ê ên ênh êt ich inh it ôc ơ ơi y yên yêt ynh yt ych
"""
_ONSETS = tuple(_ONSET_LIST.split())
_RHYMES = frozenset(_RHYME_LIST.split())
_AFTER_Q = frozenset(_AFTER_Q_LIST.split())
_AFTER_GI = _RHYMES - {"ooc", "oong", "i", "y", "yêm", "yên", "yêng", "yêt", "yêu"}
_VOWELS = frozenset("aăâeêioôơuưy")
_SHAPED = frozenset("ăâêôơư")
_FRONT = frozenset("eêiy")
_STOPS = ("c", "ch", "p", "t")


@dataclass(frozen=True, slots=True)
class Syllable:
    """One syllable taken apart: `đường` is ("đ", "ương", GRAVE)."""

    onset: str
    rhyme: str
    tone: int

    @property
    def shape(self) -> str:
        """The letters with their marks but without the tone: `đương`."""
        return self.onset + self.rhyme

    def __str__(self) -> str:
        """The syllable in NFC with the traditional tone place (hòa, thủy)."""
        if self.tone == FLAT:
            return self.shape
        place = len(self.onset) + _tone_place(self.rhyme)
        letters = list(self.shape)
        letters[place] += _MARK_OF[self.tone]
        return nfc("".join(letters))


@lru_cache(maxsize=16384)
def parse(word: str) -> Syllable | None:
    """The syllable a word writes, None if it cannot be Vietnamese. Case does not matter."""
    shape, tone = without_tone(word.lower())
    for onset in ("", *_ONSETS):
        if not shape.startswith(onset):
            continue
        rhyme = shape[len(onset) :]
        if _fits(onset, rhyme) and _tone_fits(rhyme, tone):
            return Syllable(onset, rhyme, tone)
    return None


@lru_cache(maxsize=16384)
def is_bare_syllable(folded: str) -> bool:
    """True if some Vietnamese syllable is written so once its accents are dropped."""
    for onset in ("", *_ONSETS):
        bare = fold(onset)
        if folded.startswith(bare) and folded[len(bare) :] in _bare_rhymes(onset):
            return True
    return False


@lru_cache(maxsize=16384)
def canonical(word: str) -> str:
    """The word lower-case, NFC, with one tone placement: `Hoà` and `hòa` give `hòa`."""
    found = parse(word)
    return str(found) if found else nfc(word.lower())


@lru_cache(maxsize=16384)
def bare(word: str) -> str:
    """The word folded; the same object for the same word, so that a large catalogue keeps each once."""
    return sys.intern(fold(word))


@lru_cache(maxsize=16384)
def without_tone(word: str) -> tuple[str, int]:
    """The letters with their marks but no tone, and the tone (FLAT when there is none)."""
    tone = FLAT
    kept = []
    for part in unicodedata.normalize("NFD", word):
        if part in _MARKS:
            tone = _MARKS[part]
        else:
            kept.append(part)
    return nfc("".join(kept)), tone


def agreement(typed: str, written: str) -> float:
    """How well accents that were typed agree with those of a word (0–1); 1 if none were typed."""
    if not typed or typed == written:
        return 1.0
    typed_shape, typed_tone = without_tone(typed)
    shape, tone = without_tone(written)
    if typed_shape != shape:
        return 0.5 if typed_tone == tone else 0.45
    return 0.85 if {typed_tone, tone} == {HOOK, TILDE} else 0.6


def _fits(onset: str, rhyme: str) -> bool:
    if not rhyme:
        return False
    if onset == "qu":
        return rhyme in _AFTER_Q
    if onset == "gi":
        return rhyme in _AFTER_GI
    if rhyme == "ooc":
        return onset in ("b", "ch", "g", "m", "r", "s", "v", "x")
    if rhyme == "oong":  # xoong, boong, goong, moong; "soong" typed blind is a river
        return onset in ("b", "ch", "g", "m", "x")
    if rhyme not in _RHYMES:
        return False
    front = rhyme[0] in _FRONT
    if onset in ("k", "gh", "ngh"):
        return front
    if onset in ("c", "ng"):
        return not front
    return not (onset == "g" and front and not rhyme.startswith("i"))


def _tone_fits(rhyme: str, tone: int) -> bool:
    return tone in (FLAT, ACUTE, DOT) or not rhyme.endswith(_STOPS)


@lru_cache(maxsize=64)
def _bare_rhymes(onset: str) -> frozenset[str]:
    pool = _RHYMES | _AFTER_Q
    return frozenset(fold(rhyme) for rhyme in pool if _fits(onset, rhyme))


def _tone_place(rhyme: str) -> int:
    """Which letter of the rhyme carries the tone."""
    shaped = [i for i, letter in enumerate(rhyme) if letter in _SHAPED]
    if shaped:
        return shaped[-1]
    vowels = [i for i, letter in enumerate(rhyme) if letter in _VOWELS]
    if len(vowels) == 1:
        return vowels[0]
    closed = vowels[-1] != len(rhyme) - 1
    return vowels[1] if closed or len(vowels) == 3 else vowels[0]
