"""`kb/synonyms.yml`: words that mean the same to customers, by language."""

from __future__ import annotations

from collections.abc import Mapping

from kbtool.model import Source, Synonym
from kbtool.problems import Problem, did_you_mean
from kbtool.read import rules
from kbtool.read.yaml_source import Entry, Node, read_yaml

__all__ = ["read_synonyms"]

MAX_CHARS = 64  # of a word or phrase
FORMS = "write '- [parcel, package]' for both ways, '- {duvet: quilt}' for one way"


def read_synonyms(
    text: str, path: str, languages: tuple[str, ...]
) -> tuple[tuple[Synonym, ...], list[Problem]]:
    """Return the good synonyms of a file, and what is wrong with the others.

    Args:
        text: YAML: a mapping of languages to lists; with one language, the list alone.
            An entry is a list of words that find each other, or a mapping of a word to what
            it finds, too, though not the other way round.
        path: of the file, for the sources.
        languages: of the knowledge base.
    """
    node, problems = read_yaml(text, path)
    if node is None or node.value is None:
        return (), problems
    reader = _Reader(problems)
    if isinstance(node.value, Mapping):
        for lang, entry in node.value.items():
            if lang in languages:
                reader.entries(lang, entry.node)
            else:
                hint = did_you_mean(lang, languages) or f"kb.yml has {', '.join(languages)}"
                reader.report(entry.key, f"'{lang}' is no language of the knowledge base", hint)
    elif len(languages) == 1:
        reader.entries(languages[0], node)
    else:
        hint = f"write '{languages[0]}:' above the list"
        reader.report(node.source, "synonyms belong to a language", hint)
    return tuple(reader.synonyms), reader.problems


class _Reader:
    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.synonyms: list[Synonym] = []

    def report(self, source: Source, message: str, hint: str = FORMS) -> None:
        self.problems.append(Problem(rules.BAD_SYNONYM, source, message, hint))

    def entries(self, lang: str, node: Node) -> None:
        if node.value is None:
            return
        if not isinstance(node.value, tuple):
            self.report(node.source, f"the synonyms of '{lang}' are a list, not {node.type_name}")
            return
        for entry in node.value:
            if isinstance(entry.value, tuple):
                self.both_ways(lang, entry, entry.value)
            elif isinstance(entry.value, Mapping):
                self.one_way(lang, entry.value)
            else:
                self.report(entry.source, f"a synonym is a list of words, not {entry.type_name}")

    def both_ways(self, lang: str, entry: Node, items: tuple[Node, ...]) -> None:
        words = self.words(entry)
        if len(set(words)) > 1:
            self.synonyms.append(Synonym(lang, words, words, items[0].source))
        elif len(words) == len(items):
            self.report(entry.source, "a word alone has no synonym")

    def one_way(self, lang: str, entries: Mapping[str, Entry]) -> None:
        for word, found in entries.items():
            targets = self.words(found.node)
            if not word.strip() or len(word) > MAX_CHARS:
                self.report(found.key, f"a word has 1 to {MAX_CHARS} characters")
            elif targets:
                self.synonyms.append(Synonym(lang, (word.strip(),), targets, found.key))
            elif found.node.value is None or found.node.value == ():
                self.report(found.key, f"'{word}' finds nothing")

    def words(self, node: Node) -> tuple[str, ...]:
        """Return the good words of a node, a list of them or one."""
        found = []
        for item in node.value if isinstance(node.value, tuple) else (node,):
            if isinstance(item.value, tuple | Mapping):
                self.report(item.source, f"a synonym is a word, not {item.type_name}")
            elif item.value is not None:
                word = item.raw.strip()
                if word and len(word) <= MAX_CHARS:
                    found.append(word)
                else:
                    self.report(item.source, f"a word has 1 to {MAX_CHARS} characters")
        return tuple(found)
