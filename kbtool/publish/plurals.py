"""Which form of a counted word a language takes, by the rules of Unicode's CLDR.

A strings file holds them as CLDR prints them, so that nobody needs to write code for
Polish or Arabic: `few: n % 10 = 2..4 and n % 100 != 12..14`. Only whole numbers are counted.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from kbtool.frozen import dataclass

__all__ = ["FORMS", "OTHER", "Rule", "form_of", "read_rule"]

OTHER = "other"
FORMS = ("zero", "one", "two", "few", "many")
"""The forms besides `other`, in the order in which they are tried."""

_RELATION = re.compile(
    r"(?P<operand>[nivwftce])(?: *% *(?P<modulus>[1-9]\d{0,8}))? *(?P<sign>!?=) *"
    r"(?P<ranges>\d{1,9}(?: *\.\. *\d{1,9})?(?: *, *\d{1,9}(?: *\.\. *\d{1,9})?)*)\Z"
)


@dataclass(frozen=True, slots=True)
class _Relation:
    counts: bool  # of the number itself; of its decimals, which whole numbers lack, otherwise
    modulus: int  # 0 for none
    equal: bool
    ranges: tuple[tuple[int, int], ...]

    def holds(self, n: int) -> bool:
        value = n if self.counts else 0
        value = value % self.modulus if self.modulus else value
        return any(low <= value <= high for low, high in self.ranges) is self.equal


Rule = tuple[tuple[_Relation, ...], ...]
"""One of several conditions, each of relations that all hold."""


def read_rule(text: str) -> Rule:
    """Return a rule as CLDR writes it; the numbers that it gives as samples are left out.

    Raises:
        ValueError: the text is no such rule.
    """
    conditions = text.partition("@")[0].strip()
    return tuple(
        tuple(_relation(part.strip()) for part in re.split(r"\band\b", condition))
        for condition in re.split(r"\bor\b", conditions)
    )


def _relation(text: str) -> _Relation:
    found = _RELATION.match(text)
    if found is None:
        raise ValueError(f"'{text}' is no relation such as 'n % 10 = 2..4'")
    pairs = (part.partition("..") for part in found["ranges"].split(","))
    ranges = tuple((int(low), int(high or low)) for low, _, high in pairs)
    counts = found["operand"] in "ni"
    return _Relation(counts, int(found["modulus"] or 0), found["sign"] == "=", ranges)


def form_of(n: int, rules: Mapping[str, Rule]) -> str:
    """Return the form that `n` things take; `other` where no rule holds."""
    for form in FORMS:
        if any(all(one.holds(n) for one in condition) for condition in rules.get(form, ())):
            return form
    return OTHER
