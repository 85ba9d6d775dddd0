"""Edits of everything around the questions: categories, settings, the ask log, theme, MkDocs."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

from tests.soak.edits import Project, edit, quoted, rewrite, sentence

LINE = r"(?m)^{key}:.*\n"
KB_YML = (
    ("title", "{zh: 帮助, en: Help & more}"),
    ("title", "Help"),
    ("description", "{zh: 新, en: New}"),
    ("half_life_months", "2"),
    ("most_asked", "2"),
    ("related", "0"),
    ("related", "3"),
    ("languages", "[en, zh]"),
    ("languages", "[zh, en]"),
    ("feedback", "off"),
    ("feedback", "https://feedback.soak.example/"),
    ("html", "trusted"),
    ("html", "safe"),
    ("contact", "orders"),
    ("banner", "{text: {zh: 停机, en: We are closed}, end: 2026-11-20, level: warning}"),
    ("banner", None),
    ("search", "{title: 3, thesaurus: false}"),
    ("search", None),
    ("checks", "{question_titles: false}"),
    ("max_depth", "3"),
)
MKDOCS_YML = (
    ("site_url", "https://other.soak.example/help/"),
    ("site_url", None),
    ("site_name", "Other"),
    ("edit_uri", "blob/dev/kb/articles/"),
    ("repo_url", None),
    ("extra_css", "[extra.css]"),
    ("extra_css", None),
    ("copyright", "Ours"),
    ("copyright", None),
    ("use_directory_urls", "false"),
)
THEME = {
    "partials/copyright.html": "<p>{text}</p>\n",
    "assets/own.css": "/* {text} */\n",
    "partials/kb-feedback.html": "<p>{text} {{{{ kb.title | e }}}}</p>\n",
    "kb/category.html": '{{% extends "main.html" %}}\n'
    "{{% block content %}}{text} {{{{ kb.title | e }}}}{{% endblock %}}\n",
    "kb/tags.html": '{{% extends "main.html" %}}\n{{% block content %}}{text}{{% endblock %}}\n',
    "locales/en.yml": "home:\n  lead: {text}\n",
    "locales/zh.yml": "page:\n  all: {text}\n",
}


def _set(path: Path, key: str, value: str | None) -> str:
    """Set a key of the outermost mapping of a YAML file that fits on one line."""
    text = re.sub(LINE.format(key=key), "", path.read_text("utf-8"))
    rewrite(path, text + (f"{key}: {value}\n" if value is not None else ""))
    return f"{path.name}: {key}: {value}"


@edit
def knowledge_base_set(project: Project, random: Random) -> str:
    return _set(project.root / "kb" / "kb.yml", *random.choice(KB_YML))


@edit
def mkdocs_set(project: Project, random: Random) -> str:
    return _set(project.root / "mkdocs.yml", *random.choice(MKDOCS_YML))


@edit
def inherited_settings_changed(project: Project, random: Random) -> str:
    base, path = project.root / "base.yml", project.root / "mkdocs.yml"
    text = path.read_text("utf-8")
    if base.exists() and random.random() < 0.3:
        rewrite(path, text.replace("INHERIT: base.yml\n", ""))
        base.unlink()
        return "none"
    if "INHERIT" not in text:
        rewrite(path, f"INHERIT: base.yml\n{text}")
    author = sentence("en", random, 2)
    rewrite(base, f"site_author: {author}\ncopyright: By {author}\n")
    return author


@edit
def folder_of_templates_changed(project: Project, random: Random) -> str:
    """As MkDocs has them, beside `theme/`."""
    path = project.root / "mkdocs.yml"
    text = path.read_text("utf-8")
    if "custom_dir" in text and random.random() < 0.3:
        rewrite(path, text.replace("  custom_dir: overrides\n", ""))
        return "none"
    if "custom_dir" not in text:
        rewrite(path, text.replace("theme:\n", "theme:\n  custom_dir: overrides\n"))
    said = sentence("en", random, 2)
    rewrite(project.root / "overrides" / "partials" / "copyright.html", f"<p>{said}</p>\n")
    return said


@edit
def markdown_extension_switched(project: Project, random: Random) -> str:
    path = project.root / "mkdocs.yml"
    text = path.read_text("utf-8")
    name = random.choice(("smarty", "sane_lists", "def_list", "pymdownx.details", "pymdownx.mark"))
    line = f"  - {name}\n"
    head = "markdown_extensions:\n"
    rewrite(path, text.replace(line, "") if line in text else text.replace(head, head + line))
    return name


@edit
def theme_feature_switched(project: Project, random: Random) -> str:
    path = project.root / "mkdocs.yml"
    text = path.read_text("utf-8")
    feature = random.choice(("content.code.copy", "content.tabs.link", "navigation.instant"))
    with_it, without = f"features: [{feature}]", "features: []"
    new = re.sub(r"features: \[.*\]", without if with_it in text else with_it, text)
    rewrite(path, new)
    return feature


@edit
def category_title_changed(project: Project, random: Random) -> str:
    folder = random.choice(project.categories)
    title = quoted(sentence(project.lang(folder), random, 3))
    _set(folder / "_category.yml", "title", title)
    return f"{project.name(folder)}: {title}"


@edit
def category_file_changed(project: Project, random: Random) -> str:
    folder = random.choice(project.categories)
    key, value = random.choice(
        (("weight", "5"), ("weight", None), ("description", "More."), ("contact", "orders"),
         ("icon", "material/home"), ("icon", None))
    )  # fmt: skip
    _set(folder / "_category.yml", key, value)
    return f"{project.name(folder)}: {key}: {value}"


@edit
def category_added(project: Project, random: Random) -> str:
    parent = random.choice(project.categories)
    name = f"more-{random.randrange(20)}"
    folder = parent / name
    if folder.exists():
        return ""
    rewrite(folder / "_category.yml", f"title: More {name}\n")
    rewrite(folder / f"in-{name}.md", f"---\nid: in-{name}\ntitle: What of {name}?\n---\n\nThis.\n")
    return project.name(folder)


@edit
def category_dissolved(project: Project, random: Random) -> str:
    """Its questions move up into the category above."""
    folders = [one for one in project.categories if (one.parent / "_category.yml").exists()]
    if not folders:
        return ""
    folder = random.choice(folders)
    for path in sorted(folder.iterdir()):
        if (folder.parent / path.name).exists():
            path.unlink() if path.name == "_category.yml" else None
        else:
            path.rename(folder.parent / path.name)
    if not any(folder.iterdir()):
        folder.rmdir()
    return project.name(folder)


@edit
def category_folder_renamed(project: Project, random: Random) -> str:
    folder = random.choice(project.categories)
    target = folder.with_name(f"{folder.name.split('-r')[0]}-r{random.randrange(9)}")
    if target.exists():
        return ""
    folder.rename(target)
    return f"{project.name(folder)} -> {target.name}"


@edit
def asks_counted(project: Project, random: Random) -> str:
    path = project.root / "kb" / "asks" / "2026.csv"
    rows = path.read_text("utf-8").splitlines()
    one = random.choice(rows[1:]).split(",")
    row = f"2026-{random.randint(1, 10):02d},{one[1]},{random.randrange(60)},chat"
    rewrite(path, "\n".join([*rows, row]) + "\n")
    return row


@edit
def asks_forgotten(project: Project, random: Random) -> str:
    path = project.root / "kb" / "asks" / "2026.csv"
    rows = path.read_text("utf-8").splitlines()
    if len(rows) < 5:
        return ""
    row = rows.pop(random.randrange(1, len(rows)))
    rewrite(path, "\n".join(rows) + "\n")
    return row


@edit
def contact_changed(project: Project, random: Random) -> str:
    path = project.root / "kb" / "contacts.yml"
    number = str(random.randrange(100, 1000))
    text = path.read_text("utf-8")
    rewrite(path, re.sub(r"(?m)^  phone: .*$", f"  phone: 400-555-{number}", text))
    return number


@edit
def synonyms_changed(project: Project, random: Random) -> str:
    path = project.root / "kb" / "synonyms.yml"
    first, second = sentence("en", random, 1), f"synonym{random.randrange(9)}"
    text = path.read_text("utf-8")
    rewrite(path, (text if len(text) < 400 else "en:\n") + f"  - [{first}, {second}]\n")
    return f"{first}, {second}"


@edit
def golden_query_changed(project: Project, random: Random) -> str:
    path = project.root / "kb" / "queries.yml"
    query = sentence("en", random, 2)
    rewrite(path, f"- {{query: {query}, lang: en, expect: refund-time, within: 20}}\n")
    return query


@edit
def theme_changed(project: Project, random: Random) -> str:
    name, text = random.choice(list(THEME.items()))
    path = project.root / "theme" / name
    rewrite(path, text.format(text=sentence("en", random, 3)))
    return project.name(path)


@edit
def theme_undone(project: Project, random: Random) -> str:
    found = sorted(one for one in (project.root / "theme").rglob("*") if one.is_file())
    if not found:
        return ""
    path = random.choice(found)
    path.unlink()
    return project.name(path)
