"""What did somebody mean who typed Telex or VNI with the input method switched off?

`ddangw kys` and `d9a8ng ky1` are `đăng ký`. Tone and shape keys may come at the end or in the
middle of the syllable. What does not end as a possible Vietnamese syllable is not decoded.
"""

from __future__ import annotations

from collections.abc import Callable

from portal.search import syllables
from portal.search.syllables import ACUTE, DOT, FLAT, GRAVE, HOOK, TILDE, Syllable

_TELEX_TONES = {"s": ACUTE, "f": GRAVE, "r": HOOK, "x": TILDE, "j": DOT, "z": FLAT}
_VNI_TONES = {"1": ACUTE, "2": GRAVE, "3": HOOK, "4": TILDE, "5": DOT, "0": FLAT}
_CIRCUMFLEX = {"a": "â", "e": "ê", "o": "ô"}
_HORN = {"o": "ơ", "u": "ư"}
_BREVE = {"a": "ă"}
_VOWELS = frozenset("aăâeêioôơuưy")
_LONGEST = 14

# Words of other languages that people really look for and that keystroke rules would change.
_LOANED = """
    as bar bus bass cafe container data email fax file form gara gas game host hostel
    internet karaoke lease logo mail massage net office online pass passport pos post
    resort sale scan ser show sim spa sms store tax taxi test tour vas vat visa web wifi zalo
"""
LOANWORDS = frozenset(_LOANED.split())

_Step = Callable[[list[str], str, bool], int | None]


def decode(token: str) -> str | None:
    """The syllable a token of raw keystrokes means (NFC), None if it is not keystrokes.

    A possible Vietnamese word, with or without accents, is never touched. The caller has made
    sure that the token is not a known word of another kind.
    """
    token = token.lower()
    if not 2 <= len(token) <= _LONGEST or token in LOANWORDS:
        return None
    if syllables.parse(token) or syllables.is_bare_syllable(token):
        return None
    if token.isalpha():
        return _run(token, _telex_step, eager=True) or _run(token, _telex_step, eager=False)
    return _run(token, _vni_step, eager=True) if _looks_vni(token) else None


def _looks_vni(token: str) -> bool:
    """Letters first, one tone at most, more than a vowel with one digit.

    `A1` and `B2` are licence classes, `NA15` is a form.
    """
    digits = [char for char in token if char.isdigit()]
    letters = len(token) - len(digits)
    tones = sum(char in _VNI_TONES for char in digits)
    return token.isalnum() and token[0].isalpha() and tones < 2 and (letters > 1 or len(digits) > 1)


def _run(token: str, step: _Step, *, eager: bool) -> str | None:
    """Apply the keys one by one; None when no key acted or no syllable came out."""
    buffer: list[str] = []
    tone: int | None = None
    plain, typed_tone = syllables.without_tone(token)
    for char in plain:
        pressed = step(buffer, char, eager)
        tone = tone if pressed is None else pressed
    shape = "".join(buffer)
    if shape.endswith("ươ"):  # nothing followed: huơ, thuở
        shape = shape[:-2] + "uơ"
    found = syllables.parse(shape)
    if found is None or (tone is None and shape == plain):
        return None
    word = str(Syllable(found.onset, found.rhyme, typed_tone if tone is None else tone))
    return word if syllables.parse(word) else None


def _telex_step(buffer: list[str], char: str, eager: bool) -> int | None:
    """Put one Telex key into the buffer; returns the tone if the key was a tone."""
    has_vowel = any(letter in _VOWELS for letter in buffer)
    if char in _TELEX_TONES and has_vowel:
        return _TELEX_TONES[char]
    if char == "d" and buffer[:1] == ["d"] and (len(buffer) == 1 or has_vowel):
        buffer[0] = "đ"
    elif char == "w":
        if not _mark(buffer, _HORN | _BREVE):
            buffer.append("ư")
    elif not (char in _CIRCUMFLEX and _doubles(buffer, char, eager)):
        buffer.append(char)
    return None


def _vni_step(buffer: list[str], char: str, _eager: bool) -> int | None:
    """Put one VNI key into the buffer; returns the tone if the key was a tone."""
    if char in _VNI_TONES:
        return _VNI_TONES[char]
    if char == "9" and buffer[:1] == ["d"]:
        buffer[0] = "đ"
    elif not (
        (char == "6" and _mark(buffer, _CIRCUMFLEX))
        or (char == "7" and _mark(buffer, _HORN))
        or (char == "8" and _mark(buffer, _BREVE))
    ):
        buffer.append(char)
    return None


def _doubles(buffer: list[str], vowel: str, eager: bool) -> bool:
    """Turn the same vowel typed before into its circumflex form: `caap`, `capa`, `giaya`.

    Not eager: only where no other vowel stands between (`ngoeo` is not `ngôe`).
    """
    if not buffer or (not eager and buffer[-1] != vowel and buffer[-1] in _VOWELS):
        return False
    for place in range(len(buffer) - 1, -1, -1):
        if buffer[place] == vowel:
            buffer[place] = _CIRCUMFLEX[vowel]
            return True
    return False


def _mark(buffer: list[str], marks: dict[str, str]) -> bool:
    """Mark the vowel the key belongs to; `uo` takes both horns, `ua` takes the first."""
    text = "".join(buffer)
    place = text.rfind("uo")
    if place >= 0 and "u" in marks and not (place and text[place - 1] == "q"):
        buffer[place : place + 2] = "ư", "ơ"
        return True
    place = text.rfind("ua")
    if place >= 0 and "u" in marks and not (place and text[place - 1] == "q"):
        buffer[place] = "ư"
        return True
    for at in range(len(buffer) - 1, -1, -1):
        if buffer[at] in marks:
            buffer[at] = marks[buffer[at]]
            return True
    return False
