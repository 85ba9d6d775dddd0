"""How the report writes numbers and months in a language."""

from __future__ import annotations

from typing import Protocol

from kbtool.frozen import dataclass

__all__ = ["Say", "Words"]


class Say(Protocol):
    """Says the strings of one language, as `publish/strings.py` does."""

    def __call__(self, key: str, **values: object) -> str:
        """Return the text of a key with its placeholders filled in."""
        ...


@dataclass(frozen=True, slots=True)
class Words:
    """The strings of a language, and how it writes what is counted."""

    say: Say

    def heading(self, title: str) -> str:
        """Return the title of the report, of a help centre that may have none."""
        return self.say("report.heading", title=title) if title else self.say("report.untitled")

    def lead(self, months: tuple[str, ...], day: str) -> str:
        """Return which months the report is about, and when it was made."""
        if len(months) == 1:
            return self.say("report.lead_one", month=months[0], day=day)
        return self.say("report.lead", first=months[0], last=months[-1], day=day)

    def number(self, n: int) -> str:
        """Return a whole number."""
        return self.say("{n}", n=n)

    def share(self, value: float | None, digits: int = 1) -> str:
        """Return a share as a percentage; a word where it is not known."""
        if value is None:
            return self.say("report.unknown")
        text = f"{value * 100:.{digits}f}"
        return f"{text.rstrip('0').rstrip('.') if '.' in text else text}%"

    def change(self, earlier: int, later: int) -> str:
        """Return by how much something rose or fell, with a sign."""
        if not earlier:
            return f"+{self.number(later)}"
        part = (later - earlier) / earlier
        sign = "+" if part > 0 else "\N{MINUS SIGN}" if part < 0 else ""
        return f"{sign}{self.share(abs(part), 0)}"

    def month(self, month: str) -> str:
        """Return the short name of a month, without its year."""
        return self.say("report.months").split("|")[int(month[5:]) - 1]

    def named(self, group: str, key: str) -> str:
        """Return the name of a source or a reason, or the word itself where we have none."""
        name = f"{group}.{key}"
        said = self.say(name)
        return key if said == name else said
