"""Which words could a misspelt word have been?

Three sources, each with its own weight: how the South says and writes it (sanh/sinh, nhứt/nhất,
y/i, ch/tr, s/x, n/ng, t/c), how young people abbreviate (j/gi, f/ph, z/d), and one slip of the
finger (missing, extra, swapped or neighbouring key). All on folded words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

_ALPHABET = "abcdeghiklmnopqrstuvxy"
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SAID = 0.9
_SHORTHAND = 0.85
SHORTEST_FOR_SLIPS = 3
_MOST_PIECES = 8

_ONSETS = (
    ("ch", "tr"), ("s", "x"), ("d", "gi"), ("d", "v"), ("gi", "v"), ("r", "g"), ("l", "n"),
    ("c", "k"), ("g", "gh"), ("ng", "ngh"), ("k", "q"), ("h", "qu"), ("d", "r"), ("gi", "r"),
)  # fmt: skip
_RHYMES = (
    ("anh", "inh"), ("inh", "enh"), ("anh", "enh"), ("at", "ut"), ("an", "on"), ("u", "o"),
    ("y", "i"), ("uu", "iu"), ("uoc", "uc"), ("uong", "ong"), ("ang", "uong"), ("oan", "uon"),
    ("ai", "oai"), ("oi", "uoi"), ("iem", "im"), ("iep", "ip"), ("ieu", "iu"), ("oa", "ue"),
    ("an", "ang"), ("on", "ong"), ("un", "ung"), ("ien", "ieng"), ("uon", "uong"), ("en", "eng"),
    ("at", "ac"), ("ot", "oc"), ("ut", "uc"), ("iet", "iec"), ("uot", "uoc"), ("et", "ec"),
    ("in", "inh"), ("it", "ich"), ("oat", "oac"), ("oan", "oang"), ("ay", "ai"), ("au", "ao"),
    ("uy", "ui"), ("uy", "i"), ("uat", "oat"), ("ui", "uoi"), ("on", "un"), ("ong", "ung"),
)  # fmt: skip
_YOUNG = (
    ("j", "gi"), ("f", "ph"), ("z", "d"), ("z", "gi"), ("dz", "d"), ("w", "qu"), ("k", "kh"),
    ("k", "c"), ("q", "qu"), ("p", "ph"), ("n", "ng"), ("g", "ng"), ("c", "ch"),
)  # fmt: skip
_YOUNG_ENDS = (("k", "ch"), ("g", "ng"), ("h", "nh"), ("c", "ch"), ("p", "m"), ("j", "i"))


def variants(word: str) -> Iterator[tuple[str, float]]:
    """Spellings of the same spoken word, with weights in 0–1; not the word itself."""
    for one, other in _ONSETS:
        for old, new in ((one, other), (other, one)):
            if word.startswith(old) and len(word) > len(old):
                yield new + word[len(old) :], _SAID
    for one, other in _RHYMES:
        for old, new in ((one, other), (other, one)):
            if word.endswith(old):
                yield word[: -len(old)] + new, _SAID


def shorthand(word: str) -> Iterator[tuple[str, float]]:
    """What the word may be short for in messages among the young (`jay` giấy, `fi` phí)."""
    ends = [(word, 1.0)]
    ends += [(word[: -len(old)] + new, 0.95) for old, new in _YOUNG_ENDS if word.endswith(old)]
    for spelled, weight in ends:
        if spelled != word:
            yield spelled, weight * _SHORTHAND
        for old, new in _YOUNG:
            if spelled.startswith(old) and len(spelled) > len(old):
                yield new + spelled[len(old) :], weight * _SHORTHAND


def slips(word: str) -> Iterator[tuple[str, float]]:
    """Every word one slip of the finger away, with weights in 0–1 (likelier slips higher)."""
    size = len(word)
    for at in range(size):
        doubled = at and word[at] == word[at - 1]
        yield word[:at] + word[at + 1 :], 0.92 if doubled else 0.8
        if at + 1 < size and word[at] != word[at + 1]:
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :], 0.92
        for key in _ALPHABET:
            if key != word[at]:
                near = key in _NEIGHBOURS.get(word[at], "")
                yield word[:at] + key + word[at + 1 :], 0.82 if near else 0.6
    for at in range(size + 1):
        for key in _ALPHABET:
            yield word[:at] + key + word[at:], 0.82


def corrections(word: str, known: Callable[[str], bool], *, with_slips: bool) -> list[tuple[str, float]]:
    """Known words this one may stand for, best first."""
    found: dict[str, float] = {}
    sources = [variants(word), shorthand(word)]
    if with_slips and len(word) >= SHORTEST_FOR_SLIPS:
        sources.append(slips(word))
    for source in sources:
        for spelled, weight in source:
            if weight > found.get(spelled, 0.0) and spelled != word and known(spelled):
                found[spelled] = weight
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def split(word: str, known: Callable[[str], bool], follows: Callable[[str, str], bool]) -> list[str] | None:
    """The known words run together in one (`khaisinh` → khai, sinh), None if there are none.

    At most eight pieces; neighbours that really stand side by side in a name are preferred.
    """
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 7), end):
            piece = word[start:end]
            if start not in best or not known(piece):
                continue
            cost, pieces = best[start]
            fits = not pieces or follows(pieces[-1], piece)
            if len(pieces) == _MOST_PIECES or (len(piece) == 1 and len(word) > 3 and not (pieces and fits)):
                continue
            total = cost + (2 if fits else 5) + (2 if len(piece) < 3 else 0)
            if end not in best or total < best[end][0]:
                best[end] = (total, [*pieces, piece])
    pieces = best.get(len(word), (0, []))[1]
    return pieces if len(pieces) > 1 else None


def _neighbours() -> dict[str, str]:
    near: dict[str, str] = {}
    for row_at, row in enumerate(_ROWS):
        for at, key in enumerate(row):
            around = [row[i] for i in (at - 1, at + 1) if 0 <= i < len(row)]
            for other in (row_at - 1, row_at + 1):
                if 0 <= other < len(_ROWS):
                    around += _ROWS[other][max(0, at - 1) : at + 2]
            near[key] = "".join(around)
    return near


_NEIGHBOURS = _neighbours()
