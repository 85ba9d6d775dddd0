"""How titles sort in their own language, on every machine alike.

Never the locale of the machine: CI, an editor's laptop and the build would differ.
"""

from __future__ import annotations

import unicodedata
from functools import cached_property, lru_cache, total_ordering
from itertools import chain

__all__ = ["collated", "collation_key", "initial"]


@lru_cache(maxsize=65536)
def collation_key(text: str, lang: str) -> tuple[object, ...]:
    """Return a key by which `text` sorts among texts of `lang`.

    Chinese sorts by pinyin with tone, digits and Latin words before Han as
    dictionaries do; every other language by its letters without accents and
    case. Equal letters fall back to the text itself, so the order is total.
    """
    folded = text.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded)
        if any(map(unicodedata.combining, folded)):
            folded = "".join(char for char in folded if not unicodedata.combining(char))
    if not lang.startswith("zh"):
        return (folded, text)
    # Imported late: its dictionaries take longer to load than most commands run.
    from pypinyin.seg.mmseg import seg

    return (tuple(chain.from_iterable(map(_syllables, seg.cut(folded)))), text)


def initial(text: str, lang: str) -> str:
    """Return the letter under which a list files `text`: A to Z by pinyin for Chinese.

    Marks before the first letter or digit do not count. What begins with no letter,
    or is Chinese and has no pinyin, is filed under "#".
    """
    start = 0
    if not text[:1].isalnum():
        start = next((place for place, char in enumerate(text) if char.isalnum()), len(text))
    letters = collation_key(text[start:], lang)[0]
    begins = letters if isinstance(letters, str) else "".join(letters)  # type: ignore[arg-type]
    first = begins[:2].lstrip("\0")[:1].upper()
    filed = "A" <= first <= "Z" if lang.startswith("zh") else first.isalpha()
    return first if filed else "#"


@lru_cache(maxsize=65536)
def _syllables(word: str) -> list[str]:
    """Return the pinyin of one word; titles are made of the same few thousand."""
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(
        [word],
        style=Style.TONE3,
        neutral_tone_with_five=True,
        # NUL sorts before every syllable, so what is no Han comes first
        errors=lambda run: [f"\0{char}" for char in run],  # type: ignore[arg-type,return-value]
    )


def collated(text: str, lang: str) -> object:
    """Return what sorts as the collation key does; a costly one is made when two are compared.

    Titles decide between equals, and equals are rare: most runs never load a dictionary.
    """
    return _Collated(text, lang) if lang.startswith("zh") else collation_key(text, lang)


@total_ordering
class _Collated:
    def __init__(self, text: str, lang: str) -> None:
        self.text = text
        self.lang = lang

    @cached_property
    def key(self) -> tuple[object, ...]:
        """The collation key."""
        return collation_key(self.text, self.lang)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Collated) and self.text == other.text

    def __lt__(self, other: _Collated) -> bool:
        return self.key < other.key

    __hash__ = None  # type: ignore[assignment]
