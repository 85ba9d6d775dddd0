"""The pages that lead to questions by category: the home page, the categories."""

from __future__ import annotations

from kbtool.model import ARTICLES
from kbtool.order import Branch
from kbtool.publish.page import Page
from kbtool.publish.page_parts import PageParts, contact_view, newest
from kbtool.publish.views import CategoryView, ContactView, HomeView, Item
from kbtool.urls import LIST_PAGE, category_path, home_path, to_url

__all__ = ["category_page", "home_page"]

HOME_NEWS = 4
CATEGORY_HOT = 5
CATEGORY_QUESTIONS = 20
"""On the page of a category, so that it stays light; the others are on that of all questions."""


def home_page(parts: PageParts, tree: Branch) -> Page:
    """Return the home page of a language."""
    lang = tree.category.lang
    path = home_path(lang, parts.config)
    hot = parts.hot(tree)[: parts.config.most_asked]
    contacts, teams = _reach(parts, tree)
    description = parts.config.description.in_lang(lang)
    home = HomeView(
        description=description,
        most_asked=tuple(parts.item(a, with_category=True) for a in hot),
        categories=tuple(parts.card(branch) for branch in tree.branches),
        contacts=contacts,
        teams=teams,
        count=tree.count,
        news=tuple(parts.news_item(one) for one in parts.news[lang][:HOME_NEWS]),
        untranslated=parts.untranslated.get(tree.category.key, ()),
    )
    title = parts.site_title(lang)
    alternates = parts.alternates(lang, {one: home_path(one, parts.config) for one in parts.langs})
    contact = parts.contact(lang, ())
    view = parts.view(
        "home", lang, title, path, (), alternates, description, contact=contact, home=home
    )
    return Page(path, view, lastmod=newest(tree.all_articles()))


def _reach(parts: PageParts, tree: Branch) -> tuple[tuple[ContactView, ...], tuple[Item, ...]]:
    """Return the contacts that the home page tells whole, and links to all others.

    A page that told all of them whole would be a quarter heavier, for numbers that most
    visitors do not call; each stands on the page of its category.
    """
    lang = tree.category.lang
    places: dict[str, str] = {}
    for branch in tree.walk():
        if branch.category.contact != parts.config.contact:
            places.setdefault(branch.category.contact, parts.category_url(branch.category))
    whole: list[ContactView] = []
    teams: list[Item] = []
    for name, contact in parts.kb.contacts.items():
        view = contact_view(contact, lang)
        if name in places:
            teams.append(Item(view.title, f"{places[name]}#kb-contact", view.reply))
        elif name == parts.config.contact:
            whole.insert(0, view)
        else:
            whole.append(view)
    return tuple(whole), tuple(teams)


def category_page(parts: PageParts, branch: Branch) -> Page:
    """Return the page of a category."""
    category = branch.category
    lang = category.lang
    path = category_path(lang, category.path, parts.config)
    shown = CategoryView(
        description=category.description,
        icon=category.icon,
        count=branch.count,
        categories=tuple(parts.card(child) for child in branch.branches),
        questions=tuple(parts.item(a) for a in branch.articles[:CATEGORY_QUESTIONS]),
        most_asked=_hot(parts, branch) if branch.branches else (),
        more=_more(parts, branch) if len(branch.articles) > CATEGORY_QUESTIONS else None,
        untranslated=parts.untranslated.get(category.key, ()),
    )
    elsewhere = {
        one: category_path(one, category.path, parts.config)
        for one in parts.langs
        if (one, category.path) in parts.branches
    }
    view = parts.view(
        "category",
        lang,
        category.title,
        path,
        parts.crumbs(lang, category.path[:-1]),
        parts.alternates(lang, elsewhere, category.path),
        category.description,
        nav=parts.sidebars[lang].of_category(category.path),
        contact=parts.contact(lang, category.path),
        category=shown,
    )
    edit = category.source.path.removeprefix(f"{ARTICLES}/") if category.declared else ""
    return Page(path, view, edit_path=edit, lastmod=newest(branch.all_articles()))


def _hot(parts: PageParts, branch: Branch) -> tuple[Item, ...]:
    return tuple(parts.item(a) for a in parts.hot(branch)[:CATEGORY_HOT])


def _more(parts: PageParts, branch: Branch) -> Item:
    lang = branch.category.lang
    title = parts.strings[lang]("category.all", n=len(branch.articles))
    anchor = to_url(parts.topic_anchor(branch.category))
    return Item(title, f"{parts.page_url(LIST_PAGE, lang)}#{anchor}")
