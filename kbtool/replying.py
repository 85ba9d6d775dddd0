"""`kbtool suggest reply`, on one page: a message in, a draft of a reply out. Nothing is sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from kbtool.compiler import documents
from kbtool.frozen import dataclass
from kbtool.loop.match import Matcher
from kbtool.loop.reply.answers import Asked, answers, without_sender
from kbtool.loop.reply.message import read_message
from kbtool.model import Article, Category, Contact, KnowledgeBase
from kbtool.order import order
from kbtool.problems import KbtoolError, did_you_mean
from kbtool.publish.strings import Translate, load_strings
from kbtool.publish.theme import theme_folders
from kbtool.read.load import load
from kbtool.terminal import table
from kbtool.urls import article_path, to_url

__all__ = ["Answer", "Reply", "as_json", "as_text", "reply"]


@dataclass(frozen=True, slots=True)
class Answer:
    """An article that may answer, as a customer may see it."""

    id: str
    title: str
    answer: str
    url: str  # "" where mkdocs.yml does not say where the site is
    confidence: float


@dataclass(frozen=True, slots=True)
class Reply:
    """A draft, and what it follows from."""

    lang: str
    automatic: bool  # the message was sent by a program: do not answer it
    sure: bool
    question: str  # without personal data
    category: tuple[Category, ...]  # outermost first
    contact: Contact | None
    answers: tuple[Answer, ...]
    subject: str  # without personal data
    text: str


def reply(root: Path, content: bytes, limit: int, lang: str | None = None) -> Reply:
    """Return a draft of a reply to a message.

    Args:
        root: the project folder.
        content: an e-mail, or plain text.
        limit: at most so many articles.
        lang: of the message; told by its words when left out.

    Raises:
        KbtoolError: the message cannot be read, or there is no such language.
    """
    message = read_message(content)
    kb, _ = load(root)
    if lang is not None and lang not in kb.config.languages:
        languages = kb.config.languages
        hint = did_you_mean(lang, languages) or f"kb/kb.yml names {', '.join(languages)}"
        raise KbtoolError(f"no language '{lang}'", hint)
    found = order(kb)
    matcher = Matcher(documents(kb, found), kb.synonyms, kb.config.search)
    asked = answers(message, matcher, found.trees, limit, lang or "")
    by_key = {article.key: article for article in kb.articles}
    titled = tuple(
        _answer(by_key[asked.lang, one.id], one.confidence, kb) for one in asked.articles
    )
    category = _path(kb, asked)
    contact = _contact(kb, category)
    say = load_strings(theme_folders(root), asked.lang)
    # Mail is kept together by its ids: a subject need not repeat who wrote, and what he ordered.
    subject = without_sender(message.subject, message) or say("reply.no_subject")
    return Reply(
        asked.lang,
        message.automatic,
        asked.sure,
        asked.question,
        category,
        contact,
        titled,
        say("reply.subject", subject=subject),
        "" if message.automatic else _draft(titled, asked, contact, say),
    )


def _answer(article: Article, confidence: float, kb: KnowledgeBase) -> Answer:
    path = to_url(article_path(article, kb.config))
    site = kb.config.site_url
    url = urljoin(site if site.endswith("/") else f"{site}/", path) if site else ""
    return Answer(article.id, article.title, article.answer, url, confidence)


def _path(kb: KnowledgeBase, asked: Asked) -> tuple[Category, ...]:
    known = {category.key: category for category in kb.categories}
    levels = (asked.category[:n] for n in range(1, len(asked.category) + 1))
    return tuple(known[asked.lang, level] for level in levels if (asked.lang, level) in known)


def _contact(kb: KnowledgeBase, category: tuple[Category, ...]) -> Contact | None:
    """Return the contact of the innermost category that names one, else the site's."""
    named = [one.contact for one in reversed(category) if one.contact]
    return kb.contacts.get(named[0] if named else kb.config.contact)


def _draft(found: tuple[Answer, ...], asked: Asked, contact: Contact | None, say: Translate) -> str:
    """Return the text of a reply."""
    team = contact.title.in_lang(asked.lang) if contact else ""
    blocks = [say("reply.hello"), say("reply.thanks")]
    if asked.sure:
        blocks += [say("reply.sure"), _shown(found[0], whole=True)]
        if len(found) > 1:
            blocks += [say("reply.more"), "\n".join(_shown(one, whole=False) for one in found[1:])]
    elif found:
        blocks += [say("reply.maybe"), *(_shown(one, whole=True) for one in found)]
    else:
        blocks.append(say("reply.none"))
    if contact:
        blocks.append(say("reply.promise" if found else "reply.passed", team=team))
        blocks.append(_reach(contact, asked.lang, say))
    blocks.append(f"{say('reply.bye')}\n{team}".strip())
    return "\n\n".join(block for block in blocks if block) + "\n"


def _shown(one: Answer, *, whole: bool) -> str:
    lines = (one.title, one.answer if whole else "", one.url)
    return "\n".join(line for line in lines if line)


def _reach(contact: Contact, lang: str, say: Translate) -> str:
    lines = [
        ("reply.time", "reply", contact.reply.in_lang(lang)),
        ("reply.phone", "phone", contact.phone),
        ("reply.chat", "chat", contact.chat),
        ("reply.hours", "hours", contact.hours.in_lang(lang)),
    ]
    return "\n".join(say(key, **{name: value}) for key, name, value in lines if value)


def as_text(value: Reply) -> str:
    """Return a reply for people: what it follows from, and the draft."""
    place = " › ".join(one.title for one in value.category) or "none"
    who = value.contact
    rows = [("language", value.lang), ("asks", value.question), ("category", place)]
    if who:
        rows.append(("contact", f"{who.title.in_lang(value.lang)} <{who.email}>"))
    lines = [table(("message", ""), rows)]
    if value.answers:
        found = [(f"{one.confidence:.0%}", one.id, one.title) for one in value.answers]
        lines.append(table(("sure", "id", "question"), found, right={"sure"}))
    if value.automatic:
        lines.append("a program sent this message: it wants no reply")
    else:
        lines.append(f"Subject: {value.subject}\n\n{value.text}")
    return "\n\n".join(lines)


def as_json(value: Reply) -> dict[str, Any]:
    """Return a reply for a mail filter or a chat bot."""
    who = value.contact
    return {
        "lang": value.lang,
        "automatic": value.automatic,
        "sure": value.sure,
        "question": value.question,
        "category": {
            "path": list(value.category[-1].path) if value.category else [],
            "titles": [one.title for one in value.category],
        },
        "contact": {
            "name": who.name,
            "title": who.title.in_lang(value.lang),
            "email": who.email,
            "phone": who.phone,
            "chat": who.chat,
            "hours": who.hours.in_lang(value.lang),
            "reply": who.reply.in_lang(value.lang),
        }
        if who
        else None,
        "articles": [
            {
                "id": one.id,
                "title": one.title,
                "answer": one.answer,
                "url": one.url,
                "confidence": round(one.confidence, 3),
            }
            for one in value.answers
        ],
        "reply": None if value.automatic else {"subject": value.subject, "text": value.text},
    }
