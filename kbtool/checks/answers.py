"""KB4xx: answers answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kbtool.allowed_html import allowed_attribute, allowed_tag
from kbtool.checks.register import Facts, Finding, Scope, check
from kbtool.model import Article, LinkKind
from kbtool.problems import Severity
from kbtool.read.markup import Tag, place, prose, tags

__all__: list[str] = []

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_LATIN = re.compile(r"[a-zA-Z0-9\u00c0-\u024f]")
# An image whose target stands elsewhere: ![alt][name] or ![alt][].
_REFERENCE_IMAGE = re.compile(r"!\[\s*\]\[[^\[\]\n]{0,300}\]")


@check("KB401", "empty-answer", scope=Scope.ARTICLE)
def empty_answer(facts: Facts) -> Iterator[Finding]:
    """A question that readers can see has an answer.

    Bad:  front matter and nothing below it
    Good: `answer: Within 48 hours.` or a body
    """
    for article in facts.kb.articles:
        # A draft that a preview shows may still be empty.
        published = article.status.published and not article.draft
        body = _COMMENT.sub("", article.body)
        if published and not article.answer and not body.strip():
            message = "the question has no answer"
            yield Finding(article.source, message, "write 'answer:' or a body, or 'draft: true'")


@check("KB402", "long-answer", Severity.WARNING, scope=Scope.ARTICLE)
def long_answer(facts: Facts) -> Iterator[Finding]:
    """An answer is short enough to be read: `max_answer_characters` of kb.yml.

    Bad:  one article on returns with 9,000 characters
    Good: an article each on how to return, what it costs and when the money is back
    """
    limit = facts.kb.config.checks.max_answer_characters
    for article in facts.kb.articles:
        if len(article.text) > limit:
            message = f"the answer has {len(article.text):,} characters, more than {limit:,}"
            yield Finding(article.source, message, "make a question of each of its parts")


@check("KB403", "heading-jump", Severity.WARNING, scope=Scope.ARTICLE)
def heading_jump(facts: Facts) -> Iterator[Finding]:
    """A heading is at most one level below the one before it; the title is on level 1.

    Bad:  ## Cards, then #### Credit cards
    Good: ## Cards, then ### Credit cards
    """
    for article in facts.kb.articles:
        above = 1
        for heading in article.headings:
            if heading.level > above + 1:
                before = f"one of level {above}" if above > 1 else "the title"
                message = f"a heading of level {heading.level} follows {before}"
                yield Finding(heading.source, message, f"write {'#' * (above + 1)}")
            above = heading.level


@check("KB404", "missing-alt", Severity.WARNING, scope=Scope.ARTICLE)
def missing_alt(facts: Facts) -> Iterator[Finding]:
    """A picture says in words what it shows; `<img alt="">` marks one that is only ornament.

    Bad:  ![](label.png)
    Good: ![The return label, with the code at the top right](label.png)
    """
    hint = "say between the square brackets what the picture shows"
    for article in facts.kb.articles:
        for link in article.links:
            if link.kind is LinkKind.IMAGE and not link.text.strip():
                yield Finding(link.source, f"the picture '{link.target}' has no text", hint)
        if "![" in article.body and "][" in article.body:
            for match in _REFERENCE_IMAGE.finditer(prose(article.body)):
                yield Finding(place(article, *match.span()), "the picture has no text", hint)
        for tag in tags(article.body) if _has_picture(article) else ():
            if tag.name == "img" and tag.value("alt") is None:
                what = tag.value("src") or ""
                at = place(article, tag.start, tag.end)
                yield Finding(at, f"the picture '{what}' has no 'alt'", "say what it shows")


def _has_picture(article: Article) -> bool:
    # Most bodies hold no tag at all, and to fold the case of all takes as long as all else.
    return "<" in article.body and "<img" in article.body.lower()


@check("KB406", "banned-word", Severity.WARNING, scope=Scope.ARTICLE)
def banned_word(facts: Facts) -> Iterator[Finding]:
    """A text has none of the `banned_words` of kb.yml; what customers say may have them.

    Bad:  Simply click the button.    with banned_words: [simply]
    Good: Click the button.
    """
    words = facts.kb.config.checks.banned_words
    if not words:
        return
    found = re.compile(
        "|".join(_whole(word) for word in sorted(words, key=len, reverse=True)), re.I
    )
    for article in facts.kb.articles:
        for key, text in _own_words(article):
            for word in {match[0] for match in found.finditer(text)}:
                at = article.fields.get(key, article.source)
                yield Finding(at, f"'{word}' is a banned word of kb.yml")
        if found.search(article.body):
            text = prose(article.body)
            targets = [(link.start, link.end) for link in article.links]
            for match in found.finditer(text):
                if not any(start <= match.start() < end for start, end in targets):
                    at = place(article, *match.span())
                    yield Finding(at, f"'{match[0]}' is a banned word of kb.yml")


def _whole(word: str) -> str:
    """Return a pattern of a word; Chinese has no borders between words."""
    begin = r"\b" if _LATIN.match(word[0]) else ""
    end = r"\b" if _LATIN.match(word[-1]) else ""
    return begin + re.escape(word) + end


def _own_words(article: Article) -> Iterator[tuple[str, str]]:
    yield ("question" if "question" in article.fields else "title"), article.title
    yield "answer", article.answer
    yield "description", article.description


@check("KB409", "removed-html", Severity.WARNING, scope=Scope.ARTICLE)
def removed_html(facts: Facts) -> Iterator[Finding]:
    """Raw HTML in a body is of the kind that pages keep.

    Bad:  <iframe src="https://video.example/1"></iframe>, <b onclick="...">, <your-name>
    Good: <kbd>Ctrl</kbd>, <details>, <img src="label.png" alt="The label">, `<your-name>`
    """
    trusted = facts.kb.config.trusted_html
    for article in () if trusted else facts.kb.articles:
        for tag in tags(article.body):
            if not allowed_tag(tag.name):
                at = place(article, tag.start, tag.end)
                yield Finding(at, f"pages hold no <{tag.name}>", _instead(tag))
                continue
            for attribute in tag.attributes:
                key = attribute.key
                # Where an allowed attribute leads is for the rules of links.
                if not allowed_attribute(tag.name, key):
                    at = place(article, attribute.start, attribute.end)
                    yield Finding(at, f"pages keep no '{key}' of <{tag.name}>", "remove it")


def _instead(tag: Tag) -> str:
    if tag.name == "iframe" and tag.value("src"):
        return f"link to {tag.value('src')} instead"
    known = "script style iframe form input button select textarea object embed svg math font"
    if tag.name in known.split():
        return "remove it"
    return "put it between backticks if readers are to see it, else remove it"
