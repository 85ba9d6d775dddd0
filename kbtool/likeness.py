"""Texts that say nearly the same, found without comparing each with each.

A text is the set of its telling parts: English words without the small ones
("how do I"), Chinese characters and pairs without the empty ones (请问, 怎么).
Likeness is the share of parts in common, |a & b| / |a | b| (Jaccard). Two texts
can only be as alike as `least` when they share one of the rarest few parts of
each (prefix filter: Chaudhuri, Ganti and Kaushik, ICDE 2006), so an index of
those few finds every pair in nearly linear time.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

__all__ = ["alike", "normalised", "parts"]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_WORD = re.compile(rf"[{_HAN}]+|[^\W_{_HAN}]+(?:['’.-][^\W_{_HAN}]+)*")
_SMALL = frozenset(
    re.findall(
        r"\S+",
        "a am an and any are as at be been by can could do does for from get had has have how "
        "i i'm i've if in is it its me mine my of on or our please shall should so some than "
        "that the their them then there these they this to us was we were what what's when "
        "where which who why will with would you your",
    )
)
_EMPTY = re.compile(
    "请问|怎么样|怎么办|怎么|怎样|如何|为什么|为何|什么时候|什么|是否|能否|能不能|可不可以|可以|"
    "我们|你们|您们|我的|你的|[的了吗呢呀啊吧么嘛是我你您能会要想请该]"
)
# Two texts that differ in one of these ask for different things, however alike they look.
_NOT = frozenset(
    re.findall(r"\S+", "no not never without cannot can't don't doesn't won't isn't aren't didn't")
)
_NEGATIVE = re.compile("[不没未无非别]")


def normalised(text: str) -> str:
    """Return `text` in one form, without blanks and punctuation: "怎么退货？" is "怎么退货"."""
    text = unicodedata.normalize("NFKC", text).casefold()
    # "C#" is not "C", and the signs of many scripts are parts of their words.
    kept = (c for c in text if c in "#%&@" or unicodedata.category(c)[0] not in "PZC")
    return "".join(kept) or text.strip()


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] != "s" else word


def parts(text: str) -> frozenset[str]:
    """Return the telling parts of `text`; all of its parts when none is telling."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    words = _WORD.findall(text)
    found = _parts(words, telling=True)
    return frozenset(found or _parts(words, telling=False))


def _parts(words: Sequence[str], telling: bool) -> list[str]:
    found: list[str] = []
    for word in words:
        if not re.match(f"[{_HAN}]", word):
            if not telling or word not in _SMALL:
                found.append(_stem(word))
            continue
        for run in _EMPTY.sub(" ", word).split() if telling else (word,):
            found += run
            found += map(str.__add__, run, run[1:])
    return found


def _marks(text: str) -> tuple[frozenset[str], int]:
    """Return what makes two alike texts different: numbers and codes, and negations."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))
    codes = frozenset(word for word in words if any(char.isdigit() for char in word))
    negations = sum(word in _NOT for word in words) + len(_NEGATIVE.findall(text))
    return codes, negations % 2


def alike(texts: Sequence[str], least: float) -> Iterator[tuple[int, int, float]]:
    """Yield the places of every two texts that are at least so alike, and how alike they are.

    Args:
        texts: in any order; each pair comes once, the later text first.
        least: above 0, at most 1.
    """
    sets = [parts(text) for text in texts]
    spread = Counter(part for one in sets for part in one)
    order = {part: place for place, part in enumerate(sorted(spread, key=lambda p: (spread[p], p)))}
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(sets):
        # |a & b| >= least * |a|: that many of the rarest parts cannot all be missing in b.
        rare = len(one) - _ceiling(least * len(one)) + 1
        prefix = sorted(one, key=order.__getitem__)[:rare]
        for other in sorted({other for part in prefix for other in index[part]}):
            common = len(one & sets[other])
            likeness = common / (len(one) + len(sets[other]) - common)
            if likeness >= least and _marks(texts[number]) == _marks(texts[other]):
                yield number, other, likeness
        for part in prefix:
            index[part].append(number)


def _ceiling(number: float) -> int:
    # 0.85 * 20 is a hair above 17 in floating point, and must not become 18.
    return -int(-(number - 1e-9) // 1)
