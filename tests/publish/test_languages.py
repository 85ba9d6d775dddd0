"""A further language needs one strings file and no code.

The test languages are made of the English strings between brackets, so that what a page
says past its strings file stands out.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import pytest

from kbtool.build import build
from kbtool.problems import Severity
from kbtool.publish.strings import load_strings, own_strings
from kbtool.publish.theme import theme_folder, theme_folders
from tests.conftest import REPOSITORY, Project

ENGLISH = {key: node.raw for key, node in own_strings((theme_folder(),), "en").items()}
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
FRENCH = {
    "page.name": "Français",
    "page.material": "fr",
    "plural.one": "i = 0,1",
    "number.group": "\u202f",
    "date.long": "{d} {month} {y}",
    "date.months": MONTHS,
    "count.one": "{n} question posée",
    "count.other": "{n} questions posées",
}
ARABIC = {
    "page.name": "العربية",
    "page.material": "ar",
    "plural.zero": "n = 0",
    "plural.one": "n = 1",
    "plural.two": "n = 2",
    "plural.few": "n % 100 = 3..10",
    "plural.many": "n % 100 = 11..99",
    "count.two": "سؤالان",
}
POLISH = {
    "plural.one": "i = 1 and v = 0",
    "plural.few": "v = 0 and i % 10 = 2..4 and i % 100 != 12..14",
    "search.count_one": "{n} wynik",
    "search.count_few": "{n} wyniki",
    "search.count_other": "{n} wyników",
}


def strings_file(own: dict[str, str]) -> str:
    """Return a strings file: `own` strings, and those of English between brackets."""
    kept = ("page.material", "page.locale", "number.", "plural.", "date.")
    texts = {
        key: text if key.startswith(kept) else f"⟦{text}⟧"
        for key, text in ENGLISH.items()
        if not key.startswith("plural.")
    }
    groups: dict[str, dict[str, str]] = {}
    for key, text in {**texts, **own}.items():
        group, _, name = key.partition(".")
        groups.setdefault(group, {})[name] = text
    lines = []
    for group, entries in groups.items():
        lines += [f"{group}:", *(f"  {name}: {json.dumps(entries[name])}" for name in entries)]
    return "\n".join(lines) + "\n"


def question(id: str, title: str, extra: str = "") -> str:
    return f'---\nid: {id}\ntitle: "{title}"\nanswer: "{title}."\n{extra}---\n\n{title}.\n'


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site in two languages that kbtool does not know."""
    root = tmp_path_factory.mktemp("languages")
    files = {
        "mkdocs.yml": (REPOSITORY / "mkdocs.yml").read_text(encoding="utf-8"),
        "theme/locales/fr.yml": strings_file(FRENCH),
        "theme/locales/ar.yml": strings_file(ARABIC),
        "kb/kb.yml": "languages: [fr, ar]\ntitle: {fr: Aide, ar: مساعدة}\n",
        "kb/articles/fr/retours/_category.yml": "title: Retours\n",
        "kb/articles/fr/retours/retour.md": question(
            "retour", "Comment retourner ?", "updated: 2026-03-05\n"
        ),
        "kb/articles/fr/retours/frais.md": question("frais", "Quels frais ?"),
        "kb/articles/fr/compte/_category.yml": "title: Compte\n",
        "kb/articles/fr/compte/points.md": question("points", "Où sont mes points ?"),
        "kb/articles/ar/retours/_category.yml": "title: الإرجاع\n",
        "kb/articles/ar/retours/retour.md": question("retour", "كيف أعيد المنتج؟"),
        "kb/articles/ar/retours/autre.md": question("autre", "متى يصل المبلغ؟"),
    }
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    examined = build(root)
    assert [one for one in examined.problems if one.severity > Severity.INFO] == []
    return root / "site"


def page(site: Path, path: str) -> str:
    return html.unescape((site / path).read_text(encoding="utf-8"))


def pages(site: Path) -> list[str]:
    return sorted(
        path.relative_to(site).as_posix()
        for lang in ("fr", "ar")
        for path in (site / lang).rglob("*.html")
    )


def test_every_word_of_a_page_comes_from_the_strings_file(site: Path) -> None:
    phrases = [text for text in ENGLISH.values() if " " in text and "{" not in text]
    said_in_english = [
        (path, phrase)
        for path in pages(site)
        for text in [re.sub("⟦[^⟧]*⟧", "", page(site, path))]
        for phrase in phrases
        if phrase in text
    ]

    assert said_in_english == []


def test_a_page_names_its_language_and_its_direction(site: Path) -> None:
    heads = {
        lang: (
            f'<html lang="{lang}"' in page(site, f"{lang}/retours/retour.html"),
            re.search(r"<body dir=\"(\w+)\"", page(site, f"{lang}/retours/retour.html")),
        )
        for lang in ("fr", "ar")
    }

    found = {lang: (named, match[1] if match else "") for lang, (named, match) in heads.items()}
    assert found == {"fr": (True, "ltr"), "ar": (True, "rtl")}


def test_a_date_is_written_in_the_language(site: Path) -> None:
    text = page(site, "fr/retours/retour.html")

    assert '<time datetime="2026-03-05">5 mars 2026</time>' in text


def test_a_count_takes_the_form_of_the_language(site: Path) -> None:
    counts = [
        "2 questions posées" in page(site, "fr/retours/index.html"),
        "1 question posée" in page(site, "fr/compte/index.html"),
        "سؤالان" in page(site, "ar/retours/index.html"),
    ]

    assert counts == [True, True, True]


def test_the_switch_stays_on_the_question_or_says_where_it_leads(site: Path) -> None:
    switches = {
        path: re.findall(r'kb-language" href="([^"]+)" hreflang="ar"', page(site, f"fr/{path}"))[0]
        for path in ("retours/retour.html", "retours/frais.html", "compte/points.html")
    }

    assert switches == {
        "retours/retour.html": "../../ar/retours/retour.html",
        "retours/frais.html": "../../ar/retours/index.html#kb-untranslated",
        "compte/points.html": "../../ar/index.html#kb-untranslated",
    }


def test_the_switch_leads_to_a_notice_in_the_language_of_its_page(site: Path) -> None:
    notice = f"⟦{ENGLISH['untranslated.notice']}⟧"

    there = [
        f'id="kb-untranslated" tabindex="-1">{notice}' in page(site, path)
        for path in ("ar/index.html", "ar/retours/index.html")
    ]
    assert there == [True, True]


def test_what_a_language_lacks_is_offered_in_the_one_that_has_it(site: Path) -> None:
    offered = {
        path: re.findall(r'href="([^"]+)" dir="auto" hreflang="\w+">([^<]+)<', page(site, path))
        for path in ("ar/index.html", "ar/retours/index.html", "fr/retours/index.html")
    }

    assert offered == {
        "ar/index.html": [("../fr/compte/points.html", "Où sont mes points ?")],
        "ar/retours/index.html": [("../../fr/retours/frais.html", "Quels frais ?")],
        "fr/retours/index.html": [("../../ar/retours/autre.html", "متى يصل المبلغ؟")],
    }


def test_titles_in_another_language_are_marked_as_such(site: Path) -> None:
    text = page(site, "ar/retours/index.html")

    marked = (
        '<span lang="fr">Français</span>' in text,
        'class="kb-questions kb-questions--compact" lang="fr"' in text,
    )
    assert marked == (True, True)


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "1,234,567"), ("zh", "1,234,567"), ("fr", "1\u202f234\u202f567")]
)
def test_a_number_has_the_separators_of_the_language(
    lang: str, shown: str, project: Project
) -> None:
    root = project({"theme/locales/fr.yml": strings_file(FRENCH)})

    translate = load_strings(theme_folders(root), lang)

    assert shown in translate("count", n=1_234_567)


def test_scripts_get_every_form_that_a_language_has(project: Project) -> None:
    root = project({"theme/locales/pl.yml": strings_file(POLISH)})

    forms = load_strings(theme_folders(root), "pl").forms("search.count")

    assert {key: text for key, text in POLISH.items() if key.startswith("search.")} == forms


MANUAL = (REPOSITORY / "docs" / "languages.md").read_text(encoding="utf-8")


def test_the_manual_names_strings_that_are_there() -> None:
    named = set(re.findall(r"`((?:page|number|date|plural|count)\.\w+)`", MANUAL))

    assert set() == named - ENGLISH.keys()


def test_the_strings_file_of_the_manual_counts_as_polish_does(project: Project) -> None:
    example = re.findall(r"```yaml\n# theme/locales/pl.yml\n(.*?)```", MANUAL, re.S)[0]
    root = project({"theme/locales/pl.yml": example})

    translate = load_strings(theme_folders(root), "pl")

    said = [translate("count", n=n) for n in (1, 3, 12, 22, 100)]
    assert said == ["1 pytanie", "3 pytania", "12 pytań", "22 pytania", "100 pytań"]
