"""Who comes in a month, with which question, and in which words; the same seed, the same year.

How often a question is asked follows Zipf's law. Each has a season, and its part drifts
from month to month, so that the order of January is not that of July.
"""

from __future__ import annotations

import datetime as dt
import math
import random
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from tests.bench.typos import with_typo
from tests.bench.year.world import Intent, World

__all__ = ["Crowd", "Visit", "Way", "part"]

Way = Literal["page", "search", "ticket", "chat"]

WAYS: dict[Way, float] = {"page": 0.45, "search": 0.4, "ticket": 0.08, "chat": 0.07}
ZIPF = 0.9  # exponent of questions by rank
SEASON = 0.8  # of the logarithm of how often a question is asked, at its peak
DRIFT = 0.15  # the same, standard deviation of a month
WORDS = 0.7  # exponent of phrasings by rank
STRANGE = 0.06  # part of those who write something that no question answers
TYPO = 0.12
CHATTER = 0.15
PERSONAL = 0.3  # part of letters and chats that tell who wrote them
DAYS = 28

_BEFORE = {
    "zh": ("你好，", "请问", "亲，", "急！", "我想问一下，"),
    "en": ("hi, ", "hello, ", "please help: ", "quick question, ", "urgent!! "),
}
_BEHIND = {
    "zh": ("，谢谢", "？在线等", "呢", "！！！"),
    "en": (", thanks", " please", "???", " asap"),
}
_LABELLED = {
    "zh": "订单号：{}，邮箱 {}，电话：{}",
    "en": "order {}, {}, phone {}",
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A visitor with a question."""

    number: int  # within the month
    at: dt.datetime  # UTC
    lang: str
    way: Way
    intent: Intent | None  # None: nothing answers it
    text: str  # what is typed; "" of one who only looks at a page
    secrets: tuple[str, ...]  # what tells who it is; within `letter`
    letter: str  # the text with everything around it, of a ticket or chat


@dataclass(slots=True)
class Crowd:
    """The visitors of a year."""

    world: World
    visitors: int  # a month
    seed: int = 1
    year: int = 2026
    _parts: list[list[float]] = field(default_factory=list)  # by month, of each intent

    def asked(self, month: int) -> Sequence[float]:
        """Return how likely a visitor of a month has each intent; they add up to 1.

        Args:
            month: 1 is the first.
        """
        if not self._parts:
            self._parts = [self._start()]
        while len(self._parts) <= month:
            chance = random.Random(f"{self.seed}/drift/{len(self._parts)}")
            self._parts.append([one * math.exp(chance.gauss(0, DRIFT)) for one in self._parts[-1]])
        weights = [
            one * math.exp(SEASON * math.cos(2 * math.pi * (month - peak) / 12))
            for one, peak in zip(self._parts[month], self._peaks(), strict=True)
        ]
        total = sum(weights)
        return [one / total for one in weights]

    def month(self, month: int) -> list[Visit]:
        """Return everybody who comes in a month, the first one first."""
        asked = self.asked(month)
        days = self._days(month)
        visits = []
        for number in range(self.visitors):
            chance = random.Random(f"{self.seed}/visit/{month}/{number}")
            (intent,) = chance.choices(self.world.intents, asked)
            at = days + dt.timedelta(seconds=chance.randrange(DAYS * 86400))
            visits.append(self._visit(number, at, intent, chance))
        return sorted(visits, key=lambda one: (one.at, one.number))

    def _days(self, month: int) -> dt.datetime:
        years, months = divmod(month - 1, 12)
        return dt.datetime(self.year + years, months + 1, 1, tzinfo=dt.UTC)

    def _start(self) -> list[float]:
        ranks = list(range(1, len(self.world.intents) + 1))
        random.Random(f"{self.seed}/ranks").shuffle(ranks)
        return [rank**-ZIPF for rank in ranks]

    def _peaks(self) -> list[float]:
        chance = random.Random(f"{self.seed}/season")
        return [chance.uniform(0, 12) for _ in self.world.intents]

    def _visit(self, number: int, at: dt.datetime, wanted: Intent, chance: random.Random) -> Visit:
        (way,) = chance.choices(list(WAYS), list(WAYS.values()))
        if way == "page":
            return Visit(number, at, wanted.lang, way, wanted, "", (), "")
        if self.world.strangers and chance.random() < STRANGE:
            lang, text = chance.choice(self.world.strangers)
            intent: Intent | None = None
        else:
            intent, lang = wanted, wanted.lang
            text = part(wanted.phrasings, WORDS, chance)
        text = _as_typed(text, lang, chance)
        secrets = _secrets(chance) if chance.random() < PERSONAL and way != "search" else ()
        letter = _letter(text, secrets, lang, chance)
        return Visit(number, at, lang, way, intent, text, secrets, letter)


def part(texts: Sequence[str], exponent: float, chance: random.Random) -> str:
    """Return one of some texts, the earlier ones more often by Zipf's law."""
    weights = [(rank + 1) ** -exponent for rank in range(len(texts))]
    return chance.choices(texts, weights)[0]


def _as_typed(text: str, lang: str, chance: random.Random) -> str:
    if chance.random() < TYPO:
        text = with_typo(text, chance) or _without_one(text, chance)
    if chance.random() < CHATTER:
        before, behind = _BEFORE.get(lang, _BEFORE["en"]), _BEHIND.get(lang, _BEHIND["en"])
        text = (
            chance.choice(before) + text if chance.random() < 0.6 else text + chance.choice(behind)
        )
    return text


def _without_one(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text)) if len(text) > 4 else len(text)
    return text[:at] + text[at + 1 :]


def _secrets(chance: random.Random) -> tuple[str, ...]:
    """Return a number of an order, an address of mail and a number of a phone."""
    digits = "".join(chance.choices(string.digits, k=8))
    name = "".join(chance.choices(string.ascii_lowercase, k=9))
    return f"88{digits}", f"{name}@mail.example", f"138{digits[::-1]}"


def _letter(text: str, secrets: Sequence[str], lang: str, chance: random.Random) -> str:
    """Return a letter of a text, with what tells who wrote it, alone on lines or behind labels."""
    if not secrets or chance.random() < 0.5:
        return "\n".join([text, *secrets])
    return f"{text}\n{_LABELLED.get(lang, _LABELLED['en']).format(*secrets)}"
