"""KB3xx: what front matter, category files and the ask log say must fit together.

Faults of form (wrong type, bad date, unknown key) are found while reading.
"""

from __future__ import annotations

from collections.abc import Iterator

from kbtool.checks.register import Facts, Finding, check
from kbtool.problems import Severity, did_you_mean

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
    ids = {article.id for article in facts.kb.articles}
    told = set()
    for ask in facts.kb.asks:
        if ask.id not in ids and ask.id not in told:
            told.add(ask.id)
            message = f"the log counts '{ask.id}', and no article has that id"
            yield Finding(ask.at, message, did_you_mean(ask.id, ids))
