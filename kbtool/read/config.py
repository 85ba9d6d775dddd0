"""`kb/kb.yml` and `kb/contacts.yml`: the settings of a knowledge base."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kbtool.model import MAX_DEPTH, CheckSettings, Config, Contact, Ranking, Source
from kbtool.problems import Problem
from kbtool.read import rules
from kbtool.read.banner import read_banner
from kbtool.read.feedback import read_feedback
from kbtool.read.fields import Fields
from kbtool.read.logs import read_log_settings
from kbtool.read.yaml_source import Node, read_yaml

__all__ = ["read_config", "read_contacts"]

CONFIG_KEYS = (
    "languages",
    "title",
    "description",
    "max_depth",
    "half_life_months",
    "tags",
    "most_asked",
    "related",
    "contact",
    "banner",
    "feedback",
    "html",
    "checks",
    "search",
    "logs",
)
SEARCH = {
    "title": (0, 20),
    "also_asked": (0, 20),
    "keywords": (0, 20),
    "answer": (0, 20),
    "body": (0, 20),
    "category": (0, 5),
    "asked_weight": (0, 5),
    "k1": (0.1, 5),
    "b": (0, 1),
    "k1_asked": (0.1, 5),
    "b_asked": (0, 1),
    "unigram": (0.01, 5),
    "bigram": (0.01, 5),
    "function_word": (0.01, 1),
    "function_unigram": (0.01, 1),
    "function_bigram": (0.01, 1),
    "asks_factor": (0, 3),
    "asks_limit": (1, 1_000_000),
}
"""Which numbers of the ranking may be set, and within which bounds."""
CHECK_KEYS = (
    "select",
    "ignore",
    "severity",
    "max_answer_characters",
    "question_titles",
    "banned_words",
    "near_duplicate",
)
HTML = ("safe", "trusted")
"""What becomes of the HTML in bodies: cut down to an allow-list, or left as it is."""
SEVERITIES = ("info", "warning", "error")
CONTACT_KEYS = ("title", "hours", "reply", "email", "phone", "chat")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,8})?\Z")
_URL = re.compile(r"https?://\S+\Z")


def read_config(text: str, path: str) -> tuple[Config, list[Problem]]:
    """Return the settings in the text of `kb.yml`; what is wrong keeps its default."""
    node, problems = read_yaml(text, path)
    if node is None:
        return Config(source=Source(path)), problems
    fields = Fields(node, CONFIG_KEYS, "kb.yml")
    default = Config()
    languages = _languages(fields) or default.languages
    tags = fields.texts("tags") if fields.node("tags") else None
    max_depth = fields.whole("max_depth", 1, MAX_DEPTH)
    half_life = fields.number("half_life_months", 0.1, 1200)
    most_asked = fields.whole("most_asked", 1, 100)
    related = fields.whole("related", 0, 20)
    config = Config(
        languages=languages,
        title=fields.localised("title", languages),
        description=fields.localised("description", languages),
        max_depth=max_depth or default.max_depth,
        half_life_months=half_life or default.half_life_months,
        tags=tags,
        most_asked=most_asked or default.most_asked,
        related=default.related if related is None else related,
        contact=fields.text("contact"),
        banner=read_banner(fields, languages),
        feedback=read_feedback(fields),
        trusted_html=fields.choice("html", HTML, HTML[0]) == "trusted",
        checks=_checks(fields),
        search=_search(fields),
        logs=read_log_settings(fields),
        source=Source(path),
        fields=fields.sources,
    )
    return config, problems + fields.problems


def _checks(fields: Fields) -> CheckSettings:
    node = fields.node("checks")
    default = CheckSettings()
    if node is None:
        return default
    inner = Fields(node, CHECK_KEYS, "'checks'")
    severity: dict[str, str] = {}
    places = inner.sources
    if (mapping := inner.node("severity")) is not None:
        ids = mapping.value if isinstance(mapping.value, Mapping) else {}
        levels = Fields(mapping, ids, "'severity'")
        severity = {id: level for id in ids if (level := levels.choice(id, SEVERITIES))}
        inner.problems += levels.problems
        places |= {f"severity/{id}": levels.entries[id].key for id in levels.entries}
    longest = inner.whole("max_answer_characters", 1, 1_000_000)
    near = inner.number("near_duplicate", 0.5, 1)
    fields.problems += inner.problems
    return CheckSettings(
        select=inner.texts("select"),
        ignore=inner.texts("ignore"),
        severity=severity,
        max_answer_characters=longest or default.max_answer_characters,
        question_titles=inner.flag("question_titles", default.question_titles),
        banned_words=inner.texts("banned_words"),
        near_duplicate=near or default.near_duplicate,
        fields=places,
    )


def _search(fields: Fields) -> Ranking:
    node = fields.node("search")
    default = Ranking()
    if node is None:
        return default
    inner = Fields(node, (*SEARCH, "thesaurus"), "'search'")
    numbers = {name: inner.number(name, *bounds) for name, bounds in SEARCH.items()}
    given = {name: value for name, value in numbers.items() if value is not None}
    usual = inner.flag("thesaurus", default.thesaurus)
    fields.problems += inner.problems
    return replace(default, **given, thesaurus=usual)


def _languages(fields: Fields) -> tuple[str, ...]:
    languages = []
    for lang, source in fields.placed_texts("languages"):
        if not _LANGUAGE.match(lang):
            fields.report(
                rules.BAD_VALUE, source, f"'{lang}' is no language code", "write zh, en or pt-BR"
            )
        elif lang in languages:
            fields.report(rules.BAD_VALUE, source, f"the language '{lang}' is named twice")
        else:
            languages.append(lang)
    return tuple(languages)


def read_contacts(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[dict[str, Contact], list[Problem]]:
    """Return the contacts in the text of `contacts.yml` by their names."""
    node, problems = read_yaml(text, path)
    contacts: dict[str, Contact] = {}
    if node is None:
        return contacts, problems
    if not isinstance(node.value, Mapping):
        return contacts, problems + Fields(node, (), "contacts.yml").problems
    for name, entry in node.value.items():
        contact, found = _contact(name, entry.node, languages)
        contacts[name] = contact
        problems += found
    return contacts, problems


def _contact(name: str, node: Node, languages: tuple[str, ...]) -> tuple[Contact, list[Problem]]:
    fields = Fields(node, CONTACT_KEYS, f"the contact '{name}'")
    chat = fields.text("chat")
    if chat and not _URL.match(chat):
        fields.report(rules.BAD_VALUE, fields.at("chat"), f"'{chat}' is no web address")
        chat = ""
    contact = Contact(
        name=name,
        title=fields.localised("title", languages),
        hours=fields.localised("hours", languages),
        reply=fields.localised("reply", languages),
        email=fields.text("email"),
        phone=fields.text("phone"),
        chat=chat,
    )
    return contact, fields.problems
