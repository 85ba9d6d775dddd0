"""KB3xx: what front matter, category files and the ask log say must fit together.

Faults of form (wrong type, bad date, unknown key) are found while reading.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, Scope, check
from kbtool.model import Article
from kbtool.problems import Severity, did_you_mean
from kbtool.urls import article_path, category_path, site_pages

__all__: list[str] = []


@check("KB309", "unknown-tag")
def unknown_tag(facts: Facts) -> Iterator[Finding]:
    """A tag is one of `tags` in kb.yml, where that is set.

    Bad:  tags: [retunrs]
    Good: tags: [returns]
    """
    vocabulary = facts.kb.config.tags
    if vocabulary is None:
        return
    for article in facts.kb.articles:
        for tag in article.tags:
            if tag not in vocabulary:
                yield Finding(
                    article.fields.get(f"tags/{tag}", article.fields["tags"]),
                    f"the tag '{tag}' is not in the vocabulary of kb.yml",
                    did_you_mean(tag, vocabulary) or "add it to 'tags' in kb/kb.yml",
                )


@check("KB314", "unknown-contact")
def unknown_contact(facts: Facts) -> Iterator[Finding]:
    """A contact is a name from kb/contacts.yml.

    Bad:  contact: logistcs
    Good: contact: logistics
    """
    contacts = facts.kb.contacts
    named = [(c.contact, c.fields["contact"]) for c in facts.kb.categories if c.contact]
    if facts.kb.config.contact:
        named.append((facts.kb.config.contact, facts.kb.config.fields["contact"]))
    for name, source in named:
        if name not in contacts:
            message = f"no contact '{name}' in kb/contacts.yml"
            yield Finding(source, message, did_you_mean(name, contacts))


@check("KB318", "unknown-asks-id", Severity.WARNING)
def unknown_asks_id(facts: Facts) -> Iterator[Finding]:
    """A row of the ask log names an article by its id.

    Bad:  2026-03,refund-tmie,12,search
    Good: 2026-03,refund-time,12,search
    """
    ids = {article.id for article in facts.kb.every}
    told = set()
    for ask in facts.kb.asks:
        if ask.id not in ids and ask.id not in told:
            told.add(ask.id)
            message = f"the log counts '{ask.id}', and no article has that id"
            yield Finding(ask.at, message, did_you_mean(ask.id, ids))


@check("KB319", "review-overdue", Severity.WARNING)
def review_overdue(facts: Facts) -> Iterator[Finding]:
    """An article with `review_in` is looked at again in time.

    Bad:  last_reviewed_on: 2024-01-31, review_in: 6 months, and today is 2026
    Good: last_reviewed_on: 2026-01-31, review_in: 1 year
    """
    for article in facts.kb.articles:
        day = article.last_reviewed_on or article.lastmod
        if article.status.published and article.review_in_days and day is not None:
            late = (facts.kb.today - day).days - article.review_in_days
            if late > 0:
                days = f"{late:,} day" + ("s" if late > 1 else "")
                message = f"the review of '{article.id}' is {days} overdue"
                if article.owner:
                    message += f"; its owner is {article.owner}"
                key = "last_reviewed_on" if article.last_reviewed_on else "review_in"
                yield Finding(article.fields[key], message, "review it, and set 'last_reviewed_on'")


@check("KB320", "removed-page", Severity.WARNING, scope=Scope.TEXTS)
def removed_page(facts: Facts) -> Iterator[Finding]:
    """A page of the last build is still there, or an alias leads on from it.

    Bad:  refunds.md moves to money/refunds.md, and links to the old page break
    Good: aliases: [returns/refunds.html]    in money/refunds.md
    """
    config = facts.kb.config
    pages = set(site_pages(config))
    pages |= {category_path(lang, path, config) for lang, path in _filled(facts)}
    pages |= {redirect.path for redirect in facts.resolution.redirects}
    homes: dict[str, list[Article]] = defaultdict(list)
    for article in facts.kb.articles:
        if article.status.published:
            pages.add(article_path(article, config))
            homes[f"{article.lang}/{article.slug}.html"].append(article)
    for path in sorted(facts.last_pages.keys() - pages):
        lang = path.partition("/")[0] if config.multilingual else config.languages[0]
        moved = homes[f"{lang}/{posixpath.basename(path)}"]
        message = f"the page {path} of the last build is gone, and no alias leads on from it"
        if len(moved) == 1:
            at = moved[0].fields.get("aliases", moved[0].source)
            yield Finding(at, message, f"write 'aliases: [{path}]' here")
        else:
            hint = f"write 'aliases: [{path}]' in the article that answers its readers"
            yield Finding(facts.last_pages[path], message, hint)


def _filled(facts: Facts) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the key of every category that has a page."""
    for tree in facts.order.trees.values():
        for branch in tree.walk():
            yield branch.category.key


@check("KB321", "date-in-the-future", Severity.WARNING)
def date_in_the_future(facts: Facts) -> Iterator[Finding]:
    """What is said to have happened lies in the past.

    Bad:  last_reviewed_on: 2062-03-31
    Good: last_reviewed_on: 2026-03-31
    """
    # The build counts days in UTC; in Asia and Oceania the next one may have begun.
    spare = 1
    today = facts.kb.today
    for article in facts.kb.articles:
        # Who plans an article dates it to its first public day.
        planned = max(today, article.publish_date or today)
        days = {
            "date": (article.date, planned),
            "updated": (article.updated, planned),
            "last_reviewed_on": (article.last_reviewed_on, today),
        }
        for key, (day, latest) in days.items():
            if day is not None and (day - latest).days > spare:
                yield Finding(article.fields[key], f"'{key}' is {day}, and today is {today}")
