"""Edits of questions: what authors do all day."""

from __future__ import annotations

import os
import re
from pathlib import Path
from random import Random

from tests.soak.edits import Project, edit, fields, quoted, rewrite, sentence, set_field

PIECES = (
    "| a | b |\n| --- | --- |\n| {text} | 1 |",
    '!!! tip "{text}"\n\n    {text}',
    "```python\nprint('{text}')\n```",
    "## {text}\n\n{text}",
    "- {text}\n- **{text}**\n    1. {text}",
    "[[refund-time]] {text}",
    "[[refund-time|{text}]]",
    "<kbd>{text}</kbd> & <b onclick='x()'>{text}</b>",
    "{text}[^n{n}]\n\n[^n{n}]: {text}",
    '??? note "{text}"\n\n    {text}',
    "*[HTML]: {text}\n\nHTML {text}",
    "<!-- {text} -->",
)


def _one(project: Project, random: Random) -> tuple[Path, str]:
    path = random.choice(project.articles)
    return path, project.lang(path)


def _field(project: Project, random: Random, key: str, value: str | None) -> str:
    path, _ = _one(project, random)
    set_field(path, key, value)
    return f"{project.name(path)}: {key}: {value}"


@edit
def body_grows(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    piece = random.choice(PIECES).format(text=sentence(lang, random), n=random.randrange(10**6))
    rewrite(path, path.read_text("utf-8").rstrip("\n") + f"\n\n{piece}\n")
    return f"{project.name(path)}: {piece!r}"


@edit
def body_replaced(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    front, _ = fields(path)
    lines = "\n".join(f"{key}: {value}" for key, value in front.items())
    rewrite(path, f"---\n{lines}\n---\n\n{sentence(lang, random, 30)}\n")
    return project.name(path)


@edit
def some_bodies_grow(project: Project, random: Random) -> str:
    """Of one or more files, as after a day of mending words."""
    paths = random.sample(project.articles, random.randint(1, 4))
    for path in paths:
        text = sentence(project.lang(path), random)
        rewrite(path, path.read_text("utf-8").rstrip("\n") + f"\n\n{text}.\n")
    return ", ".join(map(project.name, paths))


@edit
def words_change_places(project: Project, random: Random) -> str:
    """In one line of a body: no question becomes more like another by it."""
    found = [
        (path, line)
        for path in project.articles
        for line in path.read_text("utf-8").split("\n")
        if re.fullmatch(r"[A-Za-z][A-Za-z ,.]{9,}|[，。\u4e00-\u9fff]{4,}", line)
    ]
    if not found:
        return ""
    path, line = random.choice(found)
    words = re.findall(r"[A-Za-z]+ ?|[^A-Za-z]", line)
    mixed = "".join(random.sample(words, len(words))) if line.isascii() else f"，{line}。"
    rewrite(path, path.read_text("utf-8").replace(f"\n{line}\n", f"\n{mixed.strip()}\n"))
    return f"{project.name(path)}: {mixed!r}"


@edit
def word_swapped_with_size_and_time_kept(project: Project, random: Random) -> str:
    """What a cache that trusts sizes and times would miss."""
    path, _ = _one(project, random)
    text, stat = path.read_text("utf-8"), path.stat()
    letters = [n for n, char in enumerate(text) if char in "aeiou" and n > text.rindex("---")]
    if not letters:
        return ""
    place = random.choice(letters)
    rewrite(path, text[:place] + ("o" if text[place] != "o" else "e") + text[place + 1 :])
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    return f"{project.name(path)}, character {place}"


@edit
def title_changed(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    mark = "?" if lang == "en" else "？"
    title = sentence(lang, random) + random.choice((mark, f" & <b>{mark}", f' "C#"{mark}'))
    set_field(path, "title", quoted(title))
    return f"{project.name(path)}: {title}"


@edit
def answer_changed(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    set_field(path, "answer", quoted(sentence(lang, random, 12)))
    return project.name(path)


@edit
def answer_removed(project: Project, random: Random) -> str:
    return _field(project, random, "answer", None)


@edit
def also_asked_changed(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    asked = [sentence(lang, random, 4) for _ in range(random.randrange(4))]
    set_field(path, "also_asked", quoted(list(dict.fromkeys(asked))))
    return f"{project.name(path)}: {asked}"


@edit
def keywords_changed(project: Project, random: Random) -> str:
    return _field(project, random, "keywords", quoted([sentence("en", random, 1)]))


@edit
def tags_changed(project: Project, random: Random) -> str:
    return _field(project, random, "tags", quoted([sentence("en", random, 1)]))


@edit
def moved_to_another_category(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    others = [one for one in project.categories if project.lang(one) == lang and one != path.parent]
    if not others or (target := random.choice(others) / path.name).exists():
        return ""
    path.rename(target)
    return f"{project.name(path)} -> {project.name(target)}"


@edit
def file_renamed(project: Project, random: Random) -> str:
    path, _ = _one(project, random)
    target = path.with_name(f"renamed-{random.randrange(100)}.md")
    if target.exists():
        return ""
    path.rename(target)
    return f"{project.name(path)} -> {target.name}"


@edit
def files_change_places(project: Project, random: Random) -> str:
    """Two articles of one language, each under the other's path."""
    path, lang = _one(project, random)
    other = random.choice([one for one in project.articles if project.lang(one) == lang])
    first, second = path.read_bytes(), other.read_bytes()
    path.write_bytes(second)
    other.write_bytes(first)
    return f"{project.name(path)} <-> {project.name(other)}"


@edit
def article_deleted(project: Project, random: Random) -> str:
    path, _ = _one(project, random)
    path.unlink()
    return project.name(path)


@edit
def added_article_deleted(project: Project, random: Random) -> str:
    """One that nothing links to, so that the next build publishes."""
    added = [path for path in project.articles if path.name.startswith("added-")]
    if not added:
        return ""
    path = random.choice(added)
    path.unlink()
    return project.name(path)


@edit
def article_added(project: Project, random: Random) -> str:
    folder = random.choice(project.categories)
    lang, name = project.lang(folder), f"added-{random.randrange(100)}"
    path = folder / f"{name}.md"
    if path.exists():
        return ""
    title = quoted(sentence(lang, random) + "?")
    rewrite(path, f"---\nid: {name}\ntitle: {title}\n---\n\n{sentence(lang, random, 20)}\n")
    return project.name(path)


@edit
def translation_added(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    front, _ = fields(path)
    other = "zh" if lang == "en" else "en"
    folders = [one for one in project.categories if project.lang(one) == other]
    if not folders:
        return ""
    target = random.choice(folders) / f"{front['id']}.md"
    if target.exists():
        return ""
    title = quoted(sentence(other, random) + "?")
    rewrite(target, f"---\nid: {front['id']}\ntitle: {title}\n---\n\n{sentence(other, random)}\n")
    return project.name(target)


@edit
def alias_added(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    number = random.randrange(1000)
    alias = random.choice((f"alias-{number}", f"{lang}/was/{number}.html"))
    front, _ = fields(path)
    others = front.get("aliases", "[]").strip("[]")
    set_field(path, "aliases", "[" + ", ".join(filter(None, (others, alias))) + "]")
    return f"{project.name(path)}: {alias}"


@edit
def aliases_removed(project: Project, random: Random) -> str:
    return _field(project, random, "aliases", None)


@edit
def related_changed(project: Project, random: Random) -> str:
    path, lang = _one(project, random)
    same = [one for one in project.articles if project.lang(one) == lang and one != path]
    ids = [fields(one)[0]["id"] for one in random.sample(same, min(2, len(same)))]
    set_field(path, "related", f"[{', '.join(ids)}]")
    return f"{project.name(path)}: {ids}"


@edit
def related_removed(project: Project, random: Random) -> str:
    return _field(project, random, "related", None)


@edit
def weight_changed(project: Project, random: Random) -> str:
    return _field(project, random, "weight", random.choice(("1", "5", None)))


@edit
def slug_changed(project: Project, random: Random) -> str:
    return _field(project, random, "slug", random.choice((f"slug-{random.randrange(50)}", None)))


@edit
def draft_switched(project: Project, random: Random) -> str:
    return _field(project, random, "draft", random.choice(("true", None)))


@edit
def unlisted_switched(project: Project, random: Random) -> str:
    return _field(project, random, "unlisted", random.choice(("true", None)))


@edit
def days_changed(project: Project, random: Random) -> str:
    key = random.choice(("publish_date", "expiry_date", "updated", "date", "last_reviewed_on"))
    day = f"2026-{random.randint(9, 12):02d}-{random.randint(1, 28):02d}"
    return _field(project, random, key, random.choice((day, None)))


@edit
def list_of_questions_changed(project: Project, random: Random) -> str:
    path = random.choice(sorted((project.root / "kb" / "articles").rglob("faq.yml")))
    number, lang = random.randrange(1000), project.lang(path)
    more = f"- id: faq-{number}\n  title: {sentence(lang, random)}?\n  answer: {number}.\n"
    text = path.read_text("utf-8")
    rewrite(path, text + more if random.random() < 0.7 else text.replace("answer: ", "answer: 1 "))
    return f"{project.name(path)}, {number}"


@edit
def picture_changed(project: Project, random: Random) -> str:
    path = random.choice(sorted((project.root / "kb" / "articles").rglob("*.svg")))
    colour = f"#{random.randrange(4096):03x}"
    rewrite(path, f'<svg xmlns="http://www.w3.org/2000/svg"><path fill="{colour}"/></svg>\n')
    return f"{project.name(path)}: {colour}"


@edit
def picture_added_or_removed(project: Project, random: Random) -> str:
    path = project.root / "kb/articles/zh/assets/more.svg"
    if path.exists():
        path.unlink()
    else:
        rewrite(path, '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    return project.name(path)
