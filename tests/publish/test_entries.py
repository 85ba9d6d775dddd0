"""An entry made without its page says what the page would say."""

from __future__ import annotations

from dataclasses import replace

from kbtool.compiler import examine, page_parts
from kbtool.model import Status
from kbtool.order import order
from kbtool.publish.article_page import link_targets, with_text
from kbtool.publish.entries import article_entry, entry_of
from kbtool.publish.page_parts import PageParts
from kbtool.publish.page_record import pack, unpack
from kbtool.publish.pages import planned_pages
from kbtool.resolve import resolve
from tests.conftest import REPOSITORY


def parts() -> PageParts:
    """Return what the pages of the sample are made of, some of its questions unlisted."""
    examined = examine(REPOSITORY)
    articles = tuple(
        replace(one, status=Status.UNLISTED) if place % 9 == 0 else one
        for place, one in enumerate(examined.kb.articles)
    )
    kb = replace(examined.kb, articles=articles)
    return page_parts(replace(examined, kb=kb, order=order(kb), resolution=resolve(kb)), {})


def test_an_entry_of_a_question_is_that_of_its_page() -> None:
    found = parts()
    planned = [one for one in planned_pages(found) if one.article]

    entries = [article_entry(found, one.article) for one in planned if one.article]

    assert entries == [entry_of(one.make()) for one in planned]
    assert {entry.listed for entry in entries} == {True, False}


def test_only_listed_questions_stand_as_markdown() -> None:
    entries = [entry_of(one.make()) for one in planned_pages(parts())]

    named = [entry for entry in entries if entry.markdown_path]

    assert named == [one for one in entries if one.kind == "article" and one.listed]


def test_a_page_made_again_around_its_text_is_the_page() -> None:
    found = parts()
    planned = [one for one in planned_pages(found) if one.article]

    again = []
    for one in planned:
        assert one.article is not None
        packed = pack(one.make(), *link_targets(found, one.article))
        around, on_page, in_markdown = unpack(packed)
        assert around.body == around.markdown == around.view.description == ""
        again.append(with_text(around, one.article, on_page, in_markdown))

    assert again == [one.make() for one in planned]
