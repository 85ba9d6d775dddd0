"""Which findings count: the settings of kb.yml, and the ignores in the files.

A finding is dropped by an ignore beside it, or by `ignore` of kb.yml; `severity`
changes how bad it is. What would break the site itself is never let be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from kbtool.checks.register import Scope, check_ids
from kbtool.model import CheckSettings, Ignore, KnowledgeBase, Source
from kbtool.problems import RULES, Problem, Severity, problem, rule
from kbtool.read import rules

__all__ = ["VITAL", "build_checks", "judge", "made_strict"]

VITAL = frozenset(
    {
        "KB101",  # more levels than the site can show
        "KB105",  # two articles with one identity
        "KB106",  # two pages at one path
        "KB107",  # a page in the place of one of ours
        "KB109",  # a file without a language
        "KB110",  # a file that was not read
        "KB207",  # a redirect in the place of a page
        "KB208",  # a redirect that may leave the site
        "KB222",  # a link that may run code
        "KB316",  # a page that may leave the site
        "KB410",  # a page whose rendering would not end
    }
)
"""No site is built with what these report: they cannot be ignored, nor made less than errors."""

NO_STRINGS = "KB326"
"""Found in kb.yml, and no fault of it: a site may have its buttons in English on purpose."""

UNUSED_IGNORE = rule(
    "KB330",
    "unused-ignore",
    Severity.WARNING,
    help=(
        "An ignore is about a finding that is there.\n\n"
        "Bad:  <!-- kbtool: ignore KB201 moved soon -->    above a paragraph without broken links\n"
        "Good: no ignore once the link is mended"
    ),
)
BAD_IGNORE = rule(
    "KB331",
    "bad-ignore",
    help=(
        "An ignore names checks by their ids, and says why.\n\n"
        "Bad:  <!-- kbtool: ignore KB201 -->\n"
        "Good: <!-- kbtool: ignore KB201 the page comes with the spring catalogue -->"
    ),
)

_LOOKALIKES = str.maketrans("OIL", "011")
_LEVELS = {str(severity): severity for severity in Severity}


def judge(
    kb: KnowledgeBase,
    problems: Iterable[Problem],
    *,
    partly: bool = False,
    ran: Collection[str] | None = None,
) -> list[Problem]:
    """Return the problems that count, as bad as kb.yml says, and what is wrong with the ignores.

    Args:
        kb: for its settings and ignores.
        problems: everything that was found.
        partly: these come from one step alone; the ignores themselves are judged elsewhere.
        ran: ids of the checks that ran; all of them without it.
    """
    used: set[Source] = set()
    left = [*_not_ignored(kb.ignores, problems, used)]
    if not partly:
        left += _bad_ignores(kb.ignores)
        left += _unused_ignores(kb.ignores, used, check_ids() if ran is None else ran)
        left += _unknown_ids(kb.config.checks)
    return [*_as_settings_say(kb, left)]


def build_checks(settings: CheckSettings) -> frozenset[str]:
    """Return the ids of the checks that a build runs: all that can stop it, and cost little.

    What compares texts with each other stops none, unless kb.yml makes it an error.
    """
    errors = {id for id, level in settings.severity.items() if level == str(Severity.ERROR)}
    comparing = check_ids(Scope.TEXTS)
    return frozenset((check_ids() - comparing) | (comparing & errors))


def made_strict(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return problems with every warning as an error."""
    return tuple(
        _at_severity(found, Severity.ERROR) if found.severity is Severity.WARNING else found
        for found in problems
    )


def _at_severity(found: Problem, severity: Severity) -> Problem:
    if found.severity is severity:
        return found
    return replace(found, rule=replace(found.rule, severity=severity))


# --- ignores in files ------------------------------------------------------------


def _not_ignored(
    ignores: Sequence[Ignore], problems: Iterable[Problem], used: set[Source]
) -> Iterator[Problem]:
    """Yield what no ignore covers; add the places of the ids that cover something to `used`."""
    covering: dict[tuple[str, str], list[tuple[Ignore, Source]]] = {}
    for ignore in ignores:
        if ignore.directive == "ignore":
            for id, at in ignore.ids:
                covering.setdefault((id, at.path), []).append((ignore, at))
    for found in problems:
        near = [
            at
            for ignore, at in covering.get((found.rule.id, found.source.path), ())
            if ignore.first <= found.source.line <= ignore.last
        ]
        if near and found.rule.id not in VITAL:
            used.update(near)
        else:
            yield found


def _bad_ignores(ignores: Iterable[Ignore]) -> Iterator[Problem]:
    for ignore in ignores:
        if ignore.directive != "ignore":
            message = f"kbtool knows no comment '{ignore.directive}'"
            hint = "write 'kbtool: ignore', the id of a check, and why"
            yield problem(BAD_IGNORE, ignore.source, message, hint)
            continue
        unknown = False
        for id, at in ignore.ids:
            if id not in RULES:
                unknown = True
                yield problem(BAD_IGNORE, at, f"no check has the id '{id}'", _near(id))
            elif id in VITAL:
                message = f"{id} {RULES[id].name} cannot be ignored: no site is built with it"
                yield problem(
                    BAD_IGNORE, at, message, "mend what it reports, and remove the ignore"
                )
        if not ignore.ids:
            message = "the ignore names no check"
            yield problem(BAD_IGNORE, ignore.source, message, "write the id of the check, and why")
        elif not ignore.reason and not unknown:
            message = "the ignore says no reason"
            yield problem(BAD_IGNORE, ignore.source, message, "write why, behind the id")


def _unused_ignores(
    ignores: Iterable[Ignore], used: set[Source], checked: Collection[str]
) -> Iterator[Problem]:
    # Only what ran can have found nothing: rendering, for one, is a step of its own.
    ran = {*checked} | {one.id for name in rules.__all__ if (one := getattr(rules, name))}
    for ignore in ignores:
        for id, at in ignore.ids if ignore.directive == "ignore" else ():
            if id in ran and id not in VITAL and at not in used:
                what = f"{id} {RULES[id].name}"
                yield problem(UNUSED_IGNORE, at, f"nothing here breaks {what}", "remove the ignore")


def _near(id: str) -> str:
    """Return a hint at the id that was probably meant: by its name, or written with letters."""
    names = {one.name: one.id for one in RULES.values()}
    meant = names.get(id.lower()) or id.upper().translate(_LOOKALIKES)
    if not _names(meant):
        near = get_close_matches(id.lower(), names, n=1, cutoff=0.8)
        meant = names[near[0]] if near else ""
    return f"did you mean '{meant}'?" if meant else "docs/checks.md lists them all"


# --- settings of kb.yml ----------------------------------------------------------


def _unknown_ids(settings: CheckSettings) -> Iterator[Problem]:
    for key, ids in (("select", settings.select), ("ignore", settings.ignore)):
        for id in ids:
            at = settings.fields.get(f"{key}/{id}", settings.fields.get(key))
            if at is not None and not _names(id):
                message = f"no check has an id that begins with '{id}'"
                yield problem(rules.BAD_VALUE, at, message, _near(id))
            elif at is not None and key == "ignore" and id in VITAL:
                yield _needed(id, at, "cannot be ignored")
    for id, level in settings.severity.items():
        at = settings.fields.get(f"severity/{id}", settings.fields.get("severity"))
        if at is not None and id not in RULES:
            yield problem(rules.BAD_VALUE, at, f"no check has the id '{id}'", _near(id))
        elif at is not None and id in VITAL and level != "error":
            yield _needed(id, at, "is always an error")


def _needed(id: str, at: Source, verdict: str) -> Problem:
    message = f"{id} {RULES[id].name} {verdict}: no site is built with it"
    return problem(rules.BAD_VALUE, at, message, "remove the entry")


def _names(beginning: str) -> bool:
    return any(id.startswith(beginning) for id in RULES)


def _as_settings_say(kb: KnowledgeBase, problems: Iterable[Problem]) -> Iterator[Problem]:
    settings = kb.config.checks
    for found in problems:
        id = found.rule.id
        # With other settings, other findings would count: those of the settings stay.
        in_settings = found.source.path == kb.config.source.path and id != NO_STRINGS
        if id in VITAL or in_settings:
            yield found
        elif _counts(id, settings):
            level = settings.severity.get(id, "")
            yield _at_severity(found, _LEVELS.get(level, found.severity))


def _counts(id: str, settings: CheckSettings) -> bool:
    """Tell whether a rule counts: the longer entry that names it wins, then `ignore`."""
    chosen = max((len(one) for one in settings.select if id.startswith(one)), default=0)
    ignored = max((len(one) for one in settings.ignore if id.startswith(one)), default=0)
    return ignored < chosen or (not settings.select and not ignored)
