"""The Porter2 ("English") stemmer.

Source: M. F. Porter, https://snowballstem.org/algorithms/english/stemmer.html (2002
version), as whoosh.lang.porter2 reads it: a test holds the two, and `porter2.js`,
to the same stems. Differences from newer Snowball releases are therefore wanted.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["stem"]

_REGION = re.compile(r"[^aeiouy]*[aeiouy]+[^aeiouy]")
_SHORT_END = re.compile(r"(?:^[aeiouy][^aeiouy]|[^aeiouy][aeiouy][^aeiouywxY])$")
_VOWEL = re.compile(r"[aeiouy]")
_VOWEL_Y = re.compile(r"([aeiouy])y")
_DOUBLE = re.compile(r"(?:bb|dd|ff|gg|mm|nn|pp|rr|tt)$")

_EXCEPTIONS = {
    "skis": "ski",
    "skies": "sky",
    "dying": "die",
    "lying": "lie",
    "tying": "tie",
    "idly": "idl",
    "gently": "gentl",
    "ugly": "ugli",
    "early": "earli",
    "only": "onli",
    "singly": "singl",
    **{word: word for word in ("sky", "news", "howe", "atlas", "cosmos", "bias", "andes")},
}
_WHOLE_AFTER_1A = frozenset(
    ("inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed")
)
# ending, replacement, letters one of which must stand before it ("" for any)
_STEP_2 = (
    ("ization", "ize", ""),
    ("ational", "ate", ""),
    ("fulness", "ful", ""),
    ("ousness", "ous", ""),
    ("iveness", "ive", ""),
    ("tional", "tion", ""),
    ("biliti", "ble", ""),
    ("lessli", "less", ""),
    ("entli", "ent", ""),
    ("ation", "ate", ""),
    ("alism", "al", ""),
    ("aliti", "al", ""),
    ("ousli", "ous", ""),
    ("iviti", "ive", ""),
    ("fulli", "ful", ""),
    ("enci", "ence", ""),
    ("anci", "ance", ""),
    ("abli", "able", ""),
    ("izer", "ize", ""),
    ("ator", "ate", ""),
    ("alli", "al", ""),
    ("bli", "ble", ""),
    ("ogi", "og", "l"),
    ("li", "", "cdeghkmnrt"),
)
# ending, replacement, True when it must lie in the second region
_STEP_3 = (
    ("ational", "ate", False),
    ("tional", "tion", False),
    ("alize", "al", False),
    ("icate", "ic", False),
    ("iciti", "ic", False),
    ("ative", "", True),
    ("ical", "ic", False),
    ("ness", "", False),
    ("ful", "", False),
)
# fmt: off
_STEP_4 = (
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate",
    "iti", "ous", "ive", "ize",
)
# fmt: on


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the stem of a lower-case word made of a-z and apostrophes."""
    if len(word) <= 2:
        return word
    word = word.removeprefix("'")
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if word.startswith("y"):
        word = "Y" + word[1:]
    word = _VOWEL_Y.sub(r"\1Y", word)
    r1, r2 = _regions(word)
    word = _step_1a(_step_0(word))
    if word in _WHOLE_AFTER_1A:
        return word
    word = _step_1c(_step_1b(word, r1))
    word = _step_2(word, r1)
    word = _step_3(word, r1, r2)
    word = _step_5(_step_4(word, r2), r1, r2)
    return word.replace("Y", "y")


def _regions(word: str) -> tuple[int, int]:
    if word.startswith(("gener", "arsen")):
        r1 = 5
    elif word.startswith("commun"):
        r1 = 6
    else:
        r1 = _after_region(word, 0)
    return r1, _after_region(word, r1)


def _after_region(word: str, start: int) -> int:
    match = _REGION.match(word, start)
    return match.end() if match else len(word)


def _is_short(word: str) -> bool:
    return bool(_SHORT_END.search(word)) and _regions(word)[0] == len(word)


def _step_0(word: str) -> str:
    for ending in ("'s'", "'s", "'"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _step_1a(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if (
        word.endswith("s")
        and not word.endswith(("us", "ss"))
        and re.search(r"[aeiouy].", word[:-1])
    ):
        return word[:-1]
    return word


def _step_1b(word: str, r1: int) -> str:
    for ending, kept in (("eedly", 3), ("eed", 1)):
        if word.endswith(ending):
            return word[:-kept] if len(word) - len(ending) >= r1 else word
    for ending in ("ed", "edly", "ing", "ingly"):
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return _mend(rest) if _VOWEL.search(rest) else word
    return word


def _mend(word: str) -> str:
    if word.endswith(("at", "bl", "iz")):
        return word + "e"
    if _DOUBLE.search(word):
        return word[:-1]
    return word + "e" if _is_short(word) else word


def _step_1c(word: str) -> str:
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in "aeiouy":
        return word[:-1] + "i"
    return word


def _step_2(word: str, r1: int) -> str:
    for ending, replacement, before in _STEP_2:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            fits = len(rest) >= r1 and (not before or rest.endswith(tuple(before)))
            return rest + replacement if fits else word
    return word


def _step_3(word: str, r1: int, r2: int) -> str:
    for ending, replacement, second in _STEP_3:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest + replacement if len(rest) >= (max(r1, r2) if second else r1) else word
    return word


def _step_4(word: str, r2: int) -> str:
    for ending in _STEP_4:
        if word.endswith(ending):
            rest = word[: -len(ending)]
            return rest if len(rest) >= r2 else word
    if word.endswith(("sion", "tion")) and len(word) - 3 >= r2:
        return word[:-3]
    return word


def _step_5(word: str, r1: int, r2: int) -> str:
    rest = word[:-1]
    if word.endswith("l"):
        return rest if len(rest) >= r2 and rest.endswith("l") else word
    if word.endswith("e"):
        in_r1 = len(rest) >= r1 and not _SHORT_END.search(rest)
        return rest if len(rest) >= r2 or in_r1 else word
    return word
