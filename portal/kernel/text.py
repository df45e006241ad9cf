"""How is Vietnamese text cleaned, compared, cut into words and sorted?

Official records mix composed and decomposed letters, old and new tone placement, soft hyphens
and look-alike letters; people type with and without accents. Every comparison in the portal
goes through this one module: SQLite, PostgreSQL and any search engine fold đ differently.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTER_ORDER = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + place) for place, letter in enumerate(_LETTER_ORDER)}
_TONE_ORDER = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_INVISIBLE = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}
_LINE_ENDS = "\n\r\v\f\x85\u2028\u2029"
_ASCII = str.maketrans(
    {"đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "–": "-", "—": "-", "₫": "d", "“": '"', "”": '"'}
    | {"‘": "'", "’": "'", "•": "-", "×": "x", "«": '"', "»": '"'}
)
_WORD = re.compile(r"[^\W_]+")
_NUMBER_WIDTH = 8
#: Letters up to here (all of Latin, and punctuation) are folded once and kept.
_MOST_KEPT = 0x3000


def nfc(s: str) -> str:
    """The text in composed letters (Unicode NFC), the only form stored."""
    return unicodedata.normalize("NFC", s)


def strip_controls(s: str, *, keep_lines: bool = False) -> str:
    """The text without control, private-use and invisible characters.

    Tabs and line ends become one space each (line ends stay as LF with `keep_lines`); a lone
    surrogate is dropped.
    """
    if s.isprintable():
        return s
    text = s.replace("\r\n", "\n")
    kept: list[str] = []
    for char in text:
        if char in _LINE_ENDS:
            kept.append("\n" if keep_lines else " ")
        elif char == "\t":
            kept.append(" ")
        elif char not in _INVISIBLE and unicodedata.category(char)[0] != "C":
            kept.append(char)
    return "".join(kept)


def plain_ascii(s: str) -> str:
    """The text without accents but with its capitals and punctuation, for telephones (GSM 7-bit).

    What has no plain letter is dropped.
    """
    bare = unicodedata.normalize("NFKD", s.translate(_ASCII))
    return bare.encode("ascii", "ignore").decode("ascii")


def fold(s: str) -> str:
    """Lower-case text without tones, marks and punctuation, words apart by one space.

    `Đăng ký`, `ĐĂNG KÝ`, `đăng-ký` and their decomposed forms all become `dang ky`.
    Folding twice changes nothing.
    """
    return " ".join(s.translate(_FOLDED).split())


@lru_cache(maxsize=32_768)
def fold_word(word: str) -> str:
    """Fold one word, and keep it: what people say is made of few words."""
    return fold(word)


class _Folded(dict[int, str]):
    """What each letter becomes when folded; learned once, whole books are folded when an index is built."""

    def __missing__(self, number: int) -> str:
        found = _fold_letter(chr(number))
        if number < _MOST_KEPT:
            self[number] = found
        return found


_FOLDED = _Folded()


def _fold_letter(letter: str) -> str:
    bare = letter
    for _ in range(2):  # lowering can bring new marks, decomposing can bring new capitals
        bare = unicodedata.normalize("NFKD", bare.lower())
    letters = []
    for char in bare:
        if char in "đð":
            letters.append("d")
        elif char.isalnum():
            letters.append(char)
        elif char not in _INVISIBLE and unicodedata.category(char) != "Mn":
            letters.append(" ")
    return "".join(letters)


def tokens(s: str) -> list[str]:
    """The folded words of a text, in order."""
    return fold(s).split()


def words(s: str) -> list[str]:
    """The words of a text as written (NFC, case and accents kept), without punctuation."""
    return _WORD.findall(nfc(strip_controls(s)))


def slug(s: str) -> str:
    """An ASCII identifier for addresses and file names: `Đất đai` → `dat-dai`, "" if none."""
    return "-".join(word for word in re.findall(r"[a-z0-9]+", fold(s)))


def sort_key_vi(name: str) -> str:
    """A key that sorts names as a Vietnamese reader expects, usable in a database column.

    Syllable by syllable; letters a ă â b c d đ …; then tones ngang, huyền, hỏi, ngã, sắc, nặng;
    numbers by value (Phường 2 before Phường 10).
    """
    return " ".join(_syllable_key(word) for word in words(name.lower()))


@lru_cache(maxsize=16_384)
def _syllable_key(word: str) -> str:
    # kept: a catalogue's titles are made of a few thousand syllables, sorted at every change
    if word.isdecimal():
        return word.zfill(_NUMBER_WIDTH)
    letters: list[str] = []
    tone = "0"
    for char in nfc(word):
        base, mark = _split_tone(char)
        tone = mark or tone
        letters.append(_RANK.get(base, base))
    return "".join(letters) + tone


def _split_tone(char: str) -> tuple[str, str]:
    """A letter without its tone, and the tone's place in the order ("" if it has none)."""
    tone = ""
    rest = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONE_ORDER:
            tone = _TONE_ORDER[part]
        else:
            rest.append(part)
    return nfc("".join(rest)), tone
