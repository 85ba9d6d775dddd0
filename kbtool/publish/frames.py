"""The frame of a page of a question or a category: all but its own, finished once for many.

A frame is drawn from a view that has lost whatever tells two questions apart, so that no
template can put anything of one page into another. It never looks into templates itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from kbtool.frozen import dataclass
from kbtool.publish.fragments import Finished, mark_of
from kbtool.publish.page import Page
from kbtool.publish.rendered import Heading
from kbtool.publish.security import Inline
from kbtool.publish.shown import ShownPage
from kbtool.publish.views import Alternate, ArticleView, BannerView, ContactView, PageView

__all__ = ["BRANCH", "SKIP", "TITLE", "Frame", "Outline", "frame_of", "outline"]

TITLE, SKIP = "title", "skip"
"""What stands within a line of a frame: the title, and the address of the first heading."""

BRANCH = "partials/kb-branch.html"
"""The template that shows the sidebar, and nothing besides."""

_MARKS = re.compile(mark_of("([^\ufdd1]+)"))
_FRAMED = ("article", "category")  # kinds whose templates show what is their own by `own`
_LISTED = 3  # headings from which on there is a contents list; a frame counts no further
_DECISIVE = ("<pre", "tabbed-set")  # what in a body decides on the scripts of its page
_WHITE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Outline:
    """All that the frames of a language differ by, but for the folder."""

    kind: str
    lang: str
    alternates: int
    contact: ContactView | None
    banner: BannerView | None
    answer: bool
    feedback: str
    headings: int  # of the contents list, as far as they count
    body: tuple[str, ...]

    def view(self, like: PageView) -> PageView:
        """Return the view of a frame; `like` is that of any page in its language."""
        common = {
            name: getattr(like, name)
            for name in ("site_title", "home_url", "list_url", "search_url", "news_url")
        }
        also = {name: getattr(like, name) for name in ("statement_url", "feed_url", "tags_url")}
        return PageView(
            kind=self.kind,
            lang=self.lang,
            title=mark_of(TITLE),
            description="",
            url="",
            banner=self.banner,
            crumbs=(),
            nav=(),
            alternates=(Alternate("", "", "", exact=True, current=True),) * self.alternates,
            contact=self.contact,
            article=_question(self.answer, self.feedback) if self.kind == "article" else None,
            **common,
            **also,
        )

    def page(self, template: str) -> ShownPage:
        """Return what the templates of a frame know as `page`."""
        return ShownPage(
            title=mark_of(TITLE),
            url="",
            canonical_url=None,
            abs_url=None,
            edit_url=None,
            meta={"template": template},
            content=" ".join(self.body),
            toc=(Heading("", mark_of(SKIP), 2, ()),) * self.headings,
        )


def outline(page: Page, shown: ShownPage) -> Outline | None:
    """Return what the frame of a page is made of; None for a page that is drawn as a whole.

    White space at a mark within a line could become another than it is in the whole page.
    """
    view = page.view
    article = view.article
    skip = shown.toc[0].id if shown.toc else ""
    if view.kind not in _FRAMED or page.meta or _WHITE.search(skip):
        return None
    if "\n" in view.title or view.title != view.title.strip():
        return None
    top = shown.toc
    if top and top[0].level == 1:
        top = top[0].children
    content = shown.content
    return Outline(
        kind=view.kind,
        lang=view.lang,
        alternates=len(view.alternates),
        contact=view.contact,
        banner=view.banner,
        answer=bool(article and article.answer),
        feedback=article.feedback if article else "",
        headings=_LISTED if len(top) >= _LISTED else min(len(shown.toc), 1),
        body=tuple([one for one in _DECISIVE if one in content]),
    )


def _question(answer: bool, feedback: str) -> ArticleView:
    return ArticleView(
        id="",
        answer="yes" if answer else "",
        also_asked=(),
        related=(),
        backlinks=(),
        previous=None,
        next=None,
        tags=(),
        tag_links=(),
        updated=None,
        reviewed=None,
        unlisted=False,
        draft=False,
        feedback=feedback,
    )


_Part = tuple[str, str, str]  # white space, text, white space


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame with gaps for what is a page's own."""

    names: tuple[str, ...]  # what goes into each gap
    parts: tuple[_Part, ...]  # what stands around the gaps, one more
    links: frozenset[str]
    inline: Inline

    def filled(self, own: Callable[[str], Finished]) -> Finished:
        """Return the whole page.

        Args:
            own: returns what goes into a gap, by its name.
        """
        texts: list[str] = []
        links, inline = [self.links], self.inline
        first, *others = self.parts
        white = _add(texts, "", first)
        for name, part in zip(self.names, others, strict=True):
            found = own(name)
            links.append(found.links)
            inline |= found.inline
            white = _add(texts, white, _part(found.text))
            white = _add(texts, white, part)
        texts.append(white)
        return Finished("".join(texts), frozenset().union(*links), inline)


def frame_of(drawn: Finished) -> Frame:
    """Return the frame in what a template drew, marks in its gaps."""
    texts = _MARKS.split(drawn.text)
    parts = tuple(map(_part, texts[::2]))
    return Frame(tuple(texts[1::2]), parts, drawn.links, drawn.inline)


def _part(text: str) -> _Part:
    bare = text.strip()
    if not bare:
        return text, "", ""
    begin = text.index(bare[0])
    end = begin + len(bare)
    return text[:begin], bare, text[end:]


def _add(texts: list[str], white: str, part: _Part) -> str:
    """Add a part behind white space; return the white space behind it."""
    before, text, behind = part
    white += before
    if not text:
        return white
    texts.append("\n" if "\n" in white else white)
    texts.append(text)
    return behind
