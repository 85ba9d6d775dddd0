"""What search knows after the bodies of a few questions have changed.

It is imported in the process that needs it: whoever finds that more has changed never pays for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kbtool.last import SEARCH, Last, MoreChanged
from kbtool.model import Article, Config, Synonym
from kbtool.search.corpus import Corpus
from kbtool.search.kept import Kept, from_bytes
from kbtool.search.similar import Like, all_similar
from kbtool.search.updated import Changes, updated
from kbtool.searched import Searched, document_digest
from kbtool.timing import stage

__all__ = ["learnt"]


def learnt(
    last: Last,
    edited: Sequence[tuple[Article, bytes]],
    config: Config,
    synonyms: Sequence[Synonym],
) -> Searched:
    """Return what search knows now.

    Args:
        last: the last build.
        edited: questions as they are now, each with the SHA-256 of its file.
        config: of the knowledge base.
        synonyms: of all languages.

    Raises:
        MoreChanged: another page shows other questions now, or the last build left nothing.
    """
    with stage("analyse"):
        content = last.read(SEARCH)
        if content is None:
            raise MoreChanged
        kept = from_bytes(content)
        documents, digests = [], dict(last.facts.documents)
        for article, source in edited:
            before = kept.corpus.parts[article.lang].document(article.id)
            if before is None:
                raise MoreChanged
            documents.append(replace(before, text=article.text))
            around = (before.category, config.multilingual)
            digests[article.key] = document_digest(source, article, before.asks, around)
        texts, changes = updated(kept.corpus, documents, (), synonyms, config.search)
    with stage("similar"):
        likes = _likes(kept, texts, changes)
    return Searched(texts, changes, kept.exported, likes, digests)


def _likes(kept: Kept, texts: Corpus, changes: Mapping[str, Changes]) -> dict[str, dict[str, Like]]:
    """Return what is like each question now."""
    likes = {}
    for lang, known in kept.similar.items():
        limits = {id: like.limit for id, like in known.items()}
        likes[lang] = all_similar(texts.parts[lang], limits, known, changes.get(lang))
        if any(like.ids != likes[lang][id].ids for id, like in known.items()):
            raise MoreChanged
    return likes
