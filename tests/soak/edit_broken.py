"""Edits that are wrong: nothing of them may be published. A walk mends them in its next build."""

from __future__ import annotations

from random import Random

from tests.soak.edits import Project, edit, fields, rewrite, set_field

BROKEN = (
    "---\nid: [\n---\n",
    "no front matter at all\n",
    "---\nid: broken\ntitel: Typo?\n---\n",
    "---\nid: refund-time\ntitle: Twice?\n---\n",
    "---\nid: broken\ntitle: Where?\n---\n\n[nowhere](nowhere.md)\n",
    "---\nid: broken\ntitle: Where?\n---\n\n[[no-such-question]]\n",
    "---\nid: broken\ntitle: Where?\nrelated: [no-such-question]\n---\n",
)


@edit
def broken_article_added(project: Project, random: Random) -> str:
    path = random.choice(project.categories) / "broken.md"
    rewrite(path, random.choice(BROKEN))
    return project.name(path)


@edit
def article_broken(project: Project, random: Random) -> str:
    path = random.choice(project.articles)
    set_field(path, "title", random.choice(("", "[a]", "'", "{")))
    return project.name(path)


@edit
def bytes_are_no_text(project: Project, random: Random) -> str:
    path = random.choice(project.articles)
    content = path.read_bytes()
    path.write_bytes(content[: random.randrange(len(content))] + b"\xff\xfe\xff")
    return project.name(path)


@edit
def id_taken_from_another(project: Project, random: Random) -> str:
    path, other = random.choice(project.articles), random.choice(project.articles)
    set_field(path, "id", fields(other)[0]["id"])
    return f"{project.name(path)} as {project.name(other)}"


@edit
def settings_broken(project: Project, random: Random) -> str:
    name = random.choice(("kb/kb.yml", "kb/contacts.yml", "kb/synonyms.yml", "mkdocs.yml"))
    path = project.root / name
    rewrite(path, path.read_text("utf-8") + random.choice(("a: [\n", "\t:\n", "no_such_key: 1\n")))
    return name


@edit
def template_broken(project: Project, random: Random) -> str:
    path = project.root / "theme" / "kb" / random.choice(("article.html", "home.html"))
    text = random.choice(("{% if %}", "{{ kb.title.nothing.at.all }}", '{% include "no.html" %}'))
    rewrite(path, text)
    return f"{project.name(path)}: {text}"


@edit
def category_file_removed(project: Project, random: Random) -> str:
    path = random.choice(project.categories) / "_category.yml"
    path.unlink()
    return project.name(path)


@edit
def ask_log_broken(project: Project, random: Random) -> str:
    path = project.root / "kb" / "asks" / "2026.csv"
    row = random.choice(("2026-13,refund-time,1,chat", "2026-10,refund-time,-1,chat", "2026-10,,"))
    rewrite(path, path.read_text("utf-8") + row + "\n")
    return row
